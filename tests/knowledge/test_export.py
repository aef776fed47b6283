"""The library as plain JSON data."""

import json

from bot.knowledge.export import exported, exported_entry
from bot.knowledge.loading import load_library
from tests.knowledge.conftest import WriteFolder

SPEED = """
source: {title: Speed, author: A. Writer, publisher: The Press, date: 2026-05-26}
heading: Figures
as_of: 2026-05-01
max_age_days: 90
notes: [Measured on one core.]
entries:
  - id: speed.start
    title: Start
    pick: node
    stack: Node.js (Fastify)
    sides: {python: 600ms, node: 250ms}
    values: {node: 250, python: 600}
    unit: ms
    better: lower
    winner: node
    margin: 2.4x
    points: [It starts in 250ms.]
    gives_up: [{text: Libraries., from: speed.rest}]
    asks: [which one starts faster?]
    see: [speed.rest]
  - {id: speed.rest, title: Rest, answer: Fine, asks: [and the rest?]}
"""
OPTIONS = "options: [{id: python, title: Python, names: [python]}, {id: node, title: Node.js, names: [node]}]"


def test_an_entry_is_exported_with_all_its_fields(write_folder: WriteFolder) -> None:
    """Statements carry their entry, dates are ISO 8601, and the notes of the file go with the entry."""
    library = load_library([write_folder("k", speed=SPEED, options=OPTIONS)])

    entry = exported_entry(library.entries["speed.start"], library)

    assert entry == {
        "id": "speed.start",
        "title": "Start",
        "heading": "Figures",
        "content_hash": library.entries["speed.start"].content_hash,
        "source": {"title": "Speed", "author": "A. Writer", "publisher": "The Press", "date": "2026-05-26"},
        "as_of": "2026-05-01",
        "max_age_days": 90,
        "pick": "node",
        "stack": "Node.js (Fastify)",
        "answer": "",
        "points": [{"text": "It starts in 250ms.", "entry": "speed.start"}],
        "gives_up": [{"text": "Libraries.", "entry": "speed.rest"}],
        "not_when": [],
        "comparison": {
            "sides": {"python": "600ms", "node": "250ms"},
            "values": {"python": 600.0, "node": 250.0},
            "unit": "ms",
            "better": "lower",
            "winner": "node",
            "margin": "2.4x",
        },
        "asks": ["which one starts faster?"],
        "see": ["speed.rest"],
        "notes": [{"text": "Measured on one core.", "entry": "speed.rest"}],
    }


def test_a_plain_entry_is_exported_with_its_gaps(write_folder: WriteFolder) -> None:
    """What an entry does not say is null or empty, and never missing."""
    faq = "entries: [{id: faq.refund, title: Refunds, answer: In 14 days, asks: [how do I get a refund?]}]"
    library = load_library([write_folder("k", faq=faq)])

    (entry,) = exported(library)["entries"]

    assert (entry["source"], entry["as_of"], entry["pick"], entry["comparison"], entry["notes"]) == (
        None,
        None,
        None,
        None,
        [],
    )


def test_the_export_survives_json(write_folder: WriteFolder) -> None:
    """It is plain data, sorted by id, with the version in front."""
    library = load_library([write_folder("k", speed=SPEED, options=OPTIONS)])

    data = exported(library)

    assert json.loads(json.dumps(data)) == data
    assert data["version"] == library.version
    assert [entry["id"] for entry in data["entries"]] == ["speed.rest", "speed.start"]
