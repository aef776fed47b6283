"""What is kept, where, for how long, and how to erase it."""

from bot.slack.blocks.card import Card
from bot.slack.blocks.limits import FALLBACK_LIMIT
from bot.slack.blocks.mrkdwn import SECTION_LIMIT, bold, code, escape, joined, pages, plain, quiet, section

_ERASING = "erases all of yours at once. Removing the app erases all of the workspace's"


def privacy_card(command: str, retention_days: int, model: str, grace_days: int = 0) -> Card:
    """The facts; `model` is empty where no model words answers.

    `grace_days` pass before what is kept of a workspace that removed the app is erased.
    """
    days = _days(retention_days)
    erasing = f"{_ERASING} {_days(grace_days)} later, unless it is installed again." if grace_days else f"{_ERASING}."
    lines = [joined(" ", bold(escape(f"{name}:")), escape(fact)) for name, fact in _facts(days, model)]
    erase = joined(" ", bold(escape("Erase:")), code(f"{command} forget me"), escape(erasing))
    text = f"What I keep: your questions and my answers, for {days}. {command} forget me erases yours."
    sections = map(section, pages([*lines, erase], SECTION_LIMIT))
    return Card(quiet(text, FALLBACK_LIMIT), ({"type": "header", "text": plain("Privacy", 150)}, *sections))


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def _facts(days: str, model: str) -> tuple[tuple[str, str], ...]:
    return (
        (
            "Kept",
            "the questions I answered or was asked, what I answered and why, votes with reasons, channel settings.",
        ),
        (
            "Not kept",
            "any other message. Threads that I read for an answer stay in memory for a while, and are not stored.",
        ),
        ("Where", "in the database of whoever runs this bot, keyed by your workspace."),
        ("How long", f"{days}; then questions and answers are erased, with votes and gaps."),
        (
            "Decisions",
            "what is logged is the team's, and stays. Who asks to be forgotten is someone in it from then on.",
        ),
        (
            "Who sees it",
            "of what is private, you. The bot's owners see, without names, what did not get a good answer.",
        ),
        ("A model", _model(model)),
    )


def _model(model: str) -> str:
    if not model:
        return "none. Answers are composed from the knowledge; nothing leaves for a model."
    return (
        f"{model} words answers. It is sent the question and the facts of its answer, nothing of other workspaces, "
        "and it cannot change a pick, a figure or a source. Who asks for a draft of a decision has it sent the thread."
    )
