"""Traces for OpenTelemetry, made of the log's own events as the metrics are: a span for each delivery.

Its events are those that the delivery led to before its ack, with the ids that the log gives them and nothing else.
"""

import time
from collections.abc import Mapping

import structlog
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.trace import Status, StatusCode
from structlog.typing import EventDict, WrappedLogger

NAME = "stackbot"
PATH = "/v1/traces"  # opentelemetry.io/docs/specs/otlp, "OTLP/HTTP Request"
AT_WORK = 1_000  # deliveries whose events are kept until they end; there are fewer threads
BATCH = 512  # spans; more are dropped, so that a collector which hangs holds up the end but once
SEND_S = 2.0  # which the bot may wait for a collector when it ends
_NS_PER_MS = 1_000_000

Attributes = Mapping[str, str | int | float | bool]


def otlp(url: str) -> SpanExporter:
    """What sends spans to a collector."""
    return OTLPSpanExporter(url.rstrip("/") + PATH, timeout=SEND_S)


class Tracing:
    """Makes spans and hands them to an exporter, in a thread of its own."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._provider = TracerProvider(resource=Resource({SERVICE_NAME: NAME}), shutdown_on_exit=False)
        self._provider.add_span_processor(
            BatchSpanProcessor(exporter, max_queue_size=BATCH, max_export_batch_size=BATCH)
        )
        self._tracer = self._provider.get_tracer(NAME)
        self._before: dict[str, list[tuple[int, str, Attributes]]] = {}

    def trace(self, _logger: WrappedLogger, _level: str, event: EventDict) -> EventDict:
        """Take an event of the log, and give it back as it is."""
        request = structlog.contextvars.get_contextvars().get("request")
        if not isinstance(request, str):
            return event
        name, now = str(event["event"]), time.time_ns()
        if name == "request_handled":
            self._end(request, event, now)
        elif len(self._before) < AT_WORK or request in self._before:
            self._before.setdefault(request, []).append((now, name, _attributes(event)))
        return event

    def close(self) -> None:
        """Send what is left."""
        self._provider.shutdown()

    def _end(self, request: str, event: EventDict, now: int) -> None:
        began = now - int(float(event["ms"]) * _NS_PER_MS)
        span = self._tracer.start_span(f"slack {event['kind']}", start_time=began, attributes=_attributes(event))
        span.set_attribute("request", request)
        for at, name, attributes in self._before.pop(request, ()):
            span.add_event(name, attributes, at)
        if event["result"] != "acked":
            span.set_status(Status(StatusCode.ERROR))
        span.end(now)


def _attributes(event: EventDict) -> Attributes:
    """What the log says of an event, but for its name and sentences about errors."""
    return {
        name: value
        for name, value in event.items()
        if name not in {"event", "error", "exc_info"} and isinstance(value, str | int | float | bool)
    }
