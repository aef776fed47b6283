"""Metrics: what the log tells is counted, and nothing else becomes a label."""

import pytest
import structlog
from prometheus_client.parser import text_string_to_metric_families

from bot.logs import configure_logs
from bot.metrics import Metrics

pytestmark = pytest.mark.usefixtures("logs_as_before")

Labels = frozenset[tuple[str, str]]


def samples(metrics: Metrics) -> dict[tuple[str, Labels], float]:
    """What the exposition says, as Prometheus reads it."""
    families = text_string_to_metric_families(metrics.exposition().decode())
    return {(one.name, frozenset(one.labels.items())): one.value for family in families for one in family.samples}


def labels(**values: str) -> Labels:
    """The labels of a sample."""
    return frozenset(values.items())


def test_events_are_counted_at_whatever_level_the_log_is() -> None:
    """An operator who logs errors only still sees how many requests there were, and how long they took."""
    metrics = Metrics()
    configure_logs("error", "json", (), metrics.count)
    log = structlog.get_logger()

    log.info("request_handled", kind="command", result="acked", ms=2999.0)
    log.info("request_handled", kind="command", result="acked", ms=3001.0)
    log.info("question_answered", team="T1", question="Q1", outcome="picked")
    log.warning("mail_died", team="T1", number=7, method="chat.postMessage", error="not_in_channel")

    found = samples(metrics)
    assert found["stackbot_request_seconds_count", labels(kind="command", result="acked")] == 2
    assert found["stackbot_request_seconds_bucket", labels(kind="command", result="acked", le="3.0")] == 1
    assert found["stackbot_answers_total", labels(outcome="picked")] == 1
    assert found["stackbot_mails_total", labels(method="chat.postMessage", end="died")] == 1
    assert found["stackbot_events_total", labels(event="mail_died")] == 1


def test_no_id_becomes_a_label() -> None:
    """Each label would be a series of its own, for good; and ids of people are none of the monitoring's business."""
    metrics = Metrics()

    metrics.count(None, "info", {"event": "mail_sent", "team": "T0CANARY", "method": "chat.update", "number": 417_338})
    metrics.count(None, "info", {"event": "team_erased", "team": "T0CANARY"})

    assert b"T0CANARY" not in metrics.exposition()
    assert b"417338" not in metrics.exposition()


def test_a_gauge_is_read_when_somebody_looks() -> None:
    """It is never older than the look."""
    metrics, rows = Metrics(), {"pending": 1.0}
    metrics.watch("stackbot_outbox_rows", "Rows.", "state", lambda: rows)

    rows["pending"] = 3.0

    assert samples(metrics)["stackbot_outbox_rows", labels(state="pending")] == 3


def test_what_alerts_wait_for_is_there_before_it_happens() -> None:
    """Else Prometheus would see the first of it as no growth."""
    found = samples(Metrics())

    assert found["stackbot_events_total", labels(event="listener_failed")] == 0
    assert found["stackbot_mails_total", labels(method="chat.postMessage", end="died")] == 0
