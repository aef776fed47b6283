"""Answering in Slack: from a question asked somewhere to what is kept of it and the message that goes out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.advice.answer import Answer, Outcome
from bot.advice.considering import Consideration
from bot.advice.explanation import explained
from bot.advice.markdown import one_line
from bot.advice.plain import answer_from_json, answer_json
from bot.advice.question import read_thread
from bot.conversation.mail import Method, Outgoing
from bot.conversation.policy import Silence, silence
from bot.conversation.records import Asked, Evidence, Exchange, Gap, Given, Lack
from bot.decisions.record import EVERYWHERE
from bot.ids import ChannelId, QuestionId, TeamId, UserId
from bot.knowledge.entries import Library
from bot.slack.blocks.answer import CardOptions, answer_card
from bot.slack.blocks.card import Card
from bot.slack.desk import SlackDesk
from bot.slack.destination import Destination, sent_to, update_of

AT_ONCE = timedelta(0)
CONTEXT_LIMIT = 14  # earlier questions of a thread that go along with a new one
PHRASING_WORTH = timedelta(minutes=1)  # a card that has stood so long is left as it is

_LACKS = {Outcome.CLARIFY: Lack.AMBIGUOUS, Outcome.CLOSEST: Lack.UNANSWERED}  # NONE is what asks nothing of the kind


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, what is kept of it, and a note for its card."""

    answer: Answer
    given: Given
    gap: Gap | None
    note: str = ""


def reply_to(desk: SlackDesk, asked: Asked, before: Sequence[str] = (), note: str = "") -> Reply:
    """The answer to what was asked, after the messages `before` it in its thread; the `note` says what is not known."""
    advisor, now = desk.advisor, desk.clock()
    considered = advisor.consider(read_thread([*before, asked.text]))
    answer = advisor.answer(considered, now.date())
    given = Given(
        team=asked.team,
        question=asked.id,
        answered_at=now,
        outcome=answer.outcome.value,
        confidence=answer.confidence.value,
        pick=answer.pick,
        knowledge_version=answer.knowledge_version,
        signals=tuple(answer.signals or ()),
        evidence=_evidence(answer, advisor.library),
        answer=answer_json(answer),
        explanation=_explanation(considered, advisor.library, note, in_thread=bool(before)),
    )
    return Reply(answer, given, _gap(asked, answer, now), note)


def answered(  # noqa: PLR0913  what is answered, and where
    desk: SlackDesk,
    asked: Asked,
    reply: Reply,
    *,
    keys: tuple[str, ...],
    destination: Destination,
    prose_key: str = "",
) -> Exchange:
    """The exchange in which the answer goes to a destination. `prose_key` is what the model's words have to take."""
    key = f"answer:{asked.id}"
    card = answer_card(reply.answer, card_options(desk, asked, reply.answer, reply.note))
    message = sent_to(destination, card, team=asked.team, key=key, person=asked.user, now=desk.clock())
    phrasing = phrasing_of(desk, asked, reply, update_of(destination, key), prose_key)
    return kept(asked, reply, keys=keys, outgoing=(message, *phrasing))


def answered_later(
    desk: SlackDesk, asked: Asked, *, keys: tuple[str, ...], destination: Destination, wait: timedelta = AT_ONCE
) -> Exchange:
    """The exchange that leaves the answer to a task, for its thread is to be read first or too many ask at once."""
    key, now = later_key(asked.id), desk.clock()
    arguments = {"question": asked.id, "reply": destination.data()}
    task = Outgoing(asked.team, key, key, Method.ANSWER, arguments, now + wait, person=asked.user)
    return Exchange(asked.team, keys, now, asked, outgoing=(task,))


def later_key(question: QuestionId) -> str:
    """The key of the task that answers a question later."""
    return f"read:{question}"


def told(  # noqa: PLR0913  who is told what, where, and once
    desk: SlackDesk, team: TeamId, keys: tuple[str, ...], card: Card, destination: Destination, *, person: UserId
) -> Exchange:
    """The exchange in which a person is told something that is no answer."""
    now = desk.clock()
    message = sent_to(destination, card, team=team, key=f"told:{keys[0]}", person=person, now=now)
    return Exchange(team, keys, now, outgoing=(message,))


