"""The tables of the decisions.

SQLite drops a table's triggers with the table, so a later migration that copies one of these makes its triggers anew.
"""
# ruff: noqa: INP001  Alembic loads it by its path

import sqlalchemy as sa
from alembic import op

revision = "stackbot_0002"
down_revision = "stackbot_0001"
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")  # sorted by code points, as SQLite does
INSTANT = sa.DateTime(timezone=True)

_FORGETS_ONLY = """EXISTS (SELECT 1 FROM decision_books WHERE team = OLD.team AND NEW.team = OLD.team
    AND NEW.decision = OLD.decision AND NEW.revision = OLD.revision AND NEW.deed = OLD.deed AND NEW.at = OLD.at
    AND NEW.why = OLD.why AND NEW.who = CASE OLD.who WHEN forgetting THEN 'someone' ELSE OLD.who END
    AND NEW.was = replace(OLD.was, '"' || forgetting || '"', '"someone"')
    AND NEW.became = replace(OLD.became, '"' || forgetting || '"', '"someone"'))"""

# Trigger by trigger: its name, its table, when it fires, what must be true then, and what is said otherwise.
TRIGGERS = (
    (
        *("decision_books_count", "decision_books", "UPDATE"),
        "NEW.team = OLD.team AND NEW.last >= OLD.last",
        "a number of a decision is never given twice",
    ),
    (
        *("decisions_never_go", "decisions", "DELETE"),
        "NOT EXISTS (SELECT 1 FROM decision_books WHERE team = OLD.team)",
        "a decision is never deleted",
    ),
    (
        *("decisions_count", "decisions", "UPDATE"),
        "NEW.team = OLD.team AND NEW.id = OLD.id AND NEW.number = OLD.number AND NEW.revision = OLD.revision + 1",
        "a decision keeps its number, and counts what is written",
    ),
    (
        *("decision_events_never_go", "decision_events", "DELETE"),
        "NOT EXISTS (SELECT 1 FROM decision_books WHERE team = OLD.team)",
        "the log of a decision is never deleted",
    ),
    (
        *("decision_events_never_change", "decision_events", "UPDATE"),
        _FORGETS_ONLY,
        "the log of a decision is never changed",
    ),
)


def upgrade() -> None:
    """Make the tables of records, of their log and of what finds them, and the triggers that keep them."""
    _make_books()
    _make_decisions()
    _make_events()
    _make_options()
    _make_people()
    _make_evidence()
    _make_links()
    _make_words()
    on_sqlite = op.get_context().dialect.name == "sqlite"
    for trigger in TRIGGERS:
        for statement in _on_sqlite(*trigger) if on_sqlite else _on_postgresql(*trigger):
            op.execute(statement)


def _on_sqlite(name: str, table: str, event: str, truth: str, otherwise: str) -> tuple[str, ...]:
    refuse = f"SELECT RAISE(ABORT, '{otherwise}')"
    return (f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN NOT ({truth}) BEGIN {refuse}; END",)


def _on_postgresql(name: str, table: str, event: str, truth: str, otherwise: str) -> tuple[str, ...]:
    refuse = f"RAISE EXCEPTION '{otherwise}' USING ERRCODE = 'integrity_constraint_violation'"
    row = "OLD" if event == "DELETE" else "NEW"
    body = f"BEGIN IF NOT ({truth}) THEN {refuse}; END IF; RETURN {row}; END"
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    )


