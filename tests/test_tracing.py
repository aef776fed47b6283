"""Traces: a span for each delivery, with what it led to, and nothing that anybody wrote."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
import structlog
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from bot.logs import configure_logs
from bot.tracing import Tracing, otlp

pytestmark = pytest.mark.usefixtures("logs_as_before")

Received = list[tuple[str, bytes]]


@pytest.fixture
def collector() -> Iterator[tuple[str, Received]]:
    """A collector's address, and what it receives."""
    received: Received = []

    class Collecting(BaseHTTPRequestHandler):
        """Takes whatever is posted."""

        def do_POST(self) -> None:
            """Keep it."""
            received.append((self.path, self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Collecting)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", received
    server.shutdown()
    thread.join()
    server.server_close()


def delivery(tracing: Tracing, result: str = "acked") -> None:
    """What the log tells of a delivery."""
    configure_logs("error", "json", (), tracing.trace)
    log = structlog.get_logger()
    with structlog.contextvars.bound_contextvars(request="ab12cd34"):
        log.warning("record_not_written", error="canary of a sentence")
        log.info("question_answered", team="T1", question="Q1", outcome="picked")
        log.info("request_handled", kind="command", result=result, ms=250.0)
    log.info("mail_sent", team="T1", number=1, method="chat.postMessage")


def test_a_delivery_is_a_span_with_what_it_led_to() -> None:
    """It lasts as long as the delivery took; what is sent afterwards is none of it."""
    exporter = InMemorySpanExporter()
    tracing = Tracing(exporter)

    delivery(tracing)
    tracing.close()

    [span] = exporter.get_finished_spans()
    assert (span.name, span.status.status_code) == ("slack command", StatusCode.UNSET)
    assert span.attributes == {"kind": "command", "result": "acked", "ms": 250.0, "request": "ab12cd34"}
    assert (span.end_time or 0) - (span.start_time or 0) == 250_000_000
    assert [event.name for event in span.events] == ["record_not_written", "question_answered"]
    assert span.events[1].attributes == {"team": "T1", "question": "Q1", "outcome": "picked"}


@pytest.mark.parametrize("result", ["not_acked", "failed"])
def test_a_delivery_that_is_not_acked_is_an_error(result: str) -> None:
    """So it is found among many."""
    exporter = InMemorySpanExporter()
    tracing = Tracing(exporter)

    delivery(tracing, result)
    tracing.close()

    assert [span.status.status_code for span in exporter.get_finished_spans()] == [StatusCode.ERROR]


def test_spans_reach_a_collector(collector: tuple[str, Received]) -> None:
    """By OTLP over HTTP, all of them before the process ends, and no sentence of an error among them."""
    url, received = collector
    tracing = Tracing(otlp(url))

    delivery(tracing)
    tracing.close()

    [(path, body)] = received
    assert path == "/v1/traces"
    assert b"slack command" in body
    assert b"canary" not in body
