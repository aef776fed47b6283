"""Tokens that expire are renewed in time: once, whichever replica does it, and none is lost."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.conversation.installation import Installation
from bot.errors import StoreError
from bot.fake_slack import FakeSlack, faults
from bot.sealing import Seals
from bot.slack.oauth import OAuth
from bot.slack.refreshing import Refreshing
from bot.slack.rounds import Rounds
from bot.slack.tokens import Tokens
from bot.store.schema import open_store
from bot.store.store import Store
from tests.slack.clock import SimulatedClock
from tests.slack.conftest import Log, StartMany
from tests.slack.many import KEY, BotForMany
from tests.slack.watching import PICKED, answer
from tests.store.conftest import database, postgresql_url, server, sqlite_template

__all__ = ["database", "postgresql_url", "server", "sqlite_template"]

HALF_A_DAY_S = 43_200
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


@pytest.fixture
def clock(slack: FakeSlack) -> SimulatedClock:
    """The time; and a workspace whose tokens live for twelve hours."""
    slack.token_lifetime_s = HALF_A_DAY_S
    return SimulatedClock(NOW)


def go_round(bot: BotForMany) -> None:
    """Have a bot look after what is due, now."""
    assert isinstance(bot.serving.rounds, Rounds)
    bot.serving.rounds.go_round()


def refreshes(slack: FakeSlack) -> list[str]:
    """How each call for new tokens ended."""
    calls = slack.calls("oauth.v2.access")
    return [call.outcome for call in calls if call.args.get("grant_type") == "refresh_token"]


def test_a_token_is_renewed_before_it_ends(
    slack: FakeSlack, start_many: StartMany, clock: SimulatedClock, ana: str, general: str
) -> None:
    """Again and again; what is said goes out by the newest, and none is renewed that has long to live."""
    bot = start_many(clock)
    bot.speaks_to(slack)
    bot.browser().install(slack, ana)
    tokens = [slack.bot_token]
    go_round(bot)
    assert refreshes(slack) == []

    for _ in range(3):
        clock.pass_by(hours=10)
        go_round(bot)
        go_round(bot)
        slack.other_tokens.clear()
        answer(slack, general, slack.say(ana, general, f"{slack.mention} {PICKED}"))
        tokens.append(slack.bot_token)

    assert refreshes(slack) == ["", "", ""]
    assert [call.token for call in slack.calls("chat.postMessage")] == tokens[1:]
    assert len(set(tokens)) == 4


def test_of_two_replicas_one_spends_the_refresh_token(
    slack: FakeSlack, start_many: StartMany, clock: SimulatedClock, database: str, ana: str, general: str
) -> None:
    """Though both look at the same moment; the other speaks by the new token soon after."""
    first, second = (start_many(clock, database_url=database) for _ in range(2))
    first.browser().install(slack, ana)
    second.speaks_to(slack)
    answer(slack, general, slack.say(ana, general, f"{slack.mention} {PICKED}"))
    clock.pass_by(hours=11)

    with ThreadPoolExecutor() as pool:
        list(pool.map(go_round, (first, second)))

    assert refreshes(slack) == [""]
    slack.other_tokens.clear()
    answer(slack, general, slack.say(ana, general, f"{slack.mention} {PICKED}"))
    assert slack.calls("chat.postMessage")[-1].token == slack.bot_token


def test_who_renews_a_token_speaks_by_the_new_one_at_once(
    slack: FakeSlack, start_many: StartMany, clock: SimulatedClock, ana: str, general: str
) -> None:
    """However late it was; the old one is not even tried."""
    bot = start_many(clock)
    bot.speaks_to(slack)
    bot.browser().install(slack, ana)
    clock.pass_by(hours=13)

    go_round(bot)
    slack.other_tokens.clear()

    answer(slack, general, slack.say(ana, general, f"{slack.mention} {PICKED}"))
    assert {call.token for call in slack.calls("chat.postMessage")} == {slack.bot_token}


def test_who_was_not_told_of_a_new_token_looks_for_it(
    slack: FakeSlack, start_many: StartMany, clock: SimulatedClock, ana: str, general: str, log: Log
) -> None:
    """A replica that spoke by the old one just now, where another renewed it: nothing dies, and nothing is late."""
    first, second = start_many(clock), start_many(clock)
    first.browser().install(slack, ana)
    second.speaks_to(slack)
    clock.pass_by(hours=13)
    answer(slack, general, slack.say(ana, general, f"{slack.mention} {PICKED}"))

    go_round(first)
    first.stop()
    slack.other_tokens.clear()

    answer(slack, general, slack.say(ana, general, f"{slack.mention} {PICKED}"))
    assert [line["event"] for line in log if line["event"] in {"mail_died", "mail_postponed"}] == []


def test_what_is_to_be_said_while_a_token_is_over_waits_for_the_next(  # before and after an outage
    slack: FakeSlack, start_many: StartMany, clock: SimulatedClock, tmp_path: Path, ana: str, general: str, log: Log
) -> None:
    """As after an outage that outlasted the token: it had no effect, and will have one."""
    bot = start_many(clock)
    bot.speaks_to(slack)
    bot.browser().install(slack, ana)
    slack.bot_token, over = "xoxe.xoxb-1-next", slack.bot_token
    said = slack.say(ana, general, f"{slack.mention} {PICKED}")
    slack.wait_for(lambda: [call for call in slack.calls("chat.postMessage") if call.token == over])
    bot.stop()
    assert [line["error"] for line in log if line["event"] == "mail_postponed"] == ["invalid_auth"]

    clock.pass_by(hours=11)
    oauth, tokens = OAuth(*slack.app_secret, slack.api_url), Tokens(Seals([KEY]))
    with closing(open_store(f"sqlite:///{tmp_path / 'stackbot.db'}")) as store:
        Refreshing(store, oauth, tokens, lambda _team: None, clock).refresh()
    start_many(clock)

    answer(slack, general, said)
    assert [line for line in log if line["event"] == "mail_died"] == []


def test_a_slack_that_is_away_is_asked_again(
    slack: FakeSlack, start_many: StartMany, clock: SimulatedClock, ana: str, log: Log
) -> None:
    """Once the claim is over, with the same refresh token, long before the token ends."""
    bot = start_many(clock)
    bot.browser().install(slack, ana)
    clock.pass_by(hours=10)
    slack.faults.plan("oauth.v2.access", faults.status(503))

    go_round(bot)
    go_round(bot)
    clock.pass_by(minutes=2)
    go_round(bot)

    assert refreshes(slack) == ["503", ""]
    failed = [line for line in log if line["event"] == "duty_failed"]
    assert [line["duty"] for line in failed] == ["tokens"]
    assert f"The token of the workspace {slack.team} could not be renewed (http_503)." in failed[0]["error"]


class LockedOnce:
    """A store whose database cannot be written at the moment that counts."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.locked = True

    def installations(self) -> Sequence[Installation]:
        """As the store has them."""
        return self._store.installations()

    def claim_refresh(self, installation: Installation, now: datetime, claimed_for: timedelta) -> bool:
        """As the store does."""
        return self._store.claim_refresh(installation, now, claimed_for)

    def renew(self, spent: Installation, renewed: Installation) -> bool:
        """Not while it is locked."""
        if self.locked:
            raise StoreError("The database is locked.")
        return self._store.renew(spent, renewed)