def kept(asked: Asked, reply: Reply, *, keys: tuple[str, ...], outgoing: tuple[Outgoing, ...]) -> Exchange:
    """The exchange that keeps question and answer."""
    return Exchange(asked.team, keys, reply.given.answered_at, asked, reply.given, reply.gap, outgoing=outgoing)


def card_options(desk: SlackDesk, asked: Asked, answer: Answer, note: str = "") -> CardOptions:
    """What the card of an answer offers where it was asked; what only its asker sees can be shared."""
    return CardOptions(
        question=asked.id,
        shareable=not asked.message_ts,
        human_offered=bool(desk.choices.helpers),
        command=desk.choices.command,
        notes=(note,) if note else (),
        recalled=desk.book.recalled(asked.team, answer, asked.channel if asked.private else EVERYWHERE),
    )


def phrasing_of(
    desk: SlackDesk, asked: Asked, reply: Reply, update: Destination, prose_key: str = ""
) -> tuple[Outgoing, ...]:
    """The task to let the model phrase an answer that stands already, where there is a model.

    Its words are dropped where the key that they have to take is taken.
    """
    if not desk.choices.model or reply.answer.outcome is not Outcome.ANSWER:
        return ()
    key, now = f"phrase:{asked.id}", desk.clock()
    arguments = {"question": asked.id, "update": update.data(), "takes": prose_key, "note": reply.note}
    until, person = now + PHRASING_WORTH, asked.user
    return (Outgoing(asked.team, key, key, Method.PHRASE, arguments, now, expires_at=until, person=person),)


def seconds_to_wait(desk: SlackDesk, asked: Asked) -> int:
    """How long the person has to wait before asking; 0 where they need not, and then their question is counted."""
    return desk.pace.wait_s(asked.team, asked.user, asked.id, desk.clock())


def silence_in(desk: SlackDesk, team: TeamId, channel: ChannelId) -> Silence | None:
    """Why the bot must not speak in public there, by what is known; direct messages are never silenced."""
    if channel.startswith("D"):
        return None
    return silence(desk.records.channel_settings(team, channel), desk.records.listed_channels(team))


def silence_found_in(desk: SlackDesk, team: TeamId, channel: ChannelId) -> Silence | None:
    """The same, for tasks: Slack is asked first whether other organisations read there; raises `SlackError`."""
    settings = desk.records.channel_settings(team, channel)
    asks = not (channel.startswith("D") or settings.shared or settings.shared_on)
    if asks and desk.outsiders.read_along(channel):
        desk.records.note_shared(team, channel)
    return silence_in(desk, team, channel)


def shared_answer_key(question: QuestionId, channel: ChannelId) -> str:
    """The key under which it is known that an answer was shared in a channel, or was to be."""
    return f"share:{question}:{channel}"


def contents_key(channel: ChannelId, message_ts: str, number: int) -> str:
    """The key of what a message of ours is changed to: the first time, the second, and so on.

    Whatever replaces a message takes the next, so what was made for the contents before cannot replace later ones.
    """
    return f"contents:{channel}:{message_ts}:{number}"


def kept_answer(desk: SlackDesk, team: TeamId, question: QuestionId) -> tuple[Asked, Answer] | None:
    """A question and its answer as it was given, while they are kept."""
    found = desk.records.answer(team, question)
    return (found[0], answer_from_json(found[1].answer)) if found else None


def _evidence(answer: Answer, library: Library) -> tuple[Evidence, ...]:
    """What the answer cites, with how well each matched."""
    scores = {match.entry: match.score for match in answer.matches}
    cited = (citation.entry for citation in answer.sources)
    return tuple(Evidence(id_, library.entries[id_].content_hash, scores.get(id_, 0.0)) for id_ in cited)


def _explanation(considered: Consideration, library: Library, note: str, *, in_thread: bool) -> str:
    """The explanation of an answer; without what others said in a thread, for that is not kept."""
    text = explained(considered, library)
    if in_thread:
        text = text.replace(one_line(considered.matches.wording.text), "(the messages of the thread)", 1)
    return f"Thread\n  {note}\n{text}" if note else text


def _gap(asked: Asked, answer: Answer, now: datetime) -> Gap | None:
    lack = _LACKS.get(answer.outcome)
    if lack is None:
        return None
    near = answer.matches[0].entry if answer.matches else None
    return Gap(asked.team, asked.id, lack, near, now, asked.text)
