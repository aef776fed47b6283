"""What `deploy/` watches is what the bot tells: no rule waits for a metric that nobody counts."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.fake_slack import FakeSlack
from bot.metrics import RARE
from tests.slack.at_work import Door
from tests.slack.conftest import Start
from tests.slack.test_health import get, health_port, readiness
from tests.slack.watching import PICKED, answer

ROOT = Path(__file__).parents[2]
METRIC = re.compile(r"\b(?:stackbot|process)_[a-z_]+\b")
EVENTS = re.compile(r'event=~?"([^"]+)"')
LOGGED = re.compile(r'log\.\w+\(\s*"(\w+)"')


def rules() -> list[dict[str, Any]]:
    """The rules of the alerts."""
    [group] = yaml.safe_load((ROOT / "deploy/alerts.yaml").read_text(encoding="utf-8"))["groups"]
    return list(group["rules"])


def expressions() -> list[str]:
    """All that is asked of Prometheus."""
    board = json.loads((ROOT / "deploy/grafana.json").read_text(encoding="utf-8"))
    drawn = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    return [rule["expr"] for rule in rules()] + drawn


def test_every_metric_that_is_watched_is_told(slack: FakeSlack, start: Start, ana: str, general: str) -> None:
    """By a bot that answered a question."""
    bot = start(Door.HTTP, health_port="0")
    answer(slack, general, slack.say(ana, general, f"{slack.mention} {PICKED}"))
    readiness(bot)

    _, told = get(health_port(bot), "/metrics")

    watched = {name for expression in expressions() for name in METRIC.findall(expression)}
    families = {line.split()[2] for line in told.splitlines() if line.startswith("# TYPE ")}
    assert len(watched) >= 6
    assert [name for name in watched if re.sub(r"_(?:bucket|count|sum)$", "", name) not in families] == []


def test_every_event_that_is_watched_is_logged() -> None:
    """By its name in the code."""
    watched = {name for one in expressions() for found in EVENTS.findall(one) for name in found.split("|")}
    files = (file.read_text(encoding="utf-8") for file in (ROOT / "bot").rglob("*.py"))

    assert watched == set(RARE)
    assert watched - {name for file in files for name in LOGGED.findall(file)} == set()


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: str(rule["alert"]))
def test_every_alert_says_what_to_do(rule: dict[str, Any]) -> None:
    """And how bad it is; the commands that it names are ours."""
    from bot.cli import app  # noqa: PLC0415  only here

    assert rule["labels"]["severity"] in {"page", "ticket"}
    assert rule["annotations"]["summary"].endswith(".")
    commands = {group.name for group in app.registered_groups} | {
        str(one.name or getattr(one.callback, "__name__", "")) for one in app.registered_commands
    }
    named = re.findall(r"\bstackbot (\w+)", rule["annotations"]["remedy"])
    assert set(named) <= commands
