"""The tables of the decisions. Their constraints carry the invariants of a record, whatever the code does.

A record stands whole, as JSON, in `decisions`; beside it stand the values that are constrained or looked for. The other
tables hold what a record has several of, and its log. Each workspace has one row in `decision_books`, from which all
else hangs: who erases a workspace erases that row. Triggers, which only the migration names, refuse to delete a record
or an event while the workspace's row stands, to change an event, to count down, and to write a record without counting
its revision.
"""

from datetime import datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    text,
)

from bot.store.tables import Instant, Words, metadata

# In SQL, word for word as in the queries, so that SQLite uses the partial indexes.
IN_FORCE = "status = 'accepted'"
SUPERSEDED_BY = "tie = 'superseded by'"

_DECIDED = (
    "status NOT IN ('accepted', 'deprecated', 'superseded') OR (makers >= 1 AND choices >= 1 AND rationale <> '' "
    "AND confirmed_by <> '' AND decided_at IS NOT NULL)"
)
_OPPOSITES = (
    "(tie = 'supersedes' AND back = 'superseded by') OR (tie = 'superseded by' AND back = 'supersedes') "
    "OR (tie IN ('relates to', 'no conflict with') AND back = tie)"
)


def _words(name: str) -> Column[str]:
    return Column(name, Words, nullable=False)


def _number(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _time(name: str) -> Column[datetime]:
    return Column(name, Instant, nullable=False)


def _of_decision() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["team", "decision"], ["decisions.team", "decisions.id"], ondelete="CASCADE")


decision_books = Table(
    "decision_books",
    metadata,
    _words("team"),
    _number("last"),  # the number that was given last
    _words("stamp"),  # another after every write, so that who remembers records sees that they may have changed
    Column("forgetting", Words),  # who is being forgotten, during that transaction
    PrimaryKeyConstraint("team"),
    CheckConstraint("last >= 0", "last"),
)

decisions = Table(
    "decisions",
    metadata,
    _words("team"),
    _words("id"),
    _number("number"),
    _number("revision"),
    _words("status"),
    _words("title"),
    _words("topic"),
    _words("scope"),
    _words("private_to"),
    _words("owner"),
    _time("created_at"),
    Column("decided_at", Instant),
    Column("review_on", Date),
    _number("makers"),  # how many
    _number("choices"),
    _words("rationale"),
    _words("confirmed_by"),
    Column("superseded_by", Words),
    _words("record"),
    PrimaryKeyConstraint("team", "id"),
    UniqueConstraint("team", "number"),
    ForeignKeyConstraint(["team"], ["decision_books.team"], ondelete="CASCADE"),
    ForeignKeyConstraint(["team", "superseded_by"], ["decisions.team", "decisions.id"]),
    CheckConstraint(
        "status IN ('draft', 'proposed', 'accepted', 'rejected', 'deprecated', 'superseded')",
        "status",
    ),
    CheckConstraint("number >= 1", "number"),
    CheckConstraint("revision >= 1", "revision"),
    CheckConstraint("length(title) BETWEEN 3 AND 120", "title"),
    CheckConstraint(_DECIDED, "decided"),
    CheckConstraint("(status = 'superseded') = (superseded_by IS NOT NULL)", "superseded"),
    CheckConstraint("superseded_by <> id", "successor"),
    Index("ix_decisions_topic", "team", "topic", "number", "status", "id", "revision"),  # tells what is to be read anew
    Index(
        "ix_decisions_review",
        *("team", "review_on", "number"),
        sqlite_where=text(IN_FORCE),
        postgresql_where=text(IN_FORCE),
    ),
    Index("ix_decisions_successor", "team", "superseded_by"),
)

decision_events = Table(
    "decision_events",
    metadata,
    _words("team"),
    _words("decision"),
    _number("revision"),
    _words("deed"),
    _words("who"),
    _time("at"),
    _words("why"),
    _words("was"),
    _words("became"),
    PrimaryKeyConstraint("team", "decision", "revision"),
    _of_decision(),
    Index("ix_decision_events_time", "team", "at"),
)

decision_options = Table(
    "decision_options",
    metadata,
    _words("team"),
    _words("decision"),
    _number("place"),
    _words("title"),
    Column("chosen", Boolean, nullable=False),
    PrimaryKeyConstraint("team", "decision", "place"),
    UniqueConstraint("team", "decision", "title"),
    _of_decision(),
)

decision_people = Table(
    "decision_people",
    metadata,
    _words("team"),
    _words("decision"),
    _words("role"),
    _words("person"),
    PrimaryKeyConstraint("team", "decision", "role", "person"),
    _of_decision(),
    CheckConstraint(
        "role IN ('author', 'maker', 'consulted', 'informed', 'owner', 'deputy', 'confirmer', 'dissenter', 'named')",
        "role",
    ),
    CheckConstraint("person <> ''", "person"),
    Index("ix_decision_people_person", "team", "person"),
)

decision_evidence = Table(
    "decision_evidence",
    metadata,
    _words("team"),
    _words("decision"),
    _number("place"),
    _words("entry"),
    _words("content_hash"),
    PrimaryKeyConstraint("team", "decision", "place"),
    _of_decision(),
    CheckConstraint("entry <> ''", "entry"),
    Index("ix_decision_evidence_entry", "team", "entry"),
)

decision_links = Table(
    "decision_links",
    metadata,
    _words("team"),
    _words("decision"),
    _words("tie"),
    _words("other"),
    _words("back"),  # the same tie, as the other record has it
    PrimaryKeyConstraint("team", "decision", "tie", "other"),
    _of_decision(),
    ForeignKeyConstraint(
        ["team", "other", "back", "decision"],
        [f"decision_links.{name}" for name in ("team", "decision", "tie", "other")],
        ondelete="CASCADE",
    ),
    CheckConstraint(_OPPOSITES, "back"),
    CheckConstraint("decision <> other", "other"),
    Index(
        "ux_decision_links_one_successor",
        *("team", "decision"),
        unique=True,
        sqlite_where=text(SUPERSEDED_BY),
        postgresql_where=text(SUPERSEDED_BY),
    ),
)

decision_words = Table(
    "decision_words",
    metadata,
    _words("team"),
    _words("word"),
    _number("block"),
    Column("bits", LargeBinary, nullable=False),
    PrimaryKeyConstraint("team", "word", "block"),
    ForeignKeyConstraint(["team"], ["decision_books.team"], ondelete="CASCADE"),
)
