"""Records for other programs: JSON with every field, CSV with one row a record."""

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence

from bot.decisions.files.front_matter import day, moment, status_line
from bot.decisions.plain import decision_json
from bot.decisions.record import EVERYWHERE, Decision

COLUMNS = (
    *"number title status date decision_makers consulted informed owner deputy topic scope tags".split(),
    *"question context drivers options chosen rationale consequences confirmation reversibility review_on".split(),
    *"dissent links permalink visibility created_at created_by decided_at provenance".split(),
)

# A spreadsheet takes a cell that begins so for a formula: https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")  # the wide ones too
_LINE_END = re.compile(r"\r\n?")
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def as_json(decisions: Sequence[Decision]) -> str:
    """A list of records with all their fields; times are ISO 8601."""
    return json.dumps([json.loads(decision_json(one)) for one in decisions], indent=2, ensure_ascii=False) + "\n"


def as_csv(decisions: Iterable[Decision]) -> str:
    """A table after RFC 4180: every cell in quotes, and a cell that would be a formula behind an apostrophe."""
    written = io.StringIO()
    table = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    table.writerow(COLUMNS)
    table.writerows([_cell(text) for text in _row(decision)] for decision in decisions)
    return written.getvalue()


def _row(decision: Decision) -> Sequence[str]:
    """The texts of the columns, in their order."""
    return (
        decision.name,
        decision.title,
        status_line(decision),
        day(decision),
        _joined(decision.decision_makers),
        _joined(decision.consulted),
        _joined(decision.informed),
        decision.owner,
        decision.deputy,
        decision.topic,
        decision.scope,
        _joined(decision.tags),
        decision.question,
        decision.context,
        _joined(f"{driver.importance}: {driver.signal}" for driver in decision.drivers),
        _joined(option.title for option in decision.options),
        _joined(decision.chosen),
        decision.rationale,
        _joined(decision.consequences),
        _joined(decision.confirmation),
        decision.reversibility,
        str(decision.review_on or ""),
        _joined(f"{dissent.who}: {dissent.text}" for dissent in decision.dissent),
        _joined(f"{link.tie} ADR-{link.number:04d}" for link in decision.links),
        decision.source.permalink,
        "public" if decision.private_to == EVERYWHERE else f"private to {decision.private_to}",
        moment(decision.created_at),
        decision.created_by,
        moment(decision.decided_at),
        decision.provenance.making,
    )


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(texts)


def _cell(text: str) -> str:
    """The text as a cell that is a text in every spreadsheet; what no file can hold is replaced."""
    apostrophe = "'" if _FORMULA.match(text.lstrip(" ")) else ""
    return apostrophe + _NO_TEXT.sub("�", _LINE_END.sub("\n", text))
