"""What goes wrong with the fake Slack's Web API when a test says so."""

import json
import socket
import struct
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, RemoteDisconnected
from urllib.error import URLError
from urllib.parse import urlsplit

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.fake_slack import FakeSlack, faults


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    """A workspace with nobody in it."""
    with FakeSlack() as slack:
        yield slack


@pytest.fixture
def client(slack: FakeSlack) -> WebClient:
    """The bot's client, without retries."""
    return WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])


@pytest.fixture
def general(slack: FakeSlack) -> str:
    """A channel that the bot is in."""
    return slack.channel("general")


def texts(slack: FakeSlack, channel: str) -> list[str]:
    """What everybody in a channel can read."""
    return [message.text for message in slack.messages(channel)]


def test_too_many_requests_are_told_when_to_come_back(slack: FakeSlack, client: WebClient, general: str) -> None:
    """A 429 with Retry-After, twice; then all is well."""
    planned = slack.faults.plan("chat.postMessage", faults.rate_limited(7), times=2)

    for _ in range(2):
        with pytest.raises(SlackApiError) as error:
            client.chat_postMessage(channel=general, text="Hello")
        assert (error.value.response.status_code, error.value.response.headers["Retry-After"]) == (429, "7")
    client.chat_postMessage(channel=general, text="Hello")

    assert planned.hits == 2
    assert texts(slack, general) == ["Hello"]
    assert [call.outcome for call in slack.calls("chat.postMessage")] == ["ratelimited", "ratelimited", ""]


@pytest.mark.parametrize("stored", [False, True])
@pytest.mark.parametrize("code", [500, 502, 503])
def test_a_server_error_may_hide_either_outcome(
    slack: FakeSlack, client: WebClient, general: str, code: int, stored: bool
) -> None:
    """The answer is no JSON; whether the message is there, only history tells."""
    slack.faults.plan("chat.postMessage", faults.status(code, stored=stored))

    with pytest.raises(SlackApiError) as error:
        client.chat_postMessage(channel=general, text="Hello")

    assert error.value.response.status_code == code
    assert texts(slack, general) == (["Hello"] if stored else [])
    assert slack.calls("chat.postMessage")[0].stored is stored


def test_a_message_is_stored_though_the_connection_drops(slack: FakeSlack, client: WebClient, general: str) -> None:
    """No answer, but the message is there; without storing it isn't."""
    slack.faults.plan("chat.postMessage", faults.stored_then_dropped())
    slack.faults.plan("chat.postMessage", faults.dropped())

    with pytest.raises(RemoteDisconnected):
        client.chat_postMessage(channel=general, text="kept")
    with pytest.raises(RemoteDisconnected):
        client.chat_postMessage(channel=general, text="lost")

    assert texts(slack, general) == ["kept"]
    assert [call.outcome for call in slack.calls("chat.postMessage")] == ["dropped", "dropped"]


def test_a_message_stored_late_shows_when_the_test_says_so(slack: FakeSlack, client: WebClient, general: str) -> None:
    """History has nothing of it until then; its ts is that of the first attempt."""
    slack.faults.plan("chat.postMessage", faults.stored_late())
    with pytest.raises(RemoteDisconnected):
        client.chat_postMessage(channel=general, text="late")
    client.chat_postMessage(channel=general, text="later")
    before = client.conversations_history(channel=general)["messages"]

    slack.release_late()

    after = client.conversations_history(channel=general)["messages"]
    assert [message["text"] for message in before] == ["later"]
    assert [message["text"] for message in after] == ["later", "late"]
    assert texts(slack, general) == ["late", "later"]


def test_a_slow_call_waits_for_the_test(slack: FakeSlack, client: WebClient, general: str) -> None:
    """The call is held until it is let go, then answered as ever."""
    held, released = threading.Event(), threading.Event()
    slack.faults.plan("chat.postMessage", faults.slow(released, held))

    with ThreadPoolExecutor() as pool:
        answer = pool.submit(client.chat_postMessage, channel=general, text="Hello")
        assert held.wait(10)
        unanswered = slack.calls("chat.postMessage")[0].outcome
        released.set()

        assert answer.result(timeout=10)["ok"]
    assert unanswered == "unanswered"
    assert texts(slack, general) == ["Hello"]


