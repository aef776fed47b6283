"""Nothing of a private channel's decision is seen elsewhere: whatever is on record, asked, pressed or typed there."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.conversation.mail import Method
from bot.conversation.records import Exchange
from bot.decisions.change import Act, Change, Deed
from bot.decisions.files.exporting import exportable, madr_folder
from bot.decisions.files.page import as_page
from bot.decisions.files.tabular import as_csv, as_json
from bot.decisions.record import (
    EVERYWHERE,
    ConsideredOption,
    Decision,
    Dissent,
    Flip,
    Link,
    Person,
    Source,
    Status,
    Tie,
)
from bot.ids import ChannelId
from bot.knowledge.entries import SignalId
from bot.wiring.desk import Desk
from tests.decisions import records
from tests.fakes import MemoryStore
from tests.slack.conftest import BUGS, Log
from tests.slack.replicas import CHANNEL, NOW, TEAM, Payload, acked, app, click, command, form
from tests.slack.watching import PICKED

SECRET, OTHER, DIRECT = ChannelId("G0SECRET"), ChannelId("G0OTHER"), ChannelId("D0ANA")
ANA, BEN = "U0ANA", "U0BEN"  # who decided all, and somebody whom none concerns
FIRST = 41  # the number of the first record; the help names low ones as examples
STATUSES = (Status.ACCEPTED, Status.REJECTED, Status.PROPOSED, Status.DEPRECATED)
MOVES = ("accept", "propose", "supersede", "deprecate", "reject", "history")


@dataclass(frozen=True)
class Sketch:
    """What a record is to be: whose it is, where it stands, and which of those before it is tied to it."""

    private_to: ChannelId
    status: Status
    on_topic: bool
    tied: int
    tie: Tie


SKETCHES = st.builds(
    Sketch,
    st.sampled_from([EVERYWHERE, SECRET, SECRET, OTHER]),
    st.sampled_from(STATUSES),
    st.booleans(),
    st.integers(0, 5),
    st.sampled_from([Tie.SUPERSEDES, Tie.NO_CONFLICT, Tie.RELATES_TO]),
)


@settings(
    max_examples=10,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(sketches=st.lists(SKETCHES, min_size=2, max_size=6), seen_from=st.sampled_from([CHANNEL, OTHER, SECRET, DIRECT]))
def test_what_is_private_is_seen_in_its_channel_only(
    desk: Desk, log: Log, sketches: Sequence[Sketch], seen_from: ChannelId
) -> None:
    """In answers, why, lists, by number, in forms, refusals, histories and what is sent; nor its number."""
    log.clear()
    store = MemoryStore()
    asked = _Asking(store, desk, seen_from)
    question = asked.question()
    kept = _kept(sketches, asked.topic(question))
    assert store.record(Exchange(TEAM, ("import",), NOW, changes=tuple(_imported(kept))))

    seen = "\n".join(asked.all(kept, question))

    for one in kept:
        if one.seen_from(seen_from):
            assert canary(one.number) in seen
        else:
            assert canary(one.number) not in seen
            assert one.name not in seen
    assert [line for line in log if line["event"] in BUGS] == []


@settings(max_examples=50, deadline=None)
@given(sketches=st.lists(SKETCHES, min_size=2, max_size=6))
def test_what_is_private_is_exported_only_where_it_is_asked_for(sketches: Sequence[Sketch]) -> None:
    """In no format, not even as what a public record is tied to; not its number either."""
    kept = _kept(sketches, "stack.ai")

    public = exportable(kept, private=False)
    texts = [*madr_folder(public).values(), *madr_folder(public), as_json(public), as_csv(public), as_page(public)]
    whole = as_json(exportable(kept, private=True)).casefold()

    exported = "\n".join(texts).casefold()
    for one in kept:
        assert (canary(one.number) in exported) == (one.private_to == EVERYWHERE)
        assert one.private_to == EVERYWHERE or one.name.casefold() not in exported
        assert canary(one.number) in whole


def canary(number: int) -> str:
    """A word that stands in every text of a record, in small letters."""
    return f"zebra{number}x"


class _Asking:
    """Somebody who tries everything in one channel; gives what they see of it."""

    def __init__(self, store: MemoryStore, desk: Desk, channel: ChannelId) -> None:
        self._store = store
        self._app = app(store, desk.advisor, "http://127.0.0.1:9/api/")
        self._channel = channel

    def question(self) -> str:
        """The id of a question whose answer decisions may be on."""
        found = re.search(r"/stack why (\w{10})", self._said(command(ANA, self._channel, PICKED)))
        assert found
        return found[1]

    def topic(self, question: str) -> str:
        """What a form on the answer is on."""
        self._said(self._form("first", question, {}))
        found = self._store.all_decisions(TEAM)
        topic = found[0].topic
        self._store.erase_team(TEAM)
        return topic

    def all(self, kept: Sequence[Decision], question: str) -> Iterator[str]:
        """Everything that is said and sent."""
        question = self.question()
        yield self._said(command(ANA, self._channel, PICKED))
        yield self._said(command(BEN, self._channel, f"why {question}"))
        for search in ("decisions", "decisions status:accepted", "decisions by:me", "decisions quokka"):
            yield self._said(command(ANA, self._channel, search))
        for one in kept:
            said = self._said(command(ANA, self._channel, f"decision {one.number}"))
            yield said.replace(one.name, "") if not one.seen_from(self._channel) else said  # as it was asked for
            yield self._said(command(ANA, self._channel, f"decisions in:<#{one.private_to or CHANNEL}>"))
        for number, way in enumerate(("", "no conflict", "other scope", "supersedes")):
            yield self._said(self._form(f"form{number}", question, {"way": way} if way else {}))
        for one in kept:
            for who in (BEN, ANA):
                yield from (self._said(click(one.id, who, move, self._channel)) for move in MOVES)
        yield from self._sent()

    def _form(self, name: str, question: str, way: Mapping[str, str]) -> Payload:
        values = {"title": "Something else altogether", "choice": "Perl", "why": "Why not?", **way}
        private = self._channel != CHANNEL
        return form(name, ANA, values, self._channel, question=question, private=private)

    def _said(self, payload: Payload) -> str:
        return json.dumps(acked(self._app, payload), ensure_ascii=False).casefold().replace("adr-", "ADR-")

    def _sent(self) -> Iterator[str]:
        """All texts that wait to be sent; tasks hold ids alone."""
        methods = [method for method in Method if method not in {Method.SHOW_DECISION, Method.FILL_FORM}]
        while rows := self._store.lease(
            NOW + timedelta(days=1), lease_for=timedelta(days=1), methods=methods, limit=100
        ):
            for leased in rows:
                yield json.dumps(leased.mail.arguments).casefold().replace("adr-", "ADR-")
                self._store.sent(leased, NOW, "C1", "1.0")


def _kept(sketches: Sequence[Sketch], topic: str) -> list[Decision]:
    """The records of sketches, by number."""
    kept: list[Decision] = []
    for number, sketch in enumerate(sketches, start=FIRST):
        one = _record(number, sketch, topic)
        other = kept[sketch.tied] if sketch.tied < len(kept) else None
        if other and other.private_to in {EVERYWHERE, one.private_to}:
            one, kept[sketch.tied] = _tied(one, other, sketch.tie)
        kept.append(one)
    return kept


def _record(number: int, sketch: Sketch, topic: str) -> Decision:
    word = canary(number)
    return records.record(
        number,
        team=TEAM,
        title=f"Take {word}",
        status=sketch.status,
        topic=topic if sketch.on_topic else f"custom:{word}",
        question=f"Which {word}?",
        context=f"The {word} quokka.",
        options=(ConsideredOption(f"Do {word}"), ConsideredOption(f"Not {word}", rejected_because=f"No {word}.")),
        chosen=(f"Do {word}",),
        rationale=f"It is {word}.",
        consequences=(f"More {word}.",),
        tags=(word,),
        created_by=Person(ANA),
        owner=Person(f"U0{word.upper()}"),
        deputy=Person(f"U0{word.upper()}"),
        decision_makers=(Person(ANA), Person(f"U0{word.upper()}")),
        dissent=(Dissent(Person(BEN), f"Rather not {word}."),),
        flips=(Flip(f"there is {word}", records.record().topic, (SignalId("llm"),)),),  # type: ignore[arg-type]
        source=Source(sketch.private_to or CHANNEL, "1.0", f"https://acme.slack.com/archives/{word}/p1"),
        private_to=sketch.private_to,
    )


def _tied(one: Decision, other: Decision, tie: Tie) -> tuple[Decision, Decision]:
    """Both with the tie, where it can be: a public record names no private one."""
    both = one.private_to == other.private_to
    if tie is Tie.SUPERSEDES:
        decided = {Status.ACCEPTED, Status.DEPRECATED}
        if not both or one.status not in decided or other.status not in decided:
            return one, other
        after = replace(other, status=Status.SUPERSEDED, links=(*other.links, _link(Tie.SUPERSEDED_BY, one)))
        return replace(one, links=(*one.links, _link(tie, other))), after
    after = replace(other, links=(*other.links, _link(tie, one))) if both else other
    return replace(one, links=(*one.links, _link(tie, other))), after


def _link(tie: Tie, to: Decision) -> Link:
    return Link(tie, to.id, to.number)


def _imported(kept: Sequence[Decision]) -> Iterator[Change]:
    for one in kept:
        yield Change(None, replace(one, revision=0), Deed.IMPORTED, Act(Person(ANA), NOW))
