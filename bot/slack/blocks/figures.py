"""Figures: all of them in one table, and a bar chart for a row whose sides are numbers."""

from collections.abc import Iterator
from math import isfinite

from bot.advice.answer import Answer, Figure
from bot.advice.markdown import all_sides, side_title, unit_note
from bot.slack.blocks.card import Block
from bot.slack.blocks.limits import CELLS_LIMIT
from bot.slack.blocks.mrkdwn import EMPTY, seen

CHARTS_LIMIT = 2  # a message; the limits below: docs.slack.dev/reference/block-kit/blocks/data-visualization-block
TITLE_LIMIT = 50
LABEL_LIMIT = 20
LEAST_BARS, BARS_LIMIT = 2, 20


def figure_table(answer: Answer, limit: int) -> list[Block]:
    """One table: a row a figure, a column a side; nothing where there are no figures."""
    if not answer.figures:
        return []
    options = all_sides(answer.figures)[: CELLS_LIMIT - 2]
    head = ["Figure", *(side_title(answer, option) for option in options), "Winner"]
    rows = [[_cell(text, limit) for text in head]]
    for figure in answer.figures:
        comparison = figure.comparison
        unit = unit_note(comparison)
        sides = [comparison.sides.get(option, "") for option in options]
        rows.append(
            [
                _cell(text, limit)
                for text in (f"{figure.title} ({unit})" if unit else figure.title, *sides, _winner(answer, figure))
            ]
        )
    return [{"type": "table", "column_settings": [{"is_wrapped": True}], "rows": rows}]


def figure_charts(answer: Answer) -> Iterator[Block]:
    """Bars for the first rows of which two sides or more are plain numbers."""
    charts = (chart for figure in answer.figures if (chart := _chart(answer, figure)))
    for _, chart in zip(range(CHARTS_LIMIT), charts, strict=False):
        yield chart


def _winner(answer: Answer, figure: Figure) -> str:
    comparison = figure.comparison
    if not comparison.winner:
        return ""
    margin = f" ({comparison.margin})" if comparison.margin else ""
    return f"{side_title(answer, comparison.winner)}{margin}"


def _chart(answer: Answer, figure: Figure) -> Block | None:
    """Bars of one unit; None where there are not two or more numbers with names of their own."""
    values = figure.comparison.values
    bars = {_label(side_title(answer, option)): value for option, value in values.items() if isfinite(value)}
    if not LEAST_BARS <= len(bars) == len(values) <= BARS_LIMIT:
        return None
    data = [{"label": label, "value": float(value)} for label, value in bars.items()]
    axis = {"categories": list(bars), "y_label": seen(unit_note(figure.comparison), TITLE_LIMIT) or "value"}
    series = {"name": _label(figure.comparison.unit or "value"), "data": data}
    chart = {"type": "bar", "series": [series], "axis_config": axis}
    return {"type": "data_visualization", "title": seen(figure.title, TITLE_LIMIT) or EMPTY, "chart": chart}


def _label(text: str) -> str:
    return seen(text, LABEL_LIMIT) or EMPTY


def _cell(text: str, limit: int) -> Block:
    return {"type": "raw_text", "text": seen(text, limit) or EMPTY}
