"""What a file that we did not write says, field by field, before anything is made of it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.decisions.files.exporting import number_in_name
from bot.decisions.files.outline import Section
from bot.decisions.record import ConsideredOption, Tie

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_LINK = re.compile(r"\[(?P<text>[^\[\]]*)\]\((?P<target>[^()\s]*)[^()]*\)")
_RECORD = re.compile(r"(?:ADR|RFC)?[-# ]*(?P<number>[0-9]{1,6})\b.*", re.IGNORECASE | re.DOTALL)
_TIES = (
    ("superseded by", Tie.SUPERSEDED_BY),
    ("superceded by", Tie.SUPERSEDED_BY),
    ("replaced by", Tie.SUPERSEDED_BY),
    ("supersedes", Tie.SUPERSEDES),
    ("supercedes", Tie.SUPERSEDES),
    ("replaces", Tie.SUPERSEDES),
)
_LOOSE = ("amends", "amended by", "clarifies", "clarified by", "relates to", "related to", "linked to", "extends")


@dataclass(frozen=True, slots=True)
class SaidTie:
    """Another record that a file names; `number` is None where it cannot be told which."""

    tie: Tie
    words: str
    number: int | None
    line: int


@dataclass(slots=True)
class Said:
    """The fields as written. `remarks` have no field: a heading and a text each. `lines` say where a section begins.

    `notes` are what was made of something: the field, what it became, and why.
    """

    title: str = ""
    status: str = ""
    date: str = ""
    makers: tuple[str, ...] = ()
    consulted: tuple[str, ...] = ()
    informed: tuple[str, ...] = ()
    context: str = ""
    drivers: tuple[str, ...] = ()
    options: list[ConsideredOption] = field(default_factory=list)
    chosen: str = ""
    rationale: str = ""
    consequences: tuple[str, ...] = ()
    confirmation: tuple[str, ...] = ()
    remarks: list[tuple[str, str]] = field(default_factory=list)
    ties: list[SaidTie] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    notes: list[tuple[str, str, str]] = field(default_factory=list)


def uncommented(text: str) -> str:
    """The text without comments of HTML, its lines where they were."""
    return _COMMENT.sub(lambda match: "\n" * match.group().count("\n"), text)


def heading(section: Section) -> str:
    """The heading's words, for comparing."""
    return section.heading.strip(" *_:").casefold()


def bare(text: str) -> str:
    """A short text without the marks around it: a link's text, no quotes, no emphasis, no stop at its end."""
    unlinked = _LINK.sub(lambda match: match["text"], text)
    return unlinked.strip().strip("\"'“”„«»`*_").rstrip(".").strip("\"'“”„«»`*_ ")


def people(text: str) -> tuple[str, ...]:
    """Names with commas or semicolons between them, as templates have them; their placeholder is none."""
    names = (name.strip(" []*_") for name in re.split(r"[,;\n]", text))
    return tuple(dict.fromkeys(name for name in names if name and not name.startswith("{")))


def ties(text: str, line: int) -> Iterator[SaidTie]:
    """The other records that a status or a list of links names, a line each."""
    for offset, written in enumerate(text.split("\n")):
        lowered = written.casefold()
        for words, tie in (*_TIES, *((loose, Tie.RELATES_TO) for loose in _LOOSE)):
            at = lowered.find(words)
            if at >= 0:
                yield SaidTie(tie, words, _number(written[at + len(words) :]), line + offset)
                break


def under(sections: Sequence[Section], level: int) -> Mapping[str, str]:
    """The text below each heading of a level, deeper headings included, by the heading's words."""
    found: dict[str, list[str]] = {}
    inside: list[str] | None = None
    for section in sections:
        if section.level == level:
            inside = found.setdefault(heading(section), [])
            inside.append(section.text)
        elif section.level < level:
            inside = None
        elif inside is not None:
            inside += [f"{'#' * section.level} {section.heading}", section.text]
    return {name: "\n\n".join(filter(None, texts)) for name, texts in found.items()}


def _number(text: str) -> int | None:
    """The number of the record that a text points to: by the link's file, or else by its words."""
    link = _LINK.search(text)
    if link and (named := number_in_name(link["target"].rpartition("/")[2])) is not None:
        return named
    words = _RECORD.match((link["text"] if link else text).strip(" :*_"))
    return int(words["number"]) if words else None
