"""Metrics for Prometheus, counted from the log's own events, so that the two never tell different stories.

An event is counted whether or not the log's level lets it through. Labels are closed sets: kinds, results, methods and
outcomes, never ids.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import product

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from structlog.typing import EventDict, WrappedLogger

from bot.conversation.mail import Method

ACK_EDGES_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0)  # Slack waits three seconds

# What an alert waits for. Their series are there from the start: of one that begins with its first event, Prometheus
# does not see that it grew.
RARE = (
    *("listener_failed", "delivery_failed", "courier_stumbled", "check_failed"),
    *("duty_failed", "tidying_failed", "workspace_unreadable"),
)
ENDS = ("sent", "postponed", "doubtful", "died")

Reading = Mapping[str, float]  # the value of a gauge by its label


class Metrics:
    """What happened in this process, and what can be read of it now."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)
        self._events = Counter("stackbot_events", "Events of the log.", ["event"], registry=self._registry)
        self._requests = Histogram(
            "stackbot_request_seconds",
            "From a delivery's arrival to its ack.",
            ["kind", "result"],
            buckets=ACK_EDGES_S,
            registry=self._registry,
        )
        self._answers = Counter("stackbot_answers", "Questions answered.", ["outcome"], registry=self._registry)
        self._mails = Counter(
            "stackbot_mails", "What became of what was to be sent.", ["method", "end"], registry=self._registry
        )

        for event in RARE:
            self._events.labels(event)
        for method, end in product(Method, ENDS):
            self._mails.labels(method.value, end)

    def count(self, _logger: WrappedLogger, _level: str, event: EventDict) -> EventDict:
        """Count an event of the log, and give it back as it is."""
        match event:
            case {"event": "request_handled", "kind": str(kind), "result": str(result), "ms": float(ms)}:
                self._requests.labels(kind, result).observe(ms / 1000)
            case {"event": "question_answered", "outcome": outcome}:
                self._answers.labels(str(outcome)).inc()
            case {"event": str(name), "method": str(method)} if name.startswith("mail_"):
                self._mails.labels(method, name.removeprefix("mail_")).inc()
        self._events.labels(str(event["event"])).inc()
        return event

    def watch(self, name: str, about: str, label: str, read: Callable[[], Reading]) -> None:
        """Read a gauge whenever somebody looks; reading it must not wait for anything."""
        self._registry.register(_Gauge(name, about, label, read))

    def exposition(self) -> bytes:
        """All of it in Prometheus' text format (prometheus.io/docs/instrumenting/exposition_formats)."""
        return generate_latest(self._registry)


class _Gauge(Collector):
    def __init__(self, name: str, about: str, label: str, read: Callable[[], Reading]) -> None:
        self._name = name
        self._about = about
        self._labels: Sequence[str] = (label,)
        self._read = read

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """Its name without a value, so that registering it reads nothing."""
        return [GaugeMetricFamily(self._name, self._about, labels=self._labels)]

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Its value now."""
        gauge = GaugeMetricFamily(self._name, self._about, labels=self._labels)
        for label, value in self._read().items():
            gauge.add_metric([label], value)
        yield gauge
