"""What can go wrong with a call, as a test scripts it.

    slack.faults.plan("chat.postMessage", faults.stored_then_dropped())
    slack.faults.plan("chat.postMessage", faults.error("is_archived"), channel=general, times=None)

The method "response_url" stands for posts to any of these. Faults of a method are used in the order they were planned.
"""

import threading
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong; `stored` is whether Slack carries the call out nonetheless."""

    status: int = 200
    error: str = ""
    retry_after: int | None = None
    drop: bool = False
    stored: bool = False
    late: bool = False
    body: bytes | None = None
    wire: bytes | None = None
    held: threading.Event | None = None
    released: threading.Event | None = None


def rate_limited(retry_after: int = 1) -> Fault:
    """A 429 with Retry-After, in seconds."""
    return Fault(status=429, error="ratelimited", retry_after=retry_after)


def status(code: int, *, stored: bool = False) -> Fault:
    """An answer with this HTTP status and no JSON, such as 503."""
    return Fault(status=code, body=b"<html>Server Error</html>", stored=stored)


def error(name: str) -> Fault:
    """An answer with ok false: is_archived, not_in_channel, missing_scope, account_inactive, msg_too_long ..."""
    return Fault(error=name)


def stored_then_dropped() -> Fault:
    """It is carried out, and the connection closes without an answer."""
    return Fault(drop=True, stored=True)


def dropped() -> Fault:
    """The connection closes without an answer, and nothing is carried out."""
    return Fault(drop=True)


def stored_late() -> Fault:
    """The connection closes without an answer; it is carried out, but shows only after `slack.release_late()`."""
    return Fault(drop=True, stored=True, late=True)


def malformed(*, stored: bool = True) -> Fault:
    """An answer that is no JSON, though it says it is."""
    return Fault(body=b'{"ok": tru', stored=stored)


def no_http() -> Fault:
    """What comes is no HTTP."""
    return Fault(wire=b"220 mail.example ESMTP\r\n")


def cut_off() -> Fault:
    """The connection closes in the midst of an answer."""
    return Fault(wire=b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"ok": true')


def slow(released: threading.Event, held: threading.Event | None = None) -> Fault:
    """It waits for `released`, then all is well; `held` is set when the call has arrived."""
    return Fault(released=released, held=held, stored=True)


@dataclass(slots=True, eq=False)
class Planned:
    """A fault that waits for its calls; `hits` counts those it met. `times` None is forever, until `stop`."""

    method: str
    fault: Fault
    channel: str
    times: int | None
    hits: int = 0

    def stop(self) -> None:
        """Meet no more calls."""
        self.times = self.hits

    def meets(self, method: str, channel: str) -> bool:
        """Whether it is for this call."""
        in_time = self.times is None or self.hits < self.times
        return in_time and self.method in {"*", method} and self.channel in {"", channel}


@dataclass(slots=True)
class Faults:
    """The faults to come. The method "*" stands for all."""

    planned: list[Planned] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def plan(self, method: str, fault: Fault, *, channel: str = "", times: int | None = 1) -> Planned:
        """Let the next calls go wrong: `times` of them, or all of them where it is None."""
        one = Planned(method, fault, channel, times)
        with self.lock:
            self.planned.append(one)
        return one

    def take(self, method: str, channel: str) -> Fault | None:
        """The fault for a call that arrived, or None."""
        with self.lock:
            for one in self.planned:
                if one.meets(method, channel):
                    one.hits += 1
                    return one.fault
        return None

    def release(self) -> None:
        """Let go of all calls that wait."""
        with self.lock:
            for one in self.planned:
                if one.fault.released is not None:
                    one.fault.released.set()
