"""Why the answer is what it is, in plain text: what was read, which signals and rows it met, how close it was."""

from collections.abc import Collection, Iterator

from bot.advice.answer import Match
from bot.advice.considering import ANSWERED, ASKED_BACK, CLEAR_GAP, STRONG, Consideration
from bot.advice.markdown import one_line
from bot.advice.verdict import Rules
from bot.knowledge.entries import Library, Row, SignalId


def explained(considered: Consideration, library: Library) -> str:
    """The explanation, a section for each step, without a final newline."""
    sections = (
        ("Question", _reading(considered)),
        ("Outcome", _outcome(considered)),
        ("Signals", _signals(considered, library)),
        ("Constraints", _constraints(considered, library)),
        (f"Rows ({len(library.rows)} considered)", _rows(considered, library)),
        ("Scores", _scores(considered)),
        ("Runner-up", _runner_up(considered, library)),
        ("Nearest outside topic", _topic(considered, library)),
    )
    return "\n".join(line for title, lines in sections for line in (title, *(f"  {one_line(text)}" for text in lines)))


def _reading(considered: Consideration) -> Iterator[str]:
    wording = considered.matches.wording
    yield f"read as: {wording.text or '(nothing)'}"
    yield f"language: {wording.language}"
    corrections = ", ".join(f"{written} -> {read}" for written, read in wording.corrections)
    yield f"corrections: {corrections or 'none'}"


def _outcome(considered: Consideration) -> Iterator[str]:
    pick = f", pick {considered.pick}" if considered.pick else ", no pick"
    yield f"{considered.outcome}, confidence {considered.confidence}{pick}"
    yield (
        f"chance that the knowledge answers: {considered.matches.chance:.4f} "
        f"(strong from {STRONG:.2f}, answered from {ANSWERED:.2f}, asked back from {ASKED_BACK:.2f})"
    )


def _signals(considered: Consideration, library: Library) -> Iterator[str]:
    """Those present with the words that fired them, then those that the question denies."""
    situation = considered.matches.situation
    for signal, words in considered.signals.items():
        yield f"present: {_named(signal, library)} {_fired(signal, words, considered)}"
    for signal, words in situation.denied.items():
        yield f'denied: {_named(signal, library)} by "{words}"'
    if not considered.signals and not situation.denied:
        yield "none"


def _named(signal: SignalId, library: Library) -> str:
    return f"{signal} ({library.signals[signal].title})"


def _fired(signal: SignalId, words: str, considered: Consideration) -> str:
    if words:
        return f'by "{words}"'
    likeness = f"{considered.matches.signal_likeness.get(signal, 0.0):.2f}"
    if signal in considered.matches.situation.present:
        return f"by likeness, {likeness}"
    return f"because {considered.best.id} is about it, likeness {likeness}"


def _constraints(considered: Consideration, library: Library) -> Iterator[str]:
    constraints = considered.constraints
    for word, options in (("must use", constraints.required), ("cannot use", constraints.excluded)):
        for option in sorted(options):
            yield f"{word} {library.options[option].title}"
    if considered.verdict.overruled:
        yield f"they overrule {considered.verdict.overruled}"
    if not constraints.required and not constraints.excluded:
        yield "none"


def _rows(considered: Consideration, library: Library) -> Iterator[str]:
    """Rows that hold first, then those beaten, then the rest, each in the library's order."""
    states = [(row, _state(row, considered.signals, library)) for row in library.rows]
    if not states:
        yield "none"
    order = {"holds": 0, "beaten": 1}
    for row, state in sorted(states, key=lambda item: order.get(item[1].split()[0], 2)):
        role = _role(row, considered) if state == "holds" else ""
        yield f"{row.id} -> {row.pick}: {state}{role}"


def _state(row: Row, present: Collection[SignalId], library: Library) -> str:
    """Whether a row holds among the signals present, or what stands against it."""
    rules = Rules(library.rows, tuple(library.options))
    signals = frozenset(present)
    holding, beaten = rules.holding(signals), rules.beaten(signals)
    if row in holding:
        return "holds"
    if row in beaten:
        return f"beaten by {', '.join(other.id for other in (*holding, *beaten) if row.id in other.beats)}"
    return "; ".join(_obstacles(row, signals)) or "asks for no signal"


def _obstacles(row: Row, present: frozenset[SignalId]) -> Iterator[str]:
    missing = [need for need in row.needs if need not in present]
    if missing:
        met = [need for need in row.needs if need in present]
        yield f"missing {' and '.join(missing)}" + (f" (has {' and '.join(met)})" if met else "")
    if row.any_of and not present & set(row.any_of):
        yield f"missing any of {', '.join(row.any_of)}"
    excluding = [signal for signal in row.excludes if signal in present]
    if excluding:
        yield f"excluded by {', '.join(excluding)}"


def _role(row: Row, considered: Consideration) -> str:
    """What a row that holds does for the pick."""
    if considered.verdict.pick is None:
        return ", contradicts another"
    if considered.pick is None:
        return ", but nothing is picked"
    if row in considered.verdict.rows:
        return ", decides"
    return ", speaks against the pick" if row in considered.verdict.against else ", gives way"


def _scores(considered: Consideration) -> Iterator[str]:
    for place, match in enumerate(considered.matches.ranked, start=1):
        yield f"{place}. {match.score:.4f} {match.entry}"


def _runner_up(considered: Consideration, library: Library) -> Iterator[str]:
    """The second entry, how far it is behind, and what its row lacks."""
    ranked = considered.matches.ranked
    if len(ranked) < 2:  # noqa: PLR2004  a second one
        yield "none"
        return
    best, rival = ranked[:2]
    gap = best.score - rival.score
    yield f"{rival.entry}, {gap:.4f} behind {best.entry}"
    yield f"a lead under {CLEAR_GAP} over something unrelated is asked back, unless the match is strong"
    yield from _bearing(best, considered, library)
    yield from _bearing(rival, considered, library)


def _bearing(match: Match, considered: Consideration, library: Library) -> Iterator[str]:
    """What the rows of an entry did to its score: the signals found in the question itself count there."""
    for row in library.rows:
        if row.entry == match.entry:
            denied = [signal for signal in (*row.needs, *row.any_of) if signal in considered.matches.situation.denied]
            state = _state(row, considered.matches.situation.present, library)
            yield f"row of {match.entry}: {f'denied {denied[0]}' if denied else state}"


def _topic(considered: Consideration, library: Library) -> Iterator[str]:
    matches = considered.matches
    if matches.topic is None:
        yield "none"
        return
    named = ", ".join(library.topics[number].id for number in sorted(matches.named_topics))
    place = "ahead of" if matches.topic_lead >= 0 else "behind"
    yield f"{library.topics[matches.topic].title}, {abs(matches.topic_lead):.2f} {place} the best entry"
    yield f"named in the question: {named or 'none'}"
    if considered.topic:
        yield f"it counts: {considered.topic.title}"
