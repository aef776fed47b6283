"""What is wrong with a table or a chart."""

from collections.abc import Iterator

from bot.fake_slack.limits.rich_text import rich_text
from bot.fake_slack.limits.values import Json, is_number, items, kind, length, string, text_size

_MOST_IN_TABLE = 10_000  # characters


def table(block: Json, at: str) -> Iterator[str]:
    """Its rows, columns and cells."""
    yield from length(block.get("rows"), f"{at}/rows", 100)
    if "column_settings" in block:
        yield from length(block["column_settings"], f"{at}/column_settings", 20)
    if (size := text_size(block)) > _MOST_IN_TABLE:
        yield f"{at}: {size} characters of at most {_MOST_IN_TABLE}"
    for number, row in items(block.get("rows")):
        yield from length(row, f"{at}/rows/{number}", 20)
        for column, cell in items(row):
            yield from _cell(cell, f"{at}/rows/{number}/{column}")


def _cell(cell: Json, at: str) -> Iterator[str]:
    match kind(cell):
        case "raw_text":
            text = cell.get("text")
            if not isinstance(text, str) or not text.strip():
                yield f"{at}: an empty cell"
        case "rich_text":
            yield from rich_text(cell, at)
        case "raw_number" if is_number(cell.get("value")):
            return
        case _:
            yield f"{at}: unknown type of cell"


def chart(block: Json, at: str) -> Iterator[str]:
    """Its title, and its segments or series."""
    yield from string(block.get("title"), f"{at}/title", 50, least=1)
    drawn = block.get("chart")
    if kind(drawn) == "pie":
        yield from length(drawn.get("segments"), f"{at}/segments", 12)
        yield from _points(drawn.get("segments"), f"{at}/segments")
    elif kind(drawn) in {"bar", "area", "line"}:
        yield from _axes(drawn, at)
    else:
        yield f"{at}/chart: unknown type of chart"


def _axes(drawn: Json, at: str) -> Iterator[str]:
    given = drawn.get("axis_config")
    axes = given if isinstance(given, dict) else {}
    yield from length(axes.get("categories"), f"{at}/categories", 20)
    names = [name for _, name in items(axes.get("categories"))]
    for number, name in enumerate(names):
        yield from string(name, f"{at}/categories/{number}", 20, least=1)
    for name in ("x_label", "y_label"):
        yield from string(axes.get(name, "-"), f"{at}/{name}", 50, least=1)
    yield from _series(drawn, at, names)


def _series(drawn: Json, at: str, names: list[Json]) -> Iterator[str]:
    yield from length(drawn.get("series"), f"{at}/series", 12)
    for number, series in items(drawn.get("series")):
        here = f"{at}/series/{number}"
        held = series if isinstance(series, dict) else {}
        yield from string(held.get("name"), f"{here}/name", 20, least=1)
        yield from _points(held.get("data"), f"{here}/data")
        if [point.get("label") for _, point in items(held.get("data")) if isinstance(point, dict)] != names:
            yield f"{here}/data: its labels must be the categories"


def _points(points: Json, at: str) -> Iterator[str]:
    yield from length(points, at, 20)
    for number, point in items(points):
        held = point if isinstance(point, dict) else {}
        yield from string(held.get("label"), f"{at}/{number}/label", 20, least=1)
        if not is_number(held.get("value")):
            yield f"{at}/{number}/value: must be a number"
