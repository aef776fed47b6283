"""The log: one line an event on standard error, as JSON or as text, without a secret or a message's text in it.

Our own events are structlog's: a past-tense name and ids. The libraries write through `logging`, and below WARNING some
write whole bodies, tokens and parameters (Bolt a request with a bad signature, slack_sdk every call, anthropic every
prompt), so from them only warnings and errors are taken, whatever the level, and of those no body. What is left passes
a sieve for secrets: the values we know, and whatever has the shape of one.
"""

import json
import logging
import re
import sys
from collections.abc import Callable, Sequence
from typing import Literal, TextIO, cast
from urllib.parse import quote

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

REDACTED = "[redacted]"
SHORTEST_SECRET = 4  # characters; a shorter value would black out half of every line

_SHAPES = re.compile(
    r"xox[a-z](?:\.xox[a-z])?-[\w-]+"  # Slack's tokens
    r"|xapp-[\w-]+"
    r"|sk-ant-[\w-]+"
    r"|(?<=//hooks\.slack\.com/)[^\s\"'\\]+"  # a response_url lets anyone post
    r"|(?<=//hooks\.slack-gov\.com/)[^\s\"'\\]+"
    r"|(?<=://)[^\s/\"'\\]*:[^\s/\"'\\]*(?=@)"  # user and password of an address
    r"|(?i:(?<=bearer )|(?<=basic ))[\w.~+/=-]{8,}"
    r"|(?i:(?<=ticket=)|(?<=password=)|(?<=token=))[^\s&\"'\\,)]+"
)
# Where a library's message goes on with somebody's data. After the first of these nothing is printed.
_DATA = re.compile(r"[{\n]|\[(?=[\[\"'(])|\b(?:payload|body|data|format)(?=: )|(?<=\()b?['\"]")
_ERROR_NAME = re.compile(r"""['"]error['"]: ['"](\w+)['"]""")
# What a traceback shows of data: Slack's answer, SQL's parameters, PostgreSQL's rows, values that pydantic refused.
_VALUES = re.compile(r"(The server responded with: |\[parameters: |DETAIL: |input_value=)([^\n]*)")
_NO_WARNING = "As you gave `client` as well, `token` will be unused"


def configure_logs(
    level: str, form: Literal["json", "text"] | None, secrets: Sequence[str], *beside: Processor
) -> None:
    """Send every log line of this process to standard error, from `level` up.

    Without a form it is text in a terminal and JSON elsewhere. None of `secrets` is printed, nor what looks like one.
    Each of `beside` sees all of our events, whatever the level.
    """
    handler = _StandardError()
    handler.setFormatter(_formatter(form or ("text" if _in_a_terminal() else "json"), _sieve(secrets)))
    handler.setLevel(level.upper())  # some libraries set a level of their own, which the root's does not touch
    handler.addFilter(_is_wanted)
    root = logging.getLogger()
    for other in [other for other in root.handlers if isinstance(other, _StandardError)]:
        root.removeHandler(other)
    root.addHandler(handler)
    root.setLevel(level.upper())
    structlog.configure(
        processors=[
            *beside,
            structlog.stdlib.filter_by_level,
            structlog.contextvars.merge_contextvars,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
    )


class _StandardError(logging.StreamHandler[TextIO]):
    """Writes to what is standard error at the time; a line that cannot be written is not shown in the complaint."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]  # logging's own last resort does the same
        """Standard error."""
        return sys.stderr

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  logging's name
        """Say which logger it was; logging's own way would print the record."""
        if sys.stderr and not sys.stderr.closed:
            sys.stderr.write(f"A log line of {record.name} could not be written.\n")


def _in_a_terminal() -> bool:
    return bool(sys.stderr) and sys.stderr.isatty()


def _is_wanted(record: logging.LogRecord) -> bool:
    """Whether a record is ours, or at least a warning.

    Bolt finds our token in the environment and warns that it does not use it, which is as we want it.
    """
    if _is_ours(record):
        return True
    if str(record.msg).startswith(_NO_WARNING):
        return False
    return record.levelno >= logging.WARNING


def _is_ours(record: logging.LogRecord) -> bool:
    """Whether it came through structlog, which nobody else here uses."""
    return hasattr(record, "_logger")


def _without_data(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """A library's message up to where its data start."""
    message = str(event["event"])
    if found := _DATA.search(message):
        event["event"] = message[: found.start()].rstrip() + _in_place_of(message[found.start() :])
    return event


def _without_values(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """A traceback without the values that some errors show."""
    if "exception" in event:
        event["exception"] = _VALUES.sub(lambda found: found[1] + _in_place_of(found[2]), event["exception"])
    return event


def _in_place_of(data: str) -> str:
    """What is printed instead of data: dots, and the name of Slack's error if they hold one."""
    error = _ERROR_NAME.search(data)
    return f"… {error[1]}" if error else "…"


_SHARED: tuple[Processor, ...] = (
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,  # at once, as the text renderer's own tracebacks print variables
    _without_values,
)


def _sieve(secrets: Sequence[str]) -> Callable[[str], str]:
    """Takes secrets out of a line, however often their characters were escaped on the way there."""
    spelled = ["".join(map(_spelled, secret)) for secret in secrets if len(secret) >= SHORTEST_SECRET]
    known = re.compile("|".join(sorted(spelled, key=len, reverse=True))) if spelled else None

    def sifted(line: str) -> str:
        return _SHAPES.sub(REDACTED, known.sub(REDACTED, line) if known else line)

    return sifted


def _spelled(character: str) -> str:
    """A pattern of the ways in which a character may be written: as it is, in JSON, by `repr`, in an address."""
    in_address = quote(character, safe="", errors="replace")
    if character == "\\":
        return rf"(?:\\+|{in_address})"
    ways = {character, json.dumps(character)[1:-1], ascii(character)[1:-1], in_address}
    patterns = [re.escape(way.lstrip("\\")).replace(r"\\", r"\\+") for way in sorted(ways)]
    return rf"\\*(?:{'|'.join(patterns)})"


def _formatter(form: Literal["json", "text"], sieve: Callable[[str], str]) -> logging.Formatter:
    renderer: Processor = structlog.processors.JSONRenderer()
    if form == "text":
        renderer = structlog.dev.ConsoleRenderer(colors=_in_a_terminal())

    def rendered(logger: WrappedLogger, name: str, event: EventDict) -> str:
        return sieve(cast("str", renderer(logger, name, event)))

    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*_SHARED, _without_data],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, rendered],
    )
