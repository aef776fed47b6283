"""Records as JSON and as a table."""

import csv
import io
import json

import pytest
from hypothesis import given, settings

from bot.decisions.files.tabular import COLUMNS, as_csv, as_json
from bot.decisions.plain import decision_from_json
from bot.decisions.record import Decision
from tests.decisions.files.samples import any_records, sample, succession


def rows(*decisions: Decision) -> list[dict[str, str]]:
    """The table as a program reads it."""
    return list(csv.DictReader(io.StringIO(as_csv(decisions), newline="")))


def test_json_holds_every_record_whole() -> None:
    """As a list, in the order given."""
    found = json.loads(as_json(succession()))

    assert [decision_from_json(json.dumps(one)) for one in found] == list(succession())


def test_the_table_has_a_row_a_record() -> None:
    """With what stands in every column."""
    first, *_ = rows(*succession())

    assert list(first) == list(COLUMNS)
    assert len(rows(*succession())) == 4
    assert (first["number"], first["status"], first["date"]) == ("ADR-0002", "superseded by ADR-0005", "2026-03-02")
    assert first["options"] == "Python; Node.js"
    assert first["links"] == "superseded by ADR-0005"


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "  ="])
def test_a_cell_that_would_be_a_formula_is_a_text(begin: str) -> None:
    """It stands behind an apostrophe, which a spreadsheet does not show."""
    (row,) = rows(sample(rationale=f"{begin}HYPERLINK(1)"))

    assert row["rationale"][0] == "'"
    assert row["rationale"].endswith("HYPERLINK(1)")


@settings(max_examples=50)
@given(any_records())
def test_no_text_leaves_its_cell(decision: Decision) -> None:
    """Whatever marks, quotes and ends of lines it holds."""
    (row,) = rows(decision)

    assert len(row) == len(COLUMNS)
    assert None not in row
    assert not [text for text in row.values() if text.lstrip(" ")[:1] in {*"=+-@\t\r\n"} - {""}]
