"""Drafts: a record as it begins, from an answer, from what was said in a thread, or empty.

A draft is what a form is filled with, and is sound only once a person has filled in the rest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.advice.answer import Answer
from bot.decisions.grounds import printed
from bot.decisions.record import (
    EVERYWHERE,
    Advice,
    ConsideredOption,
    Decision,
    DecisionId,
    Driver,
    Flip,
    Following,
    Grounds,
    Person,
    Source,
    Status,
)
from bot.ids import ChannelId, QuestionId, TeamId, lasting_id
from bot.knowledge.entries import BOTH, EITHER, EntryId

QUOTED_LIMIT = 3000  # characters; as many as Slack lets an input hold


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record begins, when, and by whom."""

    team: TeamId
    id: DecisionId
    by: Person
    at: datetime
    source: Source = field(default_factory=Source)
    private_to: ChannelId = EVERYWHERE


def record_id(keys: Sequence[str], team: TeamId) -> DecisionId:
    """The id that always names the record of this delivery."""
    return DecisionId(lasting_id(f"decision\n{team}\n{keys[0]}"))


def empty_draft(origin: Origin, title: str = "") -> Decision:
    """A draft of which only its author is known, who decided it and owns it until the form says otherwise."""
    return Decision(
        team=origin.team,
        id=origin.id,
        title=title,
        status=Status.DRAFT,
        created_at=origin.at,
        created_by=origin.by,
        topic="",
        decision_makers=(origin.by,),
        owner=origin.by,
        source=origin.source,
        private_to=origin.private_to,
    )


def quoted(messages: Sequence[str]) -> str:
    """What was said, as a quotation."""
    quotes = ("\n".join(f"> {line}" for line in text.splitlines()) for text in messages if text.strip())
    return "\n\n".join(quotes)


def draft_from_answer(origin: Origin, answer: Answer, question: QuestionId, hashes: Mapping[EntryId, str]) -> Decision:
    """A draft that decides as the answer advised. `hashes` are of the entries that the answer rested on."""
    chosen = _picked(answer)
    draft = replace(
        empty_draft(origin),
        topic=answer.matches[0].entry if answer.matches else "",
        question=answer.question,
        drivers=tuple(Driver(signal) for signal in answer.signals or ()),
        options=tuple(ConsideredOption(title) for title in answer.option_titles.values()),
        chosen=chosen,
        rationale=" ".join(statement.text for statement in answer.why),
        grounds=_grounds(answer, hashes),
        advice=Advice(question=question, pick=answer.pick_title, confidence=answer.confidence.value),
        flips=tuple(Flip(flip.statement.text, flip.statement.entry, flip.added, flip.removed) for flip in answer.flips),
    )
    return weighed(draft)


def weighed(decision: Decision) -> Decision:
    """The record with what it did with the advice: followed it, overrode it for the reason it gives, or had none."""
    advice = decision.advice
    if not advice.pick or not decision.chosen:
        return replace(decision, advice=replace(advice, following=Following.NO_ANSWER, reason=""))
    if _follows(advice.pick.casefold(), [title.casefold() for title in decision.chosen]):
        return replace(decision, advice=replace(advice, following=Following.FOLLOWED, reason=""))
    return replace(decision, advice=replace(advice, following=Following.OVERRODE, reason=decision.rationale))


def _picked(answer: Answer) -> tuple[str, ...]:
    """The titles of what was picked; "either" leaves the choice to people, and so does "both" of more than two."""
    if answer.pick is not None and answer.pick in answer.option_titles:
        return (answer.option_titles[answer.pick],)
    titles = tuple(answer.option_titles.values())
    return titles if answer.pick == BOTH and len(titles) == 2 else ()  # noqa: PLR2004  both


def _follows(pick: str, chosen: Sequence[str]) -> bool:
    if pick == BOTH:
        return len(chosen) > 1
    return pick == EITHER or list(chosen) == [pick]


def _grounds(answer: Answer, hashes: Mapping[EntryId, str]) -> tuple[Grounds, ...]:
    figures = {figure.entry: printed(figure.comparison, answer.option_titles) for figure in answer.figures}
    return tuple(
        Grounds(
            entry=cited.entry,
            content_hash=hashes[cited.entry],
            knowledge_version=answer.knowledge_version,
            figure=figures.get(cited.entry, ""),
            stale=cited.stale,
        )
        for cited in answer.sources
        if cited.entry in hashes
    )
