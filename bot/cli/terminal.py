"""An answer as a card for the terminal: a panel with the advice, then figures as bars or a table, then the sources.

Every text of a question or of the knowledge goes through `_text`, which makes a `Text` of it: rich reads markup and
emoji names in plain strings only, so what looks like markup is printed as it is. Nothing is told by colour alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.measure import Measurement
from rich.padding import Padding
from rich.panel import Panel
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from bot.advice.answer import Answer, Citation, Figure, Outcome
from bot.advice.markdown import (
    QUESTION_LIMIT,
    age_in_words,
    all_sides,
    by_publication,
    headline,
    marks,
    one_line,
    side_title,
    unit_note,
)
from bot.knowledge.entries import Comparison, OptionId, Statement

CARD_WIDTH = 110  # columns; longer lines are hard to read
BAR_WIDTH = 36  # columns
_BORDERS = {Outcome.ANSWER: "green", Outcome.CLARIFY: "yellow", Outcome.CLOSEST: "yellow", Outcome.NONE: "red"}
_PLAIN = str.maketrans({"█": "#", "•": "*", "…": ".", "–": "-", "—": "-", "’": "'", "×": "x", "≤": "<", "≥": ">"})


def answer_view(answer: Answer) -> RenderableType:
    """The card; rich decides on colour, and on ASCII where the terminal's encoding has nothing else."""
    return fitting(Group(_panel(answer), *_figures(answer), *_flips(answer), *_sources(answer)))


def fitting(inner: RenderableType) -> RenderableType:
    """What is given, no wider than a card, and in ASCII where the output can't encode more."""
    return _Fitting(inner)


@dataclass(frozen=True, slots=True)
class _Fitting:
    inner: RenderableType

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        fitting = options.update(width=min(CARD_WIDTH, options.max_width))
        for segment in console.render(self.inner, fitting):
            yield Segment(_ascii(segment.text), *segment[1:]) if options.ascii_only else segment


@dataclass(frozen=True, slots=True)
class _Bar:
    """A bar filled to a share, at most 1, of the columns it gets; empty where the share is negative."""

    share: float
    style: str

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        full = round(self.share * options.max_width)
        yield Segment("█" * max(full, self.share > 0), console.get_style(self.style))

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement(min(4, options.max_width), min(BAR_WIDTH, options.max_width))


def _panel(answer: Answer) -> Panel:
    blocks = [block for block in _blocks(answer) if block]
    spaced = [part for block in blocks for part in (Text(), *block)][1:]
    subtitle = f"{answer.confidence} match" if answer.outcome is Outcome.ANSWER else ""
    return Panel(
        Group(*spaced),
        title=_text(answer.pick_title if answer.pick else headline(answer), "bold"),
        title_align="left",
        subtitle=Text(subtitle),
        subtitle_align="right",
        border_style=_BORDERS[answer.outcome],
        padding=(1, 2),
    )


def _blocks(answer: Answer) -> Iterator[list[RenderableType]]:
    """The panel's blocks, some of them empty."""
    yield _asked(answer)
    yield [_text(headline(answer), "bold")] if answer.pick and headline(answer) != answer.pick_title else []
    yield [_text(answer.reason)] if answer.reason else []
    yield _listed("Why", answer.why)
    yield _listed("What you give up", answer.gives_up)
    yield _listed("Not when", answer.not_when)
    if answer.clarification:
        choices = [_with_id(label, id_) for label, id_ in answer.clarification.choices]
        numbers = [f"{number}." for number in range(1, len(choices) + 1)]
        yield [_text(answer.clarification.question, "bold"), _items(choices, numbers)]
    if answer.nearest and not answer.clarification:
        nearest = [_with_id(title, entry) for entry, title in answer.nearest]
        yield [Text("The nearest I have", "bold"), _items(nearest, ["•"] * len(nearest))]


def _asked(answer: Answer) -> list[RenderableType]:
    """The question, and how it was read."""
    rows = [("You asked", _text(answer.question, limit=QUESTION_LIMIT))]
    corrections = ", ".join(f"{old} as {new}" for old, new in answer.corrections)
    rows += [("I read", _text(corrections, "yellow"))] if corrections else []
    rows += [("You have", _text(title)) for title in (answer.signals or {}).values()]
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    labels = [label for label, _ in rows]
    for number, (label, value) in enumerate(rows):
        table.add_row("" if label in labels[:number] else label, value)
    return [table]


def _listed(title: str, statements: Sequence[Statement]) -> list[RenderableType]:
    if not statements:
        return []
    said = [_with_id(statement.text, statement.entry) for statement in statements]
    return [Text(title, "bold"), _items(said, ["•"] * len(said))]


