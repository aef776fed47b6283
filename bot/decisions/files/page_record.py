"""One record on the page: what was decided stays in sight, the rest opens below it."""

from collections.abc import Iterator, Mapping

from bot.decisions.files.front_matter import day, status_line
from bot.decisions.files.page_parts import address, bullets, paragraph, part, shown, terms
from bot.decisions.record import (
    EVERYWHERE,
    Advice,
    ConsideredOption,
    Decision,
    DecisionId,
    Driver,
    Flip,
    Grounds,
)

On = Mapping[DecisionId, Decision]  # the records on the page


def record(decision: Decision, on: On) -> str:
    """The record; ties lead to the records that are on the page."""
    values = {"status": decision.status, "topic": decision.topic, "scope": decision.scope}
    data = " ".join(f'data-{name}="{shown(value)}"' for name, value in values.items())
    return (
        f'<article {data}><details><summary id="{anchor(decision)}">{_summary(decision)}</summary>'
        f'<div class="body">{"".join(_body(decision, on))}</div></details></article>'
    )


def anchor(decision: Decision) -> str:
    """Under which name a record is linked to on the page."""
    return decision.name.lower()


def _summary(decision: Decision) -> str:
    private = "" if decision.private_to == EVERYWHERE else f"<span>private to {shown(decision.private_to)}</span>"
    return (
        f"<h2>{decision.name}: {shown(decision.title)}</h2>"
        f'<span class="meta"><span class="badge {decision.status}">{status_line(decision)}</span>'
        f'<time class="quiet">{day(decision)}</time><span class="quiet">{shown(decision.topic)}</span>'
        f'<span class="quiet">{shown(decision.scope)}</span>{private}</span>'
    )


def _body(decision: Decision, on: On) -> Iterator[str]:
    chosen = ", ".join(decision.chosen)
    yield part("Chosen", paragraph(chosen), of=chosen)
    yield part("Because", paragraph(decision.rationale), of=decision.rationale)
    yield part("Context", paragraph(decision.context), of=decision.context)
    yield part("Question", paragraph(decision.question), of=decision.question)
    yield part("Decision drivers", bullets(map(_driver, decision.drivers)), of=decision.drivers)
    yield part("Considered options", "".join(map(_option, decision.options)), of=decision.options)
    yield part("Consequences", bullets(decision.consequences), of=decision.consequences)
    yield part("Confirmation", bullets(decision.confirmation), of=decision.confirmation)
    yield part("Dissent", bullets(f"{one.who}: {one.text}" for one in decision.dissent), of=decision.dissent)
    outcomes = (f"{one.on}, {one.held}: {one.note}".removesuffix(": ") for one in decision.outcomes)
    yield part("Outcomes", bullets(outcomes), of=decision.outcomes)
    yield part("Advice", terms(_advice(decision.advice)), of=decision.advice != Advice())
    yield part("Evidence", _evidence(decision.grounds), of=decision.grounds)
    yield part("Revisit", bullets(map(_flip, decision.flips)), of=decision.flips)
    yield part("Record", terms(_details(decision, on)))


def _driver(driver: Driver) -> str:
    return f"{driver.importance}: {driver.signal}" + (f": {driver.note}" if driver.note else "")


def _option(option: ConsideredOption) -> str:
    rejected = [f"Rejected, because {option.rejected_because}"] if option.rejected_because else []
    arguments = [*rejected, *(f"Good: {text}" for text in option.pros), *(f"Bad: {text}" for text in option.cons)]
    return f"<h4>{shown(option.title)}</h4>{bullets(arguments) if arguments else ''}"


def _advice(advice: Advice) -> Iterator[tuple[str, str]]:
    yield "what became of it", shown(advice.following)
    yield "pick", shown(advice.pick)
    yield "confidence", shown(advice.confidence)
    yield "reason", shown(advice.reason)


def _evidence(grounds: tuple[Grounds, ...]) -> str:
    return "<ul>" + "".join(f"<li>{_grounds(one)}</li>" for one in grounds) + "</ul>"


def _grounds(grounds: Grounds) -> str:
    said = [shown(grounds.entry), address(grounds.url), shown(grounds.figure), "stale" if grounds.stale else ""]
    return ", ".join(filter(None, said))


def _flip(flip: Flip) -> str:
    return f"{flip.text} ({flip.entry})" if flip.entry else flip.text


def _details(decision: Decision, on: On) -> Iterator[tuple[str, str]]:
    yield "decided by", _people(decision.decision_makers)
    yield "consulted", _people(decision.consulted)
    yield "informed", _people(decision.informed)
    yield "owner", _people(tuple(filter(None, [decision.owner, decision.deputy])))
    yield "reversibility", shown(decision.reversibility)
    yield "review on", str(decision.review_on or "")
    yield "tags", shown(", ".join(decision.tags))
    for link in decision.links:
        if link.to in on:
            yield link.tie, f'<a href="#{anchor(on[link.to])}">{on[link.to].name}: {shown(on[link.to].title)}</a>'
    for retired in decision.retires:
        if retired in on:
            yield "will supersede", f'<a href="#{anchor(on[retired])}">{on[retired].name}</a>'
    yield "source", address(decision.source.permalink)
    yield "provenance", shown(decision.provenance.making)
    yield "confirmed by", shown(decision.provenance.confirmed_by)


def _people(people: tuple[str, ...]) -> str:
    return shown(", ".join(people))
