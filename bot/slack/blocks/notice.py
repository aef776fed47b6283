"""Small messages that are no answers: what is not possible now, and why, and what to do."""

import re
from collections.abc import Sequence

from bot.conversation.policy import Silence
from bot.conversation.records import Asked
from bot.decisions.record import Decision
from bot.ids import UserId
from bot.slack.blocks.card import Card
from bot.slack.blocks.limits import FALLBACK_LIMIT
from bot.slack.blocks.mrkdwn import (
    EMPTY,
    Mrkdwn,
    channel,
    code,
    escape,
    fitting,
    joined,
    mention_group,
    mention_user,
    quiet,
    quieted,
    section,
)
from bot.slack.blocks.rich import rich_quote

QUESTION_LIMIT = 1000  # characters

_SILENT = {
    Silence.OFF: "I am turned off in this channel.",
    Silence.DENIED: "An administrator does not allow me in this channel.",
    Silence.SHARED: "People of other organisations read here, so I stay silent until an administrator allows me.",
}


def plainly(text: str) -> Card:
    """A sentence or two, as they are."""
    return _card(escape(text))


def refused(sentence: str, people: Sequence[str]) -> Card:
    """Why something is not done; whom the sentence names stands there as Slack shows people, which tells nobody."""
    parts = re.split(f"({'|'.join(map(re.escape, people))})", sentence) if people else [sentence]
    return _card(joined("", *(mention_user(part) if part in people else escape(part) for part in parts)))


def rate_limited(wait_s: int) -> Card:
    """Too many questions in a minute."""
    seconds = "1 second" if wait_s == 1 else f"{wait_s} seconds"
    return plainly(f"That is a lot of questions in one minute. Please ask again in {seconds}.")


def silent_here(why: Silence, command: str) -> Card:
    """Mentioned where the bot must not speak."""
    return plainly(f"{_SILENT[why]} {command} answers you privately, and so do direct messages.")


def working_on_it() -> Card:
    """The answer follows."""
    return plainly("Many people are asking just now. Your answer follows in a moment.")


def thread_unreadable() -> Card:
    """Threads cannot be read in a channel."""
    return plainly(
        "I am not allowed to read threads here, so I answer what I am asked without what was said before. "
        "Whoever manages the app can grant it channels:history, groups:history and mpim:history."
    )


def thread_not_read() -> Card:
    """A mention alone, in a thread that cannot be read now."""
    return plainly(
        "I could not read this thread just now, so I don't know what it is about. "
        "Mention me again in a minute, or ask me in a sentence."
    )


def no_longer_kept() -> Card:
    """A button of an answer that is gone."""
    return plainly("I don't keep that answer any more, or it is not for you to see. Please ask again.")


def already_shared() -> Card:
    """Shared before."""
    return plainly("This answer was shared here before.")


def being_shared() -> Card:
    """Shared a moment ago."""
    return plainly("This answer is on its way here already.")


def perhaps_not_shared(asked: Asked) -> Card:
    """A share was refused, or nobody can tell whether it arrived."""
    line = escape(
        "The answer to this question, which you shared, may not have arrived. Please look; if it is not there, press "
        "the button again."
    )
    text = quiet(f"The answer that you shared may not have arrived: {asked.text}", QUESTION_LIMIT)
    return Card(text, (section(line), rich_quote(asked.text, QUESTION_LIMIT)))


def only_channels_have_settings(command: str) -> Card:
    """Asked for settings in direct messages."""
    return plainly(
        f"Settings are for channels; direct messages to me are always answered. Type {command} settings in a channel."
    )


def owners_only() -> Card:
    """For administrators."""
    return plainly("Only the bot's owners can do this; STACKBOT_OWNERS names them.")


def forgotten() -> Card:
    """All that was kept of a person is erased."""
    return plainly(
        "Done: your questions with their answers, votes and reasons are erased, and what waited to be sent to you is "
        "dropped. Messages in Slack stay where they are; delete those yourself. Backups made before are not changed."
    )


def form_opens() -> Card:
    """The form in which a decision is logged."""
    return plainly("The form opens. What you log there is kept, and others find it.")


def form_too_late() -> Card:
    """Slack opens a form for three seconds only."""
    return plainly("The form came too late to be opened. Please try that once more.")


def contradicts(others: Sequence[Decision]) -> Card:
    """A proposal that cannot be accepted as it is."""
    names = " and ".join(f"{one.name} ({one.title})" for one in others)
    return plainly(f"This contradicts {names}, which is in force. Log a new decision that supersedes it.")


def no_such_decision(name: str) -> Card:
    """A number that no record here has."""
    return _card(joined(" ", escape("There is no decision called"), code(name, 100), escape("on record here.")))


def nothing_to_read() -> Card:
    """A message without words."""
    return plainly("There is no text in that message that I could answer.")


def cannot_keep() -> Card:
    """The database does not work."""
    return plainly("I cannot reach my records just now, so I cannot answer. Please ask again in a minute.")


def broken(bug: str) -> Card:
    """A bug, with the id under which the log has it."""
    return _card(joined(" ", escape("Something went wrong on my side. Its number in the log is"), code(bug)))


def undelivered(where: str, error: str) -> Card:
    """For the owner: Slack refuses messages for good."""
    advice = "Invite the app, unarchive the channel or grant the scope, as the reason says; I tell you this once."
    what = joined(" ", escape("Slack refuses what I send to"), channel(where), escape("for the reason"), code(error))
    return _card(joined("\n", what, escape(advice)))


def asked_a_human(help_channel: str) -> Card:
    """Somebody was asked."""
    whom = joined(" ", escape("Your question was brought to"), channel(help_channel)) if help_channel else None
    return _card(whom or escape("Your question was brought to the bot's owner."))


def asking_a_human() -> Card:
    """Somebody is being asked."""
    return plainly("Your question is on its way to somebody already.")


def nobody_reached() -> Card:
    """Nobody could be asked, or nobody can tell whether somebody was."""
    return plainly(
        "I could not bring your question to anybody, as far as I can tell. Please ask somebody who knows yourself."
    )


def for_a_human(asked: Asked, asker: UserId, help_group: str) -> Card:
    """A question that the knowledge does not answer, for the people who help."""
    whom = mention_group(help_group) if help_group else escape("")
    line = joined(" ", whom, mention_user(asker), escape("asks what I could not answer:"))
    text = quiet(f"A question that I could not answer: {asked.text}", QUESTION_LIMIT)
    return Card(text, (section(line), rich_quote(asked.text, QUESTION_LIMIT)))


def _card(text: Mrkdwn) -> Card:
    return Card(fitting(quieted(text), FALLBACK_LIMIT) or EMPTY, (section(text),))