def _items(texts: Iterable[Text], marks: Iterable[str]) -> Table:
    """A list with its marks hanging in front."""
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for mark, text in zip(marks, texts, strict=True):
        table.add_row(Text(mark), text)
    return table


def _figures(answer: Answer) -> Iterator[RenderableType]:
    """Bars for each figure that has a number on every side, one table for the others."""
    drawn = [figure for figure in answer.figures if figure.comparison.values.keys() >= figure.comparison.sides.keys()]
    worded = [figure for figure in answer.figures if figure not in drawn]
    width = max((cell_len(side_title(answer, option)) for option in all_sides(drawn)), default=0)
    yield from (_below(_heading(figure), _bars(answer, figure, width)) for figure in drawn)
    if worded:
        yield _below(_comparison(answer, worded))


def _heading(figure: Figure) -> Text:
    note = unit_note(figure.comparison)
    return _text(figure.title, "bold").append(f" ({note})" if note else "", "not bold").append_text(_id(figure.entry))


def _bars(answer: Answer, figure: Figure, title_width: int) -> Table:
    """A line for each side: its name, the printed value, a bar, and whether it wins."""
    comparison = figure.comparison
    largest = max(comparison.values.values(), default=0)
    table = Table.grid(padding=(0, 2))
    table.add_column(min_width=title_width, overflow="fold")
    table.add_column(justify="right", overflow="fold")
    table.add_column()
    table.add_column(overflow="fold")
    for option, printed in comparison.sides.items():
        wins = option == comparison.winner
        style = "green" if wins else "blue"
        share = comparison.values[option] / largest if largest > 0 else 0.0
        table.add_row(
            _text(side_title(answer, option)),
            _text(printed, "bold" if wins else ""),
            _Bar(share, style),
            _wins(comparison.margin) if wins else Text(),
        )
    return table


def _comparison(answer: Answer, figures: Sequence[Figure]) -> Table:
    """A table with a column for each side; the winner's cell says so."""
    options = all_sides(figures)
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column(Text("Compared"), overflow="fold")
    for option in options:
        table.add_column(_text(side_title(answer, option)), overflow="fold")
    for figure in figures:
        table.add_row(_heading(figure), *(_cell(figure.comparison, option) for option in options))
    return table


def _cell(comparison: Comparison, option: OptionId) -> Text:
    printed = comparison.sides.get(option, "")
    if option != comparison.winner:
        return _text(printed)
    return _text(printed, "bold").append("\n").append_text(_wins(comparison.margin))


def _wins(margin: str) -> Text:
    return _text(f"wins ({margin})" if margin else "wins", "green")


def _flips(answer: Answer) -> Iterator[RenderableType]:
    if answer.flips:
        yield _below(*_listed("What would change this", [flip.statement for flip in answer.flips]))


def _sources(answer: Answer) -> Iterator[RenderableType]:
    """The entries cited, under the publication they come from; what is declined cites nothing."""
    if answer.outcome is not Outcome.ANSWER or not answer.sources:
        return
    parts: list[RenderableType] = [Text("Sources", "bold")]
    for publication, citations in by_publication(answer.sources).items():
        table = Table.grid(padding=(0, 2))
        for _ in range(3):
            table.add_column(overflow="fold")
        for citation in citations:
            table.add_row(_text(citation.entry, "dim"), _text(citation.heading), _age(citation))
        parts += [_text(publication or "without a publication"), Padding(table, (0, 0, 0, 2))]
    yield _below(*parts, _text(f"knowledge {answer.knowledge_version}", "dim"))


def _age(citation: Citation) -> Text:
    day = f"{citation.as_of}, " if citation.as_of else ""
    text = Text(f"{day}{age_in_words(citation)}")
    for mark in marks(citation):
        text.append(", ").append(mark, "yellow")
    return text


def _below(*parts: RenderableType) -> Padding:
    """What stands under the panel, set off by a blank line."""
    return Padding(Group(*parts), (1, 0, 0, 1))


def _with_id(text: str, id_: str) -> Text:
    return _text(text).append_text(_id(id_))


def _id(id_: str) -> Text:
    return Text(" ").append(f"[{one_line(id_)}]", "dim not bold")


def _text(text: str, style: str = "", limit: int | None = None) -> Text:
    """A text that is printed as it is, on one line until it wraps."""
    return Text(one_line(text, limit), style)


def _ascii(text: str) -> str:
    """The text in ASCII, as wide as it was."""
    return "".join(c if c.isascii() else "?" * cell_len(c) for c in text.translate(_PLAIN))
