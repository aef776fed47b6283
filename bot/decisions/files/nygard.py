"""Records in the format of Michael Nygard, as adr-tools writes them.

Their sections are Status, Context, Decision and Consequences
(https://cognitect.com/blog/2011/11/15/documenting-architecture-decisions).
"""

import re

from bot.decisions.files.outline import Outline, Section, items, prose
from bot.decisions.files.said import Said, heading, ties, under

_DATE = re.compile(r"^[*_ ]*Date[*_]*: *(?P<date>.+)$", re.MULTILINE | re.IGNORECASE)
_OURS = {"status", "context", "decision", "consequences", "date"}


def is_nygard(parts: Outline) -> bool:
    """Whether a file has this format's two sections that others lack."""
    return {"context", "decision"} <= {heading(section) for section in parts.sections}


def read_nygard(parts: Outline) -> Said:
    """What such a file says; its decision is a text, of which the title stands for the option that was chosen."""
    texts = under(parts.sections, 2)
    first = next((section for section in parts.sections if section.level == 1), parts.sections[0])
    dated = _DATE.search("\n".join(section.text for section in parts.sections if section.level < 2))  # noqa: PLR2004
    status = next((section for section in parts.sections if heading(section) == "status"), first)
    said = Said(
        title=first.heading if first.level == 1 else "",
        status=texts.get("status", "").strip().split("\n")[0],
        date=dated["date"] if dated else texts.get("date", ""),
        context=texts.get("context", ""),
        rationale=texts.get("decision", ""),
        consequences=_consequences(texts.get("consequences", "")),
        remarks=[*_introduction(first), *((name, text) for name, text in texts.items() if name not in _OURS and text)],
        ties=list(ties("\n".join(status.body), status.line + 1)) if heading(status) == "status" else [],
        lines={heading(section): section.line for section in parts.sections},
    )
    if said.rationale:
        said.notes.append(("rationale", "the section Decision", "the format has no part of its own for the reasons"))
    return said


def _introduction(first: Section) -> list[tuple[str, str]]:
    """What stands below the title but the date."""
    text = _DATE.sub("", first.text, count=1).strip()
    return [("introduction", text)] if text else []


def _consequences(text: str) -> tuple[str, ...]:
    """A list's items, or the whole as one where it is not only a list."""
    lines = text.split("\n")
    if prose(lines):
        return (text,)
    return tuple(item.text for item in items(lines, 1))
