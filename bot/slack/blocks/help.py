"""What the bot can do, with examples; and how a sub-command is written, for whoever wrote it nearly right."""

from bot.conversation.records import Mode
from bot.slack.blocks.card import Card
from bot.slack.blocks.channel_settings import ADMINISTRATORS_WORDS
from bot.slack.blocks.digest_setting import DIGEST_WORDS
from bot.slack.blocks.limits import FALLBACK_LIMIT
from bot.slack.blocks.mrkdwn import Mrkdwn, bold, code, context, escape, joined, quiet, section

EXAMPLES = (
    "Node or Python for a chat app with an LLM?",
    "How long is a cold start on AWS Lambda?",
    "We know Django and need live cursors. What should we build on?",
)
FORMS = {  # of each sub-command, as it is typed, and what it does
    "why": ("why <answer>", "what an answer rests on, by the id at its foot"),
    "decide": ("decide <title>", "logs what your team decided"),
    "decisions": ("decisions <words>", "finds what was decided"),
    "decision": ("decision ADR-0001", "shows one decision"),
    "digest": ("digest", "the week of this channel, once a week"),
    "settings": ("settings", "when I speak in this channel"),
    "gaps": ("gaps", "what I could not answer, for owners"),
    "privacy": ("privacy", "what is kept, and for how long"),
    "forget": ("forget me", "erases what is kept of you"),
}

_MORE = {  # the words after a sub-command, and what they do
    "settings": (
        (tuple(mode.value for mode in Mode), "change that"),
        (ADMINISTRATORS_WORDS, "for administrators"),
    ),
    "digest": (
        (DIGEST_WORDS, "turn it on and off"),
        (("mon 09:00 Europe/Berlin",), "when it comes"),
        (("preview", "now"), "what it would say, to you or to all"),
    ),
}


def help_card(command: str) -> Card:
    """Help; `command` is the name under which the command was typed."""
    asking = [joined(" ", escape("•"), code(f"{command} {example}")) for example in EXAMPLES]
    words = [_line(command, [form], meaning) for form, meaning in FORMS.values()]
    elsewhere = "Mention me in a channel or a thread, write me directly, or choose “Ask about this” on a message."
    return Card(
        quiet(f"Ask me which backend stack to build on, for example: {command} {EXAMPLES[0]}", FALLBACK_LIMIT),
        (
            section(joined("\n", bold(escape("Ask me which backend stack to build on")), *asking)),
            section(escape(elsewhere)),
            section(joined("\n", bold(escape("And more")), *words)),
            context(escape("Answers to the command are seen by you alone, until you share them.")),
        ),
    )


def usage_card(command: str, word: str) -> Card:
    """How the sub-command that begins with a word of `FORMS` is written."""
    form, meaning = FORMS[word]
    lines = [_line(command, [form], meaning)]
    lines += [_line(command, [f"{word} {one}" for one in words], done) for words, done in _MORE.get(word, ())]
    return Card(
        quiet(f"Did you mean {command} {form}?", FALLBACK_LIMIT),
        (
            section(joined("\n", bold(escape("Did you mean this?")), *lines)),
            context(escape(f"A question may begin with “{word}” too: end it with a question mark.")),
        ),
    )


def _line(command: str, forms: list[str], meaning: str) -> Mrkdwn:
    typed = joined(", ", *(code(f"{command} {form}") for form in forms))
    return joined(" ", escape("•"), typed, escape(f"– {meaning}"))
