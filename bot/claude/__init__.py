"""THE MODEL: transport, deadline and mapping of errors, nothing else; what is asked of it is decided elsewhere.

The library is imported when a `Claude` is made, not before: that takes longer than answering a question.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from bot.errors import ModelError

if TYPE_CHECKING:
    from bot.claude.calling import Call

T = TypeVar("T")

DEADLINE_S = 8.0
BYTE_CAP = 65_536  # of a response as it is sent; a few sentences take about 5,000
OUTPUT_TOKENS = 1_024  # four sentences of slots take about 150; the rest is for models that think first
THREADS = 8  # calls at a time; one more waits, and its waiting counts


@dataclass(frozen=True, slots=True)
class Written:
    """What the model wrote, and the tokens it counted."""

    text: str
    input_tokens: int
    output_tokens: int


class Claude:
    """Asks one model, without tools and without a second try.

    The deadline is kept by the caller's thread, because a server that drips bytes outlasts every timeout of a client:
    when it has passed, the connection is cut, which ends the thread that reads from it.
    """

    def __init__(
        self,
        api_key: str,
        model: str,
        *,
        base_url: str | None = None,
        deadline_s: float = DEADLINE_S,
        byte_cap: int = BYTE_CAP,
    ) -> None:
        from bot.claude.calling import Caller  # noqa: PLC0415  imports the library

        self.model = model
        self._deadline_s = deadline_s
        self._caller = Caller(api_key, model, base_url, deadline_s, byte_cap)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="claude")

    def write(self, system: str, user: str) -> Written:
        """What the model writes; raises `ModelError`, at the latest when the deadline has passed."""
        return self._within_deadline(lambda call: call.written(system, user, OUTPUT_TOKENS))

    def check(self) -> None:
        """Have the key and the model's name looked at, which costs nothing; raises `ModelError`."""
        self._within_deadline(lambda call: call.check())

    def _within_deadline(self, work: "Callable[[Call], T]") -> T:
        call = self._caller.call()
        reading = self._threads.submit(work, call)
        try:
            return reading.result(self._deadline_s)
        except TimeoutError:
            raise ModelError(f"The model did not answer within {self._deadline_s:g} s.") from None
        finally:
            reading.cancel()
            call.cut()

    def close(self) -> None:
        """Take no more calls; those under way end at their deadline."""
        self._threads.shutdown(wait=False, cancel_futures=True)
