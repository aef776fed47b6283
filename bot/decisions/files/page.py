"""The decision log as one page for a browser: a timeline, a search, filters, and every record in full.

The page needs no network and no server. Without scripts everything is there, only not filtered. Its content security
policy allows its own style and script, by their hashes, and nothing else; every text is escaped.
"""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import sha256
from itertools import groupby

from bot.decisions.files.front_matter import day
from bot.decisions.files.page_parts import choice, shown
from bot.decisions.files.page_record import anchor, record
from bot.decisions.files.page_script import SCRIPT
from bot.decisions.files.page_style import STYLE
from bot.decisions.record import Decision

EMPTY_MONTHS = 120  # shown in a row; a longer pause is not drawn to scale


def as_page(decisions: Sequence[Decision]) -> str:
    """The page of these records."""
    on = {one.id: one for one in decisions}
    newest_first = sorted(decisions, key=lambda one: one.number, reverse=True)
    records = "\n".join(record(one, on) for one in newest_first)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_policy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Decision log</title>
<style>{STYLE}</style>
</head>
<body>
<header>
<h1>Decision log</h1>
{_filters(decisions)}
</header>
{_timeline(decisions)}
<main>
<output id="count">{len(decisions):,} decisions</output>
{records}
<p id="nothing" hidden>No decision matches.</p>
</main>
<script>{SCRIPT}</script>
</body>
</html>
"""


def _policy() -> str:
    return (
        f"default-src 'none'; style-src '{_hashed(STYLE)}'; script-src '{_hashed(SCRIPT)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hashed(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()


def _filters(decisions: Sequence[Decision]) -> str:
    """What the script shows, as it is of no use without."""
    choices = (
        choice("status", "Status", (one.status for one in decisions)),
        choice("topic", "Topic", (one.topic for one in decisions)),
        choice("scope", "Scope", (one.scope for one in decisions)),
    )
    search = '<label class="wide">Search (press /)<input type="search" id="words" autocomplete="off"></label>'
    return (
        f'<form id="filters" role="search" hidden>{search}{"".join(choices)}'
        '<button type="button" id="reset">Show all</button></form>'
    )


def _timeline(decisions: Sequence[Decision]) -> str:
    """The months from the first decision to the last, with those that were made in each."""
    if not decisions:
        return ""
    months = "".join(_months(sorted(decisions, key=lambda one: (day(one), one.number))))
    return f'<nav id="timeline" aria-label="Timeline" tabindex="0"><ol>{months}</ol></nav>'


def _months(decisions: Sequence[Decision]) -> Iterator[str]:
    shown_until: date | None = None
    for month, made in groupby(decisions, key=lambda one: date.fromisoformat(day(one)).replace(day=1)):
        yield from _pause(shown_until, month)
        label = f"{month:%b}<br>{month:%Y}"
        dots = "".join(f"<li>{_dot(one)}</li>" for one in made)
        yield f'<li class="busy"><ul>{dots}</ul><span class="month">{label}</span></li>'
        shown_until = month


def _pause(after: date | None, before: date) -> Iterator[str]:
    """The months without a decision, as far as they are shown."""
    if after is None:
        return
    count = (before.year - after.year) * 12 + before.month - after.month - 1
    if count <= EMPTY_MONTHS:
        yield '<li aria-hidden="true"></li>' * count


def _dot(decision: Decision) -> str:
    label = f"{decision.name}: {decision.title}, {decision.status}"
    return (
        f'<a class="dot {decision.status}" href="#{anchor(decision)}" title="{shown(label)}" '
        f'aria-label="{shown(label)}">{decision.number}</a>'
    )
