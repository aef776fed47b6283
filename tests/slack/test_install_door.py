"""The door for browsers: whatever is asked of it, it answers, and leaves all else to the door behind it."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.fake_slack import FakeSlack
from bot.sealing import Seals
from bot.slack.http_door import HttpDoor
from bot.slack.install_door import COOKIE, InstallDoor
from bot.slack.installing import A_MINUTE, Installing
from bot.slack.oauth import OAuth
from bot.slack.tokens import Tokens
from bot.store.schema import open_store
from bot.store.store import Store
from tests.slack.clock import SimulatedClock
from tests.slack.many import KEY
from tests.slack.test_http_door import Inside

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
ODD = st.text(st.characters(codec="latin-1"), max_size=200)  # as WSGI hands over what was sent
SECRET_LIKE = st.from_regex(r"[A-Za-z0-9_-]{43}", fullmatch=True)
QUERIES = ODD | st.builds(lambda state, code: f"state={state}&code={code}", SECRET_LIKE | ODD, ODD)
COOKIES = ODD | SECRET_LIKE.map(lambda value: f"a=b; {COOKIE}={value}; c")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty one."""
    with closing(open_store(f"sqlite:///{tmp_path / 'stackbot.db'}")) as opened:
        yield opened


@pytest.fixture
def clock() -> SimulatedClock:
    """The time."""
    return SimulatedClock(NOW)


@pytest.fixture
def door(slack: FakeSlack, store: Store, clock: SimulatedClock) -> InstallDoor:
    """The door, in front of the one for Slack."""
    oauth, tokens = OAuth(*slack.app_secret, slack.api_url), Tokens(Seals([KEY]))
    installing = Installing(store, oauth, tokens, lambda _: None, clock)
    return InstallDoor(installing, "/stack", HttpDoor(Inside(), ["secret"], clock))


def ask(door: InstallDoor, environ: dict[str, Any]) -> tuple[int, dict[str, str], str]:
    """What it answers."""
    begun: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]]) -> None:
        begun.append((status, headers))

    body = b"".join(door(environ, start))  # type: ignore[arg-type]  # a simpler start than WSGI's
    ((status, headers),) = begun
    return int(status[:3]), dict(headers), body.decode()


@given(
    st.sampled_from(["/slack/install", "/slack/oauth_redirect", "/slack/events", "/"]) | ODD,
    st.sampled_from(["GET", "POST", "HEAD"]) | ODD,
    QUERIES,
    COOKIES,
)
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_asked_it_answers(
    door: InstallDoor, slack: FakeSlack, store: Store, path: str, method: str, query: str, cookie: str
) -> None:
    """Nothing fails, nothing is asked of Slack, nothing is installed, and no header or page holds what was sent."""
    environ = {"PATH_INFO": path, "REQUEST_METHOD": method, "QUERY_STRING": query, "HTTP_COOKIE": cookie}

    status, headers, page = ask(door, environ)

    assert status in {200, 302, 400, 404, 405, 415, 429}
    assert status != 200 or "You did not allow it" in page
    assert int(headers["content-length"]) == len(page.encode())
    assert not any("\r" in value or "\n" in value for value in headers.values())
    assert slack.calls() == []
    assert store.installations() == []
    assert "<script" not in page


def test_people_are_sent_to_slack_at_a_pace(door: InstallDoor, clock: SimulatedClock) -> None:
    """Anybody may ask, so nobody fills the database; a minute later there is room again."""
    environ = {"PATH_INFO": "/slack/install", "REQUEST_METHOD": "GET"}
    begun = [ask(door, environ)[0] for _ in range(A_MINUTE)]

    late, _, page = ask(door, environ)
    clock.pass_by(minutes=1)
    later = ask(door, environ)[0]

    assert set(begun) == {302}
    assert late == 429
    assert "Try again in a minute" in page
    assert later == 302
