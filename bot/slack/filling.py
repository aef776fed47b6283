"""The task that fills the form in which a decision is logged: from an answer, from a message, or with a title alone.

The form stands open already, saying that it is being filled, for a trigger lives three seconds and asking Slack for a
link may take longer.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.conversation.mail import Leased, Method, Outgoing
from bot.conversation.records import Exchange
from bot.decisions.drafting import QUOTED_LIMIT, Origin, draft_from_answer, empty_draft, quoted, record_id
from bot.decisions.form import chosen_text
from bot.decisions.record import EVERYWHERE, Decision, DecisionId, Making, Person, Provenance, Source
from bot.decisions.thread_draft import readable
from bot.ids import ChannelId, QuestionId, TeamId, UserId
from bot.slack.answering import kept_answer
from bot.slack.blocks.decision_form import DecisionForm, FormOrigin, form_view, loading_view
from bot.slack.blocks.notice import form_too_late
from bot.slack.desk import SlackDesk
from bot.slack.destination import OTHERWISE, only_to
from bot.slack.reading_back import Reader
from bot.slack.received import Click, Command, Shortcut


class Filling:
    """Fills forms."""

    def __init__(self, desk: SlackDesk, reader: Reader) -> None:
        self._desk = desk
        self._reader = reader

    def carry_out(self, leased: Leased) -> Exchange:
        """Put the form of the row in the place of the view that waits for it."""
        arguments, team, person = leased.mail.arguments, TeamId(leased.mail.team), UserId(leased.mail.person)
        origin = FormOrigin(**arguments["origin"])
        origin = replace(origin, permalink=self._permalink(origin, arguments["message_ts"]))
        draft = draft_of(self._desk, team, person, origin)
        values = {**values_of(draft), **arguments["values"]}
        if "context" in arguments["values"] and not self._desk.choices.model:
            values["context"] = self._quoted(team, origin) or values["context"]
        form = DecisionForm(origin, values, notes=self._notes(team, origin))
        update = view_update(team, form, person, self._desk)
        return Exchange(team, (f"filled:{origin.form}",), self._desk.clock(), outgoing=(update,))

    def _notes(self, team: TeamId, origin: FormOrigin) -> tuple[str, ...]:
        """What is to be known before anybody types: who will see it, where it takes the place of another."""
        old = self._desk.records.decision(team, DecisionId(origin.retires)) if origin.retires else None
        return (f"It takes the place of {old.name}, and is seen by all who see that one.",) if old else ()

    def _quoted(self, team: TeamId, origin: FormOrigin) -> str:
        """The thread as a quotation; empty where it is a single message, can't be read, or is too long for a field."""
        until = f"{self._desk.clock().timestamp():.6f}"
        read = self._desk.threads.read(team, origin.channel, origin.thread_ts, until)
        texts = [readable(message.text) for message in read.said]
        context = quoted(texts) if len(texts) > 1 else ""
        return context if len(context) <= QUOTED_LIMIT else ""

    def _permalink(self, origin: FormOrigin, message_ts: str) -> str:
        """The link to the message that the decision comes from; none where Slack gives none."""
        if not message_ts:
            return ""
        found = self._reader.read("chat.getPermalink", {"channel": origin.channel, "message_ts": message_ts})
        link = found.get("permalink") if isinstance(found, dict) else ""
        return link if isinstance(link, str) else ""


def draft_of(desk: SlackDesk, team: TeamId, person: UserId, origin: FormOrigin) -> Decision:
    """The draft that a form begins with: what the answer says that it was opened on, or nothing."""
    begins = Origin(
        team=team,
        id=DecisionId(origin.form),
        by=Person(person),
        at=desk.clock(),
        source=Source(ChannelId(origin.channel), origin.thread_ts, origin.permalink),
        private_to=ChannelId(origin.channel) if origin.private else EVERYWHERE,
    )
    question = QuestionId(origin.question)
    kept, found = desk.records.answer(team, question), kept_answer(desk, team, question)
    draft = empty_draft(begins)
    if kept and found:
        hashes = {one.entry: one.content_hash for one in kept[1].evidence}
        draft = draft_from_answer(begins, found[1], question, hashes)
    provenance = Provenance(Making.MODEL) if origin.drafted else draft.provenance
    return replace(draft, retires=(DecisionId(origin.retires),) if origin.retires else (), provenance=provenance)


