"""Records to export: one of a kind that a team would write, and any at all, with text that Markdown would act on."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st

from bot.decisions.record import (
    Advice,
    ConsideredOption,
    Decision,
    DecisionId,
    Dissent,
    Driver,
    Flip,
    Following,
    Grounds,
    Held,
    Importance,
    Link,
    Making,
    Outcome,
    Person,
    Provenance,
    Reversibility,
    Source,
    Status,
    Tie,
)
from bot.ids import ChannelId, QuestionId, TeamId
from bot.knowledge.entries import EntryId, SignalId

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TEAM = TeamId("T1")
PRIVATE_CHANNEL = ChannelId("G1")


def identity(number: int) -> DecisionId:
    """The id of the sample with a number."""
    return DecisionId(f"decision{number:02d}")


def sample(number: int = 7, **changes: Any) -> Decision:  # noqa: ANN401  # a value of each field
    """An accepted record with something in every field, but for what `changes` say."""
    return replace(
        Decision(
            team=TEAM,
            id=identity(number),
            number=number,
            title="Use Python for agents",
            status=Status.ACCEPTED,
            created_at=NOW,
            created_by=Person("U1"),
            topic="matrix.ai-agents",
            decided_at=NOW,
            decision_makers=(Person("U1"), Person("U2")),
            consulted=(Person("U3"),),
            informed=(Person("Platform team"),),
            owner=Person("U1"),
            deputy=Person("U2"),
            scope="team:assist",
            tags=("backend", "ai"),
            question="Which language do we write the agents in?",
            context="We start three agents this quarter.\n\n- one reads the wiki\n- one writes SQL",
            drivers=(
                Driver("ai-agents", Importance.MUST, "tools and retrieval"),
                Driver("team: knows it", Importance.NICE),
            ),
            options=(
                ConsideredOption("Python", ("The agent libraries are written for it.",), ("Slower per core.",)),
                ConsideredOption("Node.js", ("One language with the web.",), (), "its agent libraries lag behind"),
            ),
            chosen=("Python",),
            rationale="its libraries are the ones that the models' makers keep up.",
            consequences=("Good, because we start this week.", "Bad, because the web team has to learn it."),
            confirmation=("The first agent runs in May.",),
            reversibility=Reversibility.ONE_WAY,
            grounds=(
                Grounds(
                    EntryId("matrix.ai-agents"), "9f86d081884c7d65", "4e07408562be", "8 of 10 libraries", stale=True
                ),
                Grounds(url="https://example.com/agents?a=1&b=2"),
            ),
            advice=Advice(Following.FOLLOWED, QuestionId("Q12"), "Python", "strong"),
            review_on=date(2026, 6, 2),
            flips=(Flip("if it has to run in a browser", EntryId("matrix.edge"), (SignalId("edge"),)),),
            dissent=(Dissent(Person("U4"), "Go would do: it is what operations know."),),
            outcomes=(Outcome(date(2026, 5, 1), Held.PARTLY, "two of three run"),),
            source=Source(
                ChannelId("C1"), "1772443800.000100", "https://example.slack.com/archives/C1/p1772443800000100"
            ),
            provenance=Provenance(Making.MODEL, Person("U1"), NOW),
        ),
        **changes,
    )


def succession() -> tuple[Decision, ...]:
    """Four records with gaps between the numbers: 2 superseded by 5, that by 9; 12 is private and would retire 9."""
    by_5 = (Link(Tie.SUPERSEDED_BY, identity(5), 5),)
    by_9 = (Link(Tie.SUPERSEDES, identity(2), 2), Link(Tie.SUPERSEDED_BY, identity(9), 9))
    tied = (Link(Tie.SUPERSEDES, identity(5), 5), Link(Tie.NO_CONFLICT, identity(12), 12))
    back = (Link(Tie.NO_CONFLICT, identity(9), 9),)
    proposal: dict[str, Any] = {"retires": (identity(9),), "links": back, "private_to": PRIVATE_CHANNEL}
    return (
        sample(2, title="Use Node.js for agents", status=Status.SUPERSEDED, links=by_5),
        sample(5, title="Use Go for agents", status=Status.SUPERSEDED, links=by_9),
        sample(9, links=tied),
        sample(12, title="Try Rust", status=Status.PROPOSED, decided_at=None, **proposal),
    )


MARKS = st.sampled_from(
    [
        *"# ## ###### --- === *** ___ - * + > 1. 1) | ` ``` ~~~ ```` ~~~~ ```py [a]: [a](b) ]:".split(),
        *"<b> </b> <!-- --> <? & &amp;".split(),
        *"&#10; &amp;#10; &lt; &#9999999; \\ \\# \\< \" ' : ; , ADR-0007 .".split(),
        *[
            "\n",
            "\n\n",
            "\r",
            "\r\n",
            "\t",
            " ",
            "    ",
            "\x00",
            "\x0b",
            "\x85",
            "\u2028",
            "\ufeff",
            "\u202e",
            "…",
            "🐍",
        ],
        *[
            "Good, because ",
            ", because ",
            '" and "',
            ": ",
            "(must): ",
            "## Decision Outcome",
            "status: accepted",
            "* on: ",
        ],
    ]
)
TEXTS = st.one_of(st.text(max_size=20), st.lists(st.one_of(MARKS, st.text(max_size=3)), max_size=8).map("".join))
SLUGS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,9}", fullmatch=True)
MOMENTS = st.datetimes(timezones=st.just(UTC))


def several(values: st.SearchStrategy[Any], least: int = 0) -> st.SearchStrategy[tuple[Any, ...]]:
    """A few of them."""
    return st.lists(values, min_size=least, max_size=3).map(tuple)


@st.composite
def any_records(draw: st.DrawFn, number: int = 7) -> Decision:
    """Any sound record without ties, with any text where there can be one: some texts, each in several places."""
    pool = draw(st.lists(TEXTS, min_size=1, max_size=8))
    texts = st.sampled_from(["", *pool])
    spoken = st.sampled_from(["Python", *filter(str.strip, pool)])
    titles = draw(st.lists(spoken, min_size=1, max_size=3, unique_by=str.casefold))
    options = [st.builds(ConsideredOption, st.just(title), several(texts), several(texts), texts) for title in titles]
    status = draw(st.sampled_from([Status.ACCEPTED, Status.PROPOSED, Status.DEPRECATED, Status.REJECTED]))
    made = st.builds(Provenance, st.sampled_from(Making), spoken, st.none() | MOMENTS, texts)
    fields = st.fixed_dictionaries(
        {
            "title": spoken.map("Use {}".format),
            "created_at": MOMENTS,
            "decided_at": MOMENTS,
            "topic": SLUGS.map("custom:{}".format),
            **dict.fromkeys(["created_by", "owner", "deputy", "question", "context"], texts),
            "rationale": spoken,
            "decision_makers": several(texts, 1),
            **dict.fromkeys(["consulted", "informed", "consequences", "confirmation"], several(texts)),
            "scope": st.one_of(st.just("org"), SLUGS.map("service:{}".format)),
            "tags": several(SLUGS),
            "drivers": several(st.builds(Driver, texts, st.sampled_from(Importance), texts)),
            "options": st.tuples(*options),
            "chosen": several(st.sampled_from(titles), 1),
            "reversibility": st.sampled_from(Reversibility),
            "grounds": several(st.builds(Grounds, texts, texts, texts, texts, st.booleans(), texts)),
            "advice": st.builds(Advice, st.sampled_from(Following), texts, texts, texts, texts),
            "review_on": st.none() | st.dates(),
            "flips": several(st.builds(Flip, texts, texts, several(texts), several(texts))),
            "dissent": several(st.builds(Dissent, texts, texts)),
            "outcomes": several(st.builds(Outcome, st.dates(), st.sampled_from(Held), texts)),
            "source": st.builds(Source, texts, texts, texts),
            "private_to": texts,
            "provenance": made,
        }
    )
    return sample(number, status=status, **draw(fields))