def test_new_tokens_survive_a_database_that_cannot_be_written(
    slack: FakeSlack, start_many: StartMany, clock: SimulatedClock, tmp_path: Path, ana: str
) -> None:
    """Their refresh token is spent by then, so they stay in memory until they are written, whoever tries meanwhile."""
    bot = start_many(clock)
    bot.browser().install(slack, ana)
    clock.pass_by(hours=10)
    oauth, tokens = OAuth(*slack.app_secret, slack.api_url), Tokens(Seals([KEY]))
    with closing(open_store(f"sqlite:///{tmp_path / 'stackbot.db'}")) as store:
        records = LockedOnce(store)
        ours = Refreshing(records, oauth, tokens, lambda _team: None, clock)
        with pytest.raises(StoreError):
            ours.refresh()
        clock.pass_by(minutes=5)
        go_round(bot)
        records.locked = False

        ours.refresh()

        (kept,) = store.installations()
        assert tokens.token(kept) == slack.bot_token
        assert {tokens.refresh_token(kept)} == slack.refresh_tokens
    assert refreshes(slack) == ["", "invalid_refresh_token"]


def test_new_tokens_that_cannot_be_written_keep_no_other_workspace_waiting(
    slack: FakeSlack, other: FakeSlack, start_many: StartMany, clock: SimulatedClock, tmp_path: Path, ana: str
) -> None:
    """Which are renewed in the same round, as theirs end too."""
    other.token_lifetime_s = HALF_A_DAY_S
    bot = start_many(clock)
    bot.browser().install(slack, ana)
    clock.pass_by(hours=1)
    bot.browser().install(other, ana)
    bot.stop()
    oauth, tokens = OAuth(*slack.app_secret, slack.api_url), Tokens(Seals([KEY]))
    with closing(open_store(f"sqlite:///{tmp_path / 'stackbot.db'}")) as store:
        ours = Refreshing(LockedOnce(store), oauth, tokens, lambda _team: None, clock)
        clock.pass_by(hours=9)
        with pytest.raises(StoreError):
            ours.refresh()
        clock.pass_by(hours=1)

        with pytest.raises(StoreError):
            ours.refresh()

    assert refreshes(other) == [""]


def test_a_token_of_another_workspace_is_not_taken(
    slack: FakeSlack, other: FakeSlack, start_many: StartMany, clock: SimulatedClock, ana: str
) -> None:
    """Whatever Slack answers, a workspace's row holds a token of that workspace."""
    bot = start_many(clock)
    bot.browser().install(slack, ana)
    before = slack.bot_token
    clock.pass_by(hours=10)
    body = (
        b'{"ok":true,"access_token":"xoxe.xoxb-1-x","token_type":"bot","bot_user_id":"U1","app_id":"A1",'
        b'"team":{"id":"T0OTHER","name":""},"refresh_token":"xoxe-1-x","expires_in":43200}'
    )
    slack.faults.plan("oauth.v2.access", faults.Fault(body=body))

    go_round(bot)

    assert other.calls() == []
    assert slack.bot_token == before