def _make_books() -> None:
    op.create_table(
        "decision_books",
        sa.Column("team", WORDS, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("stamp", WORDS, nullable=False),
        sa.Column("forgetting", WORDS),
        sa.PrimaryKeyConstraint("team", name="pk_decision_books"),
        sa.CheckConstraint("last >= 0", name=op.f("ck_decision_books_last")),
    )


def _make_decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("team", WORDS, nullable=False),
        sa.Column("id", WORDS, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        *(sa.Column(name, WORDS, nullable=False) for name in ("status", "title", "topic", "scope")),
        *(sa.Column(name, WORDS, nullable=False) for name in ("private_to", "owner")),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("decided_at", INSTANT),
        sa.Column("review_on", sa.Date()),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("makers", "choices")),
        *(sa.Column(name, WORDS, nullable=False) for name in ("rationale", "confirmed_by")),
        sa.Column("superseded_by", WORDS),
        sa.Column("record", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("team", "id", name="pk_decisions"),
        sa.UniqueConstraint("team", "number", name="uq_decisions"),
        _of_book("decisions"),
        sa.ForeignKeyConstraint(
            ["team", "superseded_by"], ["decisions.team", "decisions.id"], name="fk_decisions_decisions"
        ),
        *_checks_of_decisions(),
    )
    op.create_index("ix_decisions_topic", "decisions", ["team", "topic", "number", "status", "id", "revision"])
    in_force = sa.text("status = 'accepted'")
    reviews = ["team", "review_on", "number"]
    op.create_index("ix_decisions_review", "decisions", reviews, sqlite_where=in_force, postgresql_where=in_force)
    op.create_index("ix_decisions_successor", "decisions", ["team", "superseded_by"])


def _checks_of_decisions() -> list[sa.CheckConstraint]:
    checks = {
        "status": "status IN ('draft', 'proposed', 'accepted', 'rejected', 'deprecated', 'superseded')",
        "number": "number >= 1",
        "revision": "revision >= 1",
        "title": "length(title) BETWEEN 3 AND 120",
        "decided": "status NOT IN ('accepted', 'deprecated', 'superseded') OR (makers >= 1 AND choices >= 1 "
        "AND rationale <> '' AND confirmed_by <> '' AND decided_at IS NOT NULL)",
        "superseded": "(status = 'superseded') = (superseded_by IS NOT NULL)",
        "successor": "superseded_by <> id",
    }
    return [sa.CheckConstraint(truth, name=op.f(f"ck_decisions_{name}")) for name, truth in checks.items()]


def _make_events() -> None:
    op.create_table(
        "decision_events",
        sa.Column("team", WORDS, nullable=False),
        sa.Column("decision", WORDS, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        *(sa.Column(name, WORDS, nullable=False) for name in ("deed", "who")),
        sa.Column("at", INSTANT, nullable=False),
        *(sa.Column(name, WORDS, nullable=False) for name in ("why", "was", "became")),
        sa.PrimaryKeyConstraint("team", "decision", "revision", name="pk_decision_events"),
        _of_decision("decision_events"),
    )


def _make_options() -> None:
    op.create_table(
        "decision_options",
        sa.Column("team", WORDS, nullable=False),
        sa.Column("decision", WORDS, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("title", WORDS, nullable=False),
        sa.Column("chosen", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("team", "decision", "place", name="pk_decision_options"),
        sa.UniqueConstraint("team", "decision", "title", name="uq_decision_options"),
        _of_decision("decision_options"),
    )


def _make_people() -> None:
    roles = "'author', 'maker', 'consulted', 'informed', 'owner', 'deputy', 'confirmer', 'dissenter', 'named'"
    op.create_table(
        "decision_people",
        *(sa.Column(name, WORDS, nullable=False) for name in ("team", "decision", "role", "person")),
        sa.PrimaryKeyConstraint("team", "decision", "role", "person", name="pk_decision_people"),
        _of_decision("decision_people"),
        sa.CheckConstraint(f"role IN ({roles})", name=op.f("ck_decision_people_role")),
        sa.CheckConstraint("person <> ''", name=op.f("ck_decision_people_person")),
    )
    op.create_index("ix_decision_people_person", "decision_people", ["team", "person"])


def _make_evidence() -> None:
    op.create_table(
        "decision_evidence",
        sa.Column("team", WORDS, nullable=False),
        sa.Column("decision", WORDS, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        *(sa.Column(name, WORDS, nullable=False) for name in ("entry", "content_hash")),
        sa.PrimaryKeyConstraint("team", "decision", "place", name="pk_decision_evidence"),
        _of_decision("decision_evidence"),
        sa.CheckConstraint("entry <> ''", name=op.f("ck_decision_evidence_entry")),
    )
    op.create_index("ix_decision_evidence_entry", "decision_evidence", ["team", "entry"])


def _make_links() -> None:
    opposites = (
        "(tie = 'supersedes' AND back = 'superseded by') OR (tie = 'superseded by' AND back = 'supersedes') "
        "OR (tie IN ('relates to', 'no conflict with') AND back = tie)"
    )
    op.create_table(
        "decision_links",
        *(sa.Column(name, WORDS, nullable=False) for name in ("team", "decision", "tie", "other", "back")),
        sa.PrimaryKeyConstraint("team", "decision", "tie", "other", name="pk_decision_links"),
        _of_decision("decision_links"),
        sa.ForeignKeyConstraint(
            ["team", "other", "back", "decision"],
            [f"decision_links.{name}" for name in ("team", "decision", "tie", "other")],
            name="fk_decision_links_decision_links",
            ondelete="CASCADE",
        ),
        sa.CheckConstraint(opposites, name=op.f("ck_decision_links_back")),
        sa.CheckConstraint("decision <> other", name=op.f("ck_decision_links_other")),
    )
    to_a_successor = sa.text("tie = 'superseded by'")
    op.create_index(
        "ux_decision_links_one_successor",
        "decision_links",
        ["team", "decision"],
        unique=True,
        sqlite_where=to_a_successor,
        postgresql_where=to_a_successor,
    )


def _make_words() -> None:
    op.create_table(
        "decision_words",
        *(sa.Column(name, WORDS, nullable=False) for name in ("team", "word")),
        sa.Column("block", sa.Integer(), nullable=False),
        sa.Column("bits", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("team", "word", "block", name="pk_decision_words"),
        _of_book("decision_words"),
    )


def _of_book(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["team"], ["decision_books.team"], name=f"fk_{table}_decision_books", ondelete="CASCADE"
    )


def _of_decision(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["team", "decision"], ["decisions.team", "decisions.id"], name=f"fk_{table}_decisions", ondelete="CASCADE"
    )
