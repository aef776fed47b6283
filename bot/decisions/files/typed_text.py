"""What people typed, in a Markdown file: it stays in its place, and comes back the same.

A character that would act on the file's structure (that begins a heading, a rule, a tag or a link's definition, or ends
a line where there can be but one) is written as a character reference, which CommonMark shows as that character and
never takes for structure (https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references). So are
characters that cannot be seen. All else is left as it was typed, with its emphasis, links, lists and fenced code.

Reading puts every reference back, wherever it stands; one that was typed has its `&` written as `&amp;`. So what comes
back does not depend on which characters were thought dangerous.
"""

import re
from collections.abc import Sequence

_REFERENCE = r"(?:#[0-9]{1,7}|lt);"
_TYPED_REFERENCE = re.compile(rf"&(?=(?:amp;)*{_REFERENCE})")
_WRITTEN_REFERENCE = re.compile(rf"&#(?P<code>[0-9]{{1,7}});|&lt;|&amp;(?=(?:amp;)*{_REFERENCE})")
_LAST_CODE = 0x10FFFF

# Control characters but tab and line feed, marks that reverse the direction of text, and what is no character.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")
_LINE_END = re.compile("[\n\t]|^ | $")
_BLOCK_EDGE = re.compile(r"\A[\n \t]|\n\Z|[ \t]$", re.MULTILINE)
_TAG = re.compile(r"<(?=[A-Za-z/!?])(?!https?://[^\s<>]*>)")
_DEFINITION = re.compile(r"\](?=:)")
_RULE = re.compile(r"^(?P<before>[ \t>]*)(?P<token>[-=_*])(?=[-=_* \t]*$)")
_OPENING = re.compile(r"^(?P<before>(?:[ \t>]|[-*+](?=[ \t])|[0-9]{1,9}[.)](?=[ \t]))*)(?P<token>#|`(?=``)|~(?=~~))")
_CLOSING_HASHES = re.compile(r"(?:^|(?<= ))#(?=#*$)")
_FENCE = re.compile(r"(?P<marks>`{3,})[^`]*|(?P<waves>~{3,}).*")
_FENCE_END = re.compile(r" {0,3}(?P<marks>`{3,}|~{3,})[ \t]*")


def in_line(text: str, apart: str = "") -> str:
    """The text on one line. `apart` is what separates it from the next there: it does not occur in the result."""
    spelled = _inert(_LINE_END.sub(_spelled, _seen(text)))
    if apart:
        spelled = spelled.replace(apart, _reference(apart[0]) + apart[1:])
    return _begun(spelled)


def in_heading(text: str) -> str:
    """The text as a heading: number signs at its end are text too."""
    return _CLOSING_HASHES.sub(_spelled, in_line(text))


def in_block(text: str, *, inset: bool = False) -> str:
    """The text as paragraphs, without an empty line at its edges. `inset`: it begins after other text on the line."""
    lines = _BLOCK_EDGE.sub(_spelled, _seen(text)).split("\n")
    code = fenced(lines)
    if inset and code[0]:
        code = [False, *fenced(lines[1:])]
    written = [line if is_code else _begun(_inert(line)) for line, is_code in zip(lines, code, strict=True)]
    return "\n".join(written)


def typed(written: str) -> str:
    """The text as it was typed, from any of the forms above."""
    return _WRITTEN_REFERENCE.sub(_unspelled, written)


def fenced(lines: Sequence[str]) -> list[bool]:
    """Which lines are fenced code, the fences included. A fence begins at the margin; one without an end is none."""
    code = [False] * len(lines)
    endless: dict[str, int] = {}  # from how many marks on no end follows any more
    at = 0
    while at < len(lines):
        opening = _FENCE.fullmatch(lines[at])
        marks = (opening["marks"] or opening["waves"]) if opening else ""
        if marks and len(marks) < endless.get(marks[0], len(marks) + 1):
            end = _fence_end(lines, at, marks)
            if end:
                code[at : end + 1] = [True] * (end + 1 - at)
                at = end
            else:
                endless[marks[0]] = len(marks)
        at += 1
    return code


def _fence_end(lines: Sequence[str], at: int, marks: str) -> int:
    """The line that ends the fence, 0 for none."""
    for number in range(at + 1, len(lines)):
        closing = _FENCE_END.fullmatch(lines[number])
        if closing and closing["marks"].startswith(marks):
            return number
    return 0


def _seen(text: str) -> str:
    return _UNSEEN.sub(_spelled, _TYPED_REFERENCE.sub("&amp;", text))


def _inert(text: str) -> str:
    """The text without tags and without definitions that would hold in the whole file."""
    return _DEFINITION.sub(_spelled, _TAG.sub("&lt;", text))


def _begun(line: str) -> str:
    """The line so that it begins no block that would end the one around it."""
    for pattern in (_RULE, _OPENING):
        line = pattern.sub(lambda match: match["before"] + _reference(match["token"]), line)
    return line


def _spelled(match: re.Match[str]) -> str:
    return _reference(match.group())


def _reference(character: str) -> str:
    return f"&#{ord(character)};"


def _unspelled(match: re.Match[str]) -> str:
    if not match["code"]:
        return "<" if match.group() == "&lt;" else "&"
    code = int(match["code"])
    return chr(code) if code <= _LAST_CODE else match.group()
