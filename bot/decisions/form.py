"""The form of a decision: from what people typed to a draft, or to what is to be mended, field by field.

What can be taken back asks for a title, a choice and why; what can't asks also for the options that were not taken,
each with the reason, and who decided. A field that was not shown leaves what the draft had.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.decisions.drafting import weighed
from bot.decisions.record import ConsideredOption, Decision, Dissent, Person, Reversibility
from bot.decisions.soundness import faults

_SLUG_LENGTH = 60  # characters; as many as a topic of one's own may have
_FIELDS = {"chosen": "choice", "rationale": "why", "decision_makers": "makers"}  # where a record says otherwise

NO_TITLES: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Amiss:
    """What is wrong with a form: a sentence for each field, by its name."""

    fields: Mapping[str, str]


def read_form(
    values: Mapping[str, str], draft: Decision, today: date, titles: Mapping[str, str] = NO_TITLES
) -> Decision | Amiss:
    """The draft as the form has it, sound; or what is amiss.

    The fields are title, choice, why, reversibility, question, context, scope, topic, tags, options, makers, owner,
    deputy, consulted, informed, consequences, confirmation, dissent and review_on. `options`, `dissent`, `consequences`
    and `confirmation` hold a line each, the first two with a colon; people and tags have commas between them.
    `titles` are the full ones of options that people name shorter: "Node.js" by "node".
    """
    read = filled(values, draft, titles)
    found = amiss_in(read, values, today)
    return Amiss(found) if found else read


def filled(values: Mapping[str, str], draft: Decision, titles: Mapping[str, str] = NO_TITLES) -> Decision:
    """The draft as the form has it, sound or not."""
    values = _stripped(values)
    read = replace(draft, **dict(_plain_fields(values)))
    read = _with_options(_with_topic(read, values), values, titles)
    return weighed(replace(read, dissent=_dissent(values, draft), review_on=_review_on(values, draft)))


def amiss_in(read: Decision, values: Mapping[str, str], today: date) -> dict[str, str]:
    """What is amiss in a draft that was filled with these values: a sentence for each field, by the form's names."""
    return dict(reversed([*_faults(read, _stripped(values), today)]))  # the first that is said of a field stands


def chosen_text(decision: Decision) -> str:
    """What stands in the field "choice" of a draft; `read_form` reads it back."""
    return " and ".join(decision.chosen)


def _plain_fields(values: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """The fields of the record that hold what was typed as it is, or a list of it."""
    for name, of_record, read in _READ:
        if name in values:
            yield of_record, read(values[name])
    if values.get("scope"):
        yield "scope", values["scope"].casefold()
    if values.get("reversibility") in set(Reversibility):
        yield "reversibility", Reversibility(values["reversibility"])


def _with_topic(decision: Decision, values: Mapping[str, str]) -> Decision:
    """A record on no entry of the knowledge has a topic of its own, named after its title."""
    topic = values.get("topic") or decision.topic
    slug = re.sub("[^a-z0-9]+", "-", decision.title.casefold()).strip("-")[:_SLUG_LENGTH]
    return replace(decision, topic=topic or f"custom:{slug or decision.id}")


def _with_options(decision: Decision, values: Mapping[str, str], names: Mapping[str, str]) -> Decision:
    """The record with what was chosen among the options, and the others as the form lists them."""
    own = {option.title.casefold(): option for option in decision.options}
    known = {name: own.get(title.casefold(), ConsideredOption(title)) for name, title in names.items()} | own
    chosen = _chosen(values["choice"], known) if "choice" in values else list(decision.chosen)
    taken = [known.get(title.casefold(), ConsideredOption(title)) for title in chosen]
    taken = [replace(option, rejected_because="") for option in taken]
    if "options" in values:
        others = [_considered(line, known) for line in values["options"].splitlines() if line.strip()]
    else:
        others = list(decision.options)
    titles = {option.title.casefold() for option in taken}
    others = [option for option in others if option.title.casefold() not in titles]
    return replace(decision, options=(*taken, *others), chosen=tuple(option.title for option in taken))


def _chosen(text: str, known: Mapping[str, ConsideredOption]) -> list[str]:
    """One option, or several that are known with "and" or commas between them."""
    if not text:
        return []
    parts = list(dict.fromkeys(part.strip() for part in re.split(r",| and ", text)))
    if text.casefold() not in known and all(part.casefold() in known for part in parts):
        return [known[part.casefold()].title for part in parts]
    return [known[text.casefold()].title if text.casefold() in known else " ".join(text.split())]


def _considered(line: str, known: Mapping[str, ConsideredOption]) -> ConsideredOption:
    title, _, reason = line.partition(": ")
    title = title.strip().removesuffix(":").strip()
    option = known.get(title.casefold(), ConsideredOption(title))
    return replace(option, rejected_because=reason.strip() or option.rejected_because)


def _dissent(values: Mapping[str, str], draft: Decision) -> tuple[Dissent, ...]:
    if "dissent" not in values:
        return draft.dissent
    pairs = (line.partition(":") for line in values["dissent"].splitlines() if line.strip())
    return tuple(Dissent(Person(who.strip()), text.strip()) for who, _, text in pairs)


def _review_on(values: Mapping[str, str], draft: Decision) -> date | None:
    if "review_on" not in values:
        return draft.review_on
    return _day(values["review_on"])


def _faults(read: Decision, values: Mapping[str, str], today: date) -> Iterator[tuple[str, str]]:
    """What is amiss, by the form's names of the fields."""
    for name, sentence in faults(read):
        yield _FIELDS.get(name, name), sentence
    if not read.chosen:
        yield "choice", "Which option was chosen?"
    if not read.rationale:
        yield "why", "Why was it chosen?"
    if values.get("reversibility", read.reversibility) not in set(Reversibility):
        yield "reversibility", "Say whether it is two-way or one-way."
    if any(not one.who or not one.text for one in read.dissent):
        yield "dissent", "Write a line each: the name, a colon, their view."
    if values.get("review_on") and (read.review_on is None or read.review_on <= today):
        yield "review_on", "A review is on a day that is still to come, such as 2030-01-31."
    if read.reversibility is Reversibility.ONE_WAY:
        yield from _lacks(read)


def _lacks(read: Decision) -> Iterator[tuple[str, str]]:
    """What a decision lacks that can't be taken back."""
    others = [option for option in read.options if option.title not in read.chosen]
    if not others:
        yield "options", "What else was considered? What is hard to take back has an alternative."
    elif bare := [option.title for option in others if not option.rejected_because]:
        yield "options", f"Why not {bare[0]}? Write a line each: the option, a colon, why it was not taken."
    if not read.decision_makers:
        yield "makers", "Who decided? At least one person did."


def _stripped(values: Mapping[str, str]) -> dict[str, str]:
    return {name: text.strip() for name, text in values.items()}


def _listed(text: str) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _people(text: str) -> tuple[Person, ...]:
    return tuple(map(Person, _listed(text)))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


_READ: tuple[tuple[str, str, Callable[[str], Any]], ...] = (  # the form's name, the record's, and how it is read
    ("title", "title", lambda text: " ".join(text.split())),
    ("why", "rationale", str),
    ("question", "question", str),
    ("context", "context", str),
    ("owner", "owner", Person),
    ("deputy", "deputy", Person),
    ("makers", "decision_makers", _people),
    ("consulted", "consulted", _people),
    ("informed", "informed", _people),
    ("tags", "tags", lambda text: tuple(_listed(text.casefold()))),
    ("consequences", "consequences", _lines),
    ("confirmation", "confirmation", _lines),
)
