"""Pieces of HTML around texts that people typed, all of them escaped."""

import re
from collections.abc import Iterable
from html import escape

_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
_ADDRESS = re.compile(r"https?://[^\s<>\"']+")


def shown(text: str) -> str:
    """The text, escaped; what a page cannot hold, or what would turn the rest of the line round, is replaced."""
    return escape(_NO_TEXT.sub("�", text))


def paragraph(text: str) -> str:
    """The text with its line breaks."""
    return f'<p class="typed">{shown(text)}</p>'


def bullets(texts: Iterable[str]) -> str:
    """A list of texts."""
    return "<ul>" + "".join(f'<li class="typed">{shown(text)}</li>' for text in texts) + "</ul>"


def part(heading: str, body: str, *, of: object = True) -> str:
    """A heading and what is below it, empty where there is nothing `of` it."""
    return f"<h3>{shown(heading)}</h3>{body}" if of else ""


def address(text: str) -> str:
    """A link, where the text is an address on the web and nothing else."""
    label = shown(text)
    return f'<a href="{label}" rel="noopener noreferrer">{label}</a>' if _ADDRESS.fullmatch(text) else label


def terms(pairs: Iterable[tuple[str, str]]) -> str:
    """Names and what they stand for, which is HTML already; empty ones are left out."""
    rows = "".join(f"<dt>{shown(name)}</dt><dd>{html}</dd>" for name, html in pairs if html)
    return f"<dl>{rows}</dl>" if rows else ""


def choice(name: str, label: str, values: Iterable[str]) -> str:
    """A filter by one of these values, or by none."""
    options = "".join(f'<option value="{shown(value)}">{shown(value)}</option>' for value in sorted(set(values)))
    return f'<label>{label}<select id="{name}"><option value="">all</option>{options}</select></label>'
