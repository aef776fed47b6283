"""What the lint has to say about one thing."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to mend: `where` names the thing, the message says what is wrong with it and what to do."""

    severity: Severity
    where: str
    message: str


def error(where: str, message: str) -> Finding:
    """Return a finding that makes an answer wrong or impossible."""
    return Finding("error", where, message)


def warning(where: str, message: str) -> Finding:
    """Return a finding that makes an answer weaker."""
    return Finding("warning", where, message)