def values_of(draft: Decision) -> dict[str, str]:
    """What stands in the fields of a form that begins with a draft."""
    others = (option.title for option in draft.options if option.title not in draft.chosen)
    return {
        "choice": chosen_text(draft),
        "why": draft.rationale,
        "context": draft.context,
        "options": "\n".join(f"{title}: " for title in others),
        "makers": ",".join(draft.decision_makers),
        "topic": draft.topic,
    }


def opened(  # noqa: PLR0913  who opens it, and what it is about
    desk: SlackDesk,
    acted: Click | Shortcut | Command,
    values: Mapping[str, str],
    *,
    thread_ts: str = "",
    message_ts: str = "",
    question: str = "",
    retires: str = "",
) -> Exchange:
    """The exchange that opens a view which says that the form follows, and leaves filling it to a task.

    `message_ts` is of the message that the record links to, the first of the thread where it is empty.
    """
    team, now = acted.team, desk.clock()
    form = record_id(acted.keys, team)
    drafts = 1 if desk.choices.model and thread_ts else 0
    origin = FormOrigin(form, acted.channel, thread_ts, question, acted.private, retires, drafts=drafts)
    opening = {"trigger_id": acted.trigger_id, "view": loading_view(form), OTHERWISE: _too_late(acted)}
    filling = {"origin": origin.parts(), "values": dict(values), "message_ts": message_ts or thread_ts}
    fill = f"fill:{form}"
    outgoing = (
        Outgoing(team, f"open:{form}", lane_of(form), Method.OPEN_VIEW, opening, now, person=acted.user),
        Outgoing(team, fill, fill, Method.FILL_FORM, filling, now, person=acted.user),
    )
    return Exchange(team, acted.keys, now, outgoing=outgoing)


def superseding(desk: SlackDesk, acted: Click, decision: Decision) -> Exchange:
    """The exchange that opens the form for what takes a record's place: for the same people, and in its thread."""
    channel, private = decision.private_to or decision.source.channel, bool(decision.private_to)
    there = replace(acted, channel=channel, private=private)
    return opened(desk, there, {}, thread_ts=decision.source.thread_ts, retires=decision.id)


def modal_opened(desk: SlackDesk, click: Click, view: Mapping[str, Any]) -> Exchange:
    """The exchange that opens a modal that needs no filling; it is worth opening only while the trigger lives."""
    arguments, now = {"trigger_id": click.trigger_id, "view": view}, desk.clock()
    key = f"view:{click.trigger_id}"
    opening = Outgoing(click.team, key, key, Method.OPEN_VIEW, arguments, now, person=click.user)
    return Exchange(click.team, click.keys, now, outgoing=(opening,))


def _too_late(acted: Click | Shortcut | Command) -> dict[str, Any]:
    """What the person is told where Slack does not open the view any more."""
    card = form_too_late()
    return {**only_to(acted.user, acted.response_url).data(), "text": card.text, "blocks": list(card.blocks)}


def view_update(team: TeamId, form: DecisionForm, person: str, desk: SlackDesk, key: str = "") -> Outgoing:
    """The form in the place of what its view shows now; in the lane in which the view was opened."""
    arguments: dict[str, Any] = {"external_id": form.origin.form, "view": form_view(form)}
    lane = lane_of(form.origin.form)
    return Outgoing(
        team, key or f"form:{form.origin.form}", lane, Method.UPDATE_VIEW, arguments, desk.clock(), person=person
    )


def lane_of(form: str) -> str:
    """Where what concerns one form goes out in its order."""
    return f"view:{form}"
