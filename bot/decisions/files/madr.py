"""A record as a MADR 4.0 file (https://adr.github.io/madr/), whole: `madr_reading` makes the same record of it.

Each field stands where MADR has a place for it; those of ours are in the front matter, or in lists of named values
under "More Information".
"""

from collections.abc import Iterator, Mapping

from bot.decisions.files.front_matter import front_matter
from bot.decisions.files.markdown_writing import block, bullets, inset, section, section_of_any
from bot.decisions.files.more_information import Place, more_information
from bot.decisions.files.typed_text import in_heading, in_line
from bot.decisions.record import ConsideredOption, Decision, DecisionId, Driver

CONTEXT = "Context and Problem Statement"
QUESTION = "Question"
DRIVERS = "Decision Drivers"
OPTIONS = "Considered Options"
OUTCOME = "Decision Outcome"
CONSEQUENCES = "Consequences"
CONFIRMATION = "Confirmation"
ARGUMENTS = "Pros and Cons of the Options"

CHOSEN, NOTHING_CHOSEN, BECAUSE = "Chosen option: ", "No option is chosen", ", because "
GOOD, BAD, REJECTED = "Good, because ", "Bad, because ", "Rejected, because "
QUOTE = '"'


def madr(decision: Decision, places: Mapping[DecisionId, Place]) -> str:
    """The file's text. `places` are those of the records that this one may name; ties to others are left out."""
    parts = [
        front_matter(decision),
        f"# {in_heading(decision.title)}",
        *_parts(decision),
        more_information(decision, places),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _parts(decision: Decision) -> Iterator[str]:
    yield section(2, CONTEXT, block(decision.context))
    yield section_of_any(3, QUESTION, block(decision.question))
    yield section_of_any(2, DRIVERS, bullets(_driver(driver) for driver in decision.drivers))
    yield section(2, OPTIONS, bullets(in_line(option.title) for option in decision.options))
    yield section(2, OUTCOME, _outcome(decision))
    yield section_of_any(3, CONSEQUENCES, bullets(block(text) for text in decision.consequences))
    yield section_of_any(3, CONFIRMATION, bullets(block(text) for text in decision.confirmation))
    yield section_of_any(2, ARGUMENTS, "\n\n".join(filter(None, map(_arguments, decision.options))))


def _outcome(decision: Decision) -> str:
    titles = " and ".join(f'"{in_line(title, apart=QUOTE)}"' for title in decision.chosen)
    because = BECAUSE + inset(decision.rationale) if decision.rationale else ""
    return f"{CHOSEN if titles else NOTHING_CHOSEN}{titles}{because or '.'}"


def _driver(driver: Driver) -> str:
    note = f": {inset(driver.note)}" if driver.note else ""
    return f"{driver.importance}: {in_line(driver.signal, apart=': ')}{note}"


def _arguments(option: ConsideredOption) -> str:
    """The option's part, empty where nothing is said of it."""
    rejected = (option.rejected_because,) if option.rejected_because else ()
    kinds = ((REJECTED, rejected), (GOOD, option.pros), (BAD, option.cons))
    return section_of_any(3, option.title, bullets(kind + inset(text) for kind, texts in kinds for text in texts))
