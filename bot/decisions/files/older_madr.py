"""MADR 2, 3 and 4 as other tools and people write it: https://github.com/adr/madr/tree/develop/template.

MADR 2 holds status, deciders and date in a list below the title, later ones in the front matter; what was *deciders* is
*decision-makers* now, *Validation* is *Confirmation*, and the consequences were once two lists.
"""

import re
from collections.abc import Mapping, Sequence

from bot.decisions.files.outline import Outline, Section, items, prose
from bot.decisions.files.said import Said, bare, heading, people, ties, under
from bot.decisions.record import ConsideredOption
from bot.knowledge.yaml_reader import Document

CONTEXT = "context and problem statement"
DRIVERS = ("decision drivers", "forces")
OPTIONS = ("considered options", "considered alternatives")
OUTCOME = "decision outcome"
ARGUMENTS = ("pros and cons of the options", "pros and cons of the alternatives")
CONSEQUENCES = ("consequences", "positive consequences", "negative consequences")
CONFIRMATION = ("confirmation", "validation")
_KNOWN = {CONTEXT, OUTCOME, *DRIVERS, *OPTIONS, *ARGUMENTS, *CONSEQUENCES, *CONFIRMATION, "links"}

_CHOSEN = re.compile(
    r"^[*_]*Chosen (?:option|alternative)s?[*_]*: *(?P<chosen>\"[^\"\n]*\"|“[^”\n]*”|\[[^\]\n]*\]\([^)\n]*\)|[^,\n]*)"
    r"(?:,? *because *(?P<because>.*)|(?P<rest>.*))",
    re.DOTALL | re.IGNORECASE,
)
_ARGUMENT = re.compile(r"[*_]*(?P<kind>Good|Neutral|Bad)[*_]*,? because *(?P<text>.*)", re.DOTALL | re.IGNORECASE)


def is_madr(parts: Outline) -> bool:
    """Whether a file has one of the sections that only MADR has."""
    return not {CONTEXT, OUTCOME, *OPTIONS}.isdisjoint(heading(section) for section in parts.sections)


def read_older_madr(parts: Outline, front: Document) -> Said:
    """What such a file says."""
    texts = {**under(parts.sections, 3), **under(parts.sections, 2)}
    matter = {**_listed(parts), **_fronted(front)}
    chosen, rationale = _outcome(_body(parts, OUTCOME))
    said = Said(
        title=next((section.heading for section in parts.sections if section.level == 1), ""),
        status=matter.get("status", ""),
        date=matter.get("date", ""),
        makers=people(matter.get("decision-makers", "") or matter.get("deciders", "")),
        consulted=people(matter.get("consulted", "")),
        informed=people(matter.get("informed", "")),
        context=texts.get(CONTEXT, ""),
        chosen=chosen,
        rationale=rationale,
        remarks=[(name, text) for name, text in under(parts.sections, 2).items() if name not in _KNOWN and text],
        ties=[*ties(matter.get("status", ""), _status_line(parts, front)), *ties(texts.get("links", ""), 1)],
        lines={heading(section): section.line for section in parts.sections},
    )
    said.drivers = _items(said, texts, DRIVERS)
    said.consequences = _items(said, texts, CONSEQUENCES)
    said.confirmation = _items(said, texts, CONFIRMATION)
    _add_options(said, [bare(item.partition(" - ")[0]) for item in _items(said, texts, OPTIONS)], parts)
    if introduction := _introduction(parts):
        said.remarks.insert(0, ("introduction", introduction))
    return said


def _top(parts: Outline) -> Section:
    """The title and what is below it."""
    return next((section for section in parts.sections if section.level == 1), parts.sections[0])


def _introduction(parts: Outline) -> str:
    return prose(_top(parts).body)


def _listed(parts: Outline) -> dict[str, str]:
    """What MADR 2 has in a list below the title, or in a line of its own."""
    top = _top(parts)
    pairs = (item.text.partition(":") for item in items(top.body, top.line + 1))
    return {key.strip(" *_").casefold(): value.strip(" *_") for key, _, value in pairs}


def _fronted(front: Document) -> dict[str, str]:
    """The front matter; a list as one text with commas."""
    data = front.data if isinstance(front.data, dict) else {}
    listed = ((key.casefold(), value if isinstance(value, list) else [value]) for key, value in data.items())
    return {key: ", ".join(text for text in values if isinstance(text, str)) for key, values in listed}


def _status_line(parts: Outline, front: Document) -> int:
    return (
        front.line(("status",)) if isinstance(front.data, dict) and "status" in front.data else parts.sections[0].line
    )


def _body(parts: Outline, name: str) -> str:
    """The text of a section without what is below it."""
    return next((section.text for section in parts.sections if heading(section) == name), "")


def _outcome(text: str) -> tuple[str, str]:
    """What was chosen and why, as far as the section says."""
    found = _CHOSEN.match(text.strip())
    if not found:
        return "", text.strip()
    return bare(found["chosen"]), (found["because"] or (found["rest"] or "").strip(" .,")).strip()


def _items(said: Said, texts: Mapping[str, str], names: Sequence[str]) -> tuple[str, ...]:
    """The items of the lists below these headings; a text that is no list is one item, one beside a list a remark."""
    found: list[str] = []
    for name in names:
        lines = texts.get(name, "").split("\n")
        listed, beside = [item.text for item in items(lines, 1) if item.text], prose(lines)
        found += listed or filter(None, [beside])
        if listed and beside:
            said.remarks.append((name, beside))
    return tuple(found)


def _add_options(said: Said, titles: Sequence[str], parts: Outline) -> None:
    """The options with what is said for and against each; the part about one may shorten its title."""
    argued = _argued(said, parts)
    for title in titles:
        if title.casefold() in {known.title.casefold() for known in said.options}:
            said.notes.append(("options", "one of two", f"{title!r} stands there twice"))
            continue
        name = next((name for name in argued if bare(name).casefold() == title.casefold()), "")
        said.options.append(_option(said, title, argued.pop(name, ())))
    said.remarks += [(name, "\n".join(f"* {text}" for text in texts)) for name, texts in argued.items()]


def _argued(said: Said, parts: Outline) -> dict[str, tuple[str, ...]]:
    """The lists below the headings of "Pros and Cons of the Options", deeper headings included."""
    found: dict[str, tuple[str, ...]] = {}
    inside, title = False, ""
    for section in parts.sections:
        if section.level <= 2:  # noqa: PLR2004  the level of MADR's own headings
            inside, title = heading(section) in ARGUMENTS, ""
        elif inside:
            title = section.heading if section.level == 3 else title  # noqa: PLR2004  the level of an option
            found[title] = (*found.get(title, ()), *(item.text for item in items(section.body, section.line + 1)))
            if beside := prose(section.body):
                said.remarks.append((title, beside))
    return found


def _option(said: Said, title: str, texts: Sequence[str]) -> ConsideredOption:
    pros: list[str] = []
    cons: list[str] = []
    for text in texts:
        found = _ARGUMENT.fullmatch(text)
        kind = found["kind"].casefold() if found else "neutral"
        (cons if kind == "bad" else pros).append(found["text"] if found and kind != "neutral" else text)
        if kind == "neutral":
            said.notes.append(("options", f"an argument for {title!r}", "it is neither good nor bad in the file"))
    return ConsideredOption(title, tuple(pros), tuple(cons))