def test_a_client_that_hangs_up_is_served_all_the_same(capfd: pytest.CaptureFixture[str]) -> None:
    """The message is kept though nobody waits for the answer, and nothing is said about it."""
    held, released = threading.Event(), threading.Event()

    with FakeSlack() as slack:
        general = slack.channel("general")
        slack.faults.plan("chat.postMessage", faults.slow(released, held))
        connection = HTTPConnection(*urlsplit(slack.api_url).netloc.split(":"), timeout=10)
        headers = {"Authorization": f"Bearer {slack.bot_token}", "Content-Type": "application/json"}
        connection.request("POST", "/api/chat.postMessage", json.dumps({"channel": general, "text": "Hello"}), headers)
        assert held.wait(10)
        connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # close with a reset
        connection.close()
        released.set()
        slack.wait_for(lambda: slack.messages(general))

    assert texts(slack, general) == ["Hello"]
    assert not capfd.readouterr().err


@pytest.mark.parametrize(
    "name", "is_archived not_in_channel channel_not_found missing_scope account_inactive msg_too_long".split()
)
def test_an_error_can_hold_for_one_channel(slack: FakeSlack, client: WebClient, general: str, name: str) -> None:
    """Every call about this channel fails until the test stops it; other channels are well."""
    random = slack.channel("random")
    planned = slack.faults.plan("*", faults.error(name), channel=general, times=None)

    for _ in range(3):
        with pytest.raises(SlackApiError) as error:
            client.chat_postMessage(channel=general, text="Hello")
        assert error.value.response["error"] == name
    client.chat_postMessage(channel=random, text="Hello")
    planned.stop()
    client.chat_postMessage(channel=general, text="Back")

    assert planned.hits == 3
    assert (texts(slack, general), texts(slack, random)) == (["Back"], ["Hello"])


def test_an_answer_can_be_no_json(slack: FakeSlack, client: WebClient, general: str) -> None:
    """The status is 200, the body is cut off, the message is there."""
    slack.faults.plan("chat.postMessage", faults.malformed())

    with pytest.raises(SlackApiError) as error:
        client.chat_postMessage(channel=general, text="Hello")

    assert (error.value.response.status_code, texts(slack, general)) == (200, ["Hello"])


def test_a_response_url_fails_as_planned(slack: FakeSlack, general: str) -> None:
    """It drops before or after it posted, and it may answer 503 or an error."""
    ana = slack.person("ana")
    hook = WebhookClient(slack.response_urls.issue(ana, general), retry_handlers=[])
    for fault in (faults.stored_then_dropped(), faults.status(503), faults.error("channel_not_found")):
        slack.faults.plan("response_url", fault)

    with pytest.raises(RemoteDisconnected):
        hook.send(text="kept")
    unavailable, refused = hook.send(text="lost"), hook.send(text="refused")

    assert (unavailable.status_code, refused.status_code) == (503, 400)
    assert [message.text for message in slack.ephemerals(ana)] == ["kept"]


def test_a_call_that_still_waits_ends_with_the_server() -> None:
    """Closing lets go of what is held, and nobody waits for ever."""
    slack = FakeSlack()
    general = slack.channel("general")
    held = threading.Event()
    slack.faults.plan("chat.postMessage", faults.slow(threading.Event(), held))
    client = WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])

    with ThreadPoolExecutor() as pool:
        answer = pool.submit(client.chat_postMessage, channel=general, text="Hello")
        assert held.wait(10)
        slack.close()

        assert answer.exception(timeout=10) is None or isinstance(answer.exception(), OSError)
    with pytest.raises(URLError):
        client.auth_test()
