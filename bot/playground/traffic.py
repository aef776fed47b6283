"""Every payload both ways, as the inspector lists it: what Slack sent to the bot, and what the bot asked of Slack."""

from datetime import UTC, datetime
from operator import attrgetter

from bot.fake_slack import Call, Delivery, FakeSlack
from bot.fake_slack.shapes import UNANSWERED, Json

SHOWN = 400  # the last ones; a page need not draw a week's traffic


class Traffic:
    """Numbers deliveries and calls in the order in which they are first seen."""

    def __init__(self, slack: FakeSlack) -> None:
        self._slack = slack
        self._listed: list[Delivery | Call] = []
        self._deliveries = self._calls = 0

    def listed(self) -> dict[str, Json]:
        """The last ones, each in a line, by number; to be called while nothing in the workspace changes."""
        slack = self._slack
        fresh: list[Delivery | Call] = [*slack.deliveries[self._deliveries :], *slack.all_calls[self._calls :]]
        self._deliveries, self._calls = len(slack.deliveries), len(slack.all_calls)
        self._listed += sorted(fresh, key=attrgetter("at"))
        first = max(0, len(self._listed) - SHOWN)
        last = enumerate(self._listed[first:], start=first)
        return {f"traffic/{number}": {"number": number, **_line(one)} for number, one in last}

    def payloads(self, number: int) -> Json | None:
        """What was sent and what was answered, whole; None where there is no such number."""
        with self._slack.changed:
            if not 0 <= number < len(self._listed):
                return None
            one = self._listed[number]
            if isinstance(one, Call):
                return {"sent": one.args, "answered": one.answered}
            return {"sent": one.payload, "answered": one.acks[0].payload if one.acks else None}


def _line(one: Delivery | Call) -> Json:
    if isinstance(one, Call):
        return {
            "way": "from_app",
            "name": one.method,
            "at": _instant(one.at),
            "outcome": _became(one),
            "reasons": list(one.reasons),
            "took_ms": None if one.took_ms is None else round(one.took_ms),
        }
    ack = one.acks[0] if one.acks else None
    return {
        "way": "to_app",
        "name": _name(one),
        "at": _instant(one.at),
        "outcome": _outcome(one),
        "reasons": list(one.reasons),
        "took_ms": round(ack.latency_s * 1_000) if ack else None,
    }


def _became(call: Call) -> str:
    if call.outcome == UNANSWERED:
        return "waiting"
    return f"refused: {call.outcome}" if call.outcome else "ok"


def _outcome(delivery: Delivery) -> str:
    if not delivery.acks:
        return "waiting"
    if delivery.error:
        return f"refused: {delivery.error}"
    return "acked" if delivery.acked else f"refused: {delivery.acks[0].status}"


def _name(delivery: Delivery) -> str:
    """What kind of payload it is, and which of these."""
    payload = delivery.payload
    if "event" in payload:
        return f"event {payload['event'].get('type', '')}"
    if "command" in payload:
        return f"command {payload['command']}"
    return str(payload.get("type", delivery.kind))


def _instant(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat()
