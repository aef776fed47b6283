"""What the fake Slack refuses, in what the app sends and in how it acks, and the reasons it keeps of that."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from slack_bolt import Ack as Answer
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.fake_slack import Ack, FakeSlack, View, faults
from bot.fake_slack.answering import take
from tests.bolt_handler import close_quickly


def plain(text: str) -> dict[str, Any]:
    """A plain text object."""
    return {"type": "plain_text", "text": text}


LONG = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3_001}}
INPUT = {
    "type": "input",
    "block_id": "why",
    "label": plain("Why"),
    "element": {"type": "plain_text_input", "action_id": "reason"},
}
MODAL = {"type": "modal", "callback_id": "why", "title": plain("Why?"), "submit": plain("Send"), "blocks": [INPUT]}


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
def ana(slack: FakeSlack) -> str:
    """Somebody."""
    return slack.person("ana")


@pytest.fixture
def general(slack: FakeSlack, ana: str) -> str:
    """A channel with ana in it."""
    return slack.channel("general", members=[ana])


@pytest.fixture
def ack_with(slack: FakeSlack) -> Iterator[Callable[..., None]]:
    """A connected app; it acks whatever comes with the arguments given last."""
    said: dict[str, Any] = {}
    app = App(client=WebClient(slack.bot_token, base_url=slack.api_url))

    def answer(ack: Answer) -> None:
        ack(**said)

    app.command("/stack")(answer)
    app.view("why")(answer)
    handler = SocketModeHandler(app, slack.app_token)
    handler.connect()
    slack.connected()
    yield lambda **arguments: said.update(arguments)
    close_quickly(handler)


def refused(error: pytest.ExceptionInfo[SlackApiError]) -> str:
    """The name of the error that Slack gave."""
    return str(error.value.response["error"])


def test_a_call_keeps_its_answer_and_how_long_it_took(slack: FakeSlack, client: WebClient, general: str) -> None:
    """The whole JSON that went back, and milliseconds; nothing is wrong with it."""
    answer = client.chat_postMessage(channel=general, text="Hello")

    (call,) = slack.calls()
    assert call.answered == answer.data
    assert call.took_ms is not None
    assert 0 < call.took_ms < 30_000
    assert (call.outcome, call.reasons) == ("", [])


def test_a_refused_call_keeps_the_reasons(slack: FakeSlack, client: WebClient, ana: str, general: str) -> None:
    """What is wrong with blocks or a view, or what is missing, in words."""
    with pytest.raises(SlackApiError):
        client.chat_postMessage(channel=general, text="Hello", blocks=[LONG])
    with pytest.raises(SlackApiError):
        client.views_open(trigger_id=slack.new_trigger(ana), view={**MODAL, "blocks": [LONG]})
    slack.scopes.discard("users:read")
    with pytest.raises(SlackApiError):
        client.users_info(user=ana)

    blocks, view, scope = slack.calls()
    assert blocks.reasons == view.reasons == ["blocks/0/section/text: 3001 characters of at most 3000"]
    assert blocks.answered["errors"] == blocks.reasons
    assert (view.outcome, scope.reasons[0]) == ("invalid_arguments", "needed: users:read")


def test_a_call_that_gets_no_answer_keeps_none(slack: FakeSlack, client: WebClient, general: str) -> None:
    """Nor JSON where what came was none."""
    slack.faults.plan("chat.postMessage", faults.dropped())
    slack.faults.plan("chat.postMessage", faults.status(503))
    for _ in range(2):
        with pytest.raises(Exception):  # noqa: B017, PT011 - slack_sdk has many, and none is the point
            client.chat_postMessage(channel=general, text="Hello")

    assert [call.answered for call in slack.calls()] == [None, "<html>Server Error</html>"]


def test_an_ack_that_is_refused_keeps_the_reasons(
    slack: FakeSlack, ack_with: Callable[..., None], ana: str, general: str
) -> None:
    """The person sees the name alone; the delivery has what was wrong."""
    ack_with(text="Hello", blocks=[LONG])

    delivery = slack.command(ana, general, "hello")
    delivery.ack()

    assert delivery.error == "invalid_blocks"
    assert delivery.reasons == ["blocks/0/section/text: 3001 characters of at most 3000"]
    assert [message.text for message in slack.ephemerals(ana)] == ['/stack failed with the error "invalid_blocks"']


def test_an_ack_that_comes_too_late_says_so(
    slack: FakeSlack, ack_with: Callable[..., None], ana: str, general: str
) -> None:
    """With the seconds it took."""
    ack_with(text="Hello")
    slack.patience_s = 0.0

    delivery = slack.command(ana, general, "hello")
    delivery.ack()

    assert delivery.error == "operation_timeout"
    assert delivery.reasons[0].startswith("acked after 0.")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (
            {"response_action": "update", "view": {**MODAL, "title": plain("x" * 25)}},
            "title: 25 characters of at most 24",
        ),
        ({"response_action": "push", "view": {**MODAL, "blocks": {}}}, "blocks: must be a list"),
        ({"response_action": "errors", "errors": {"no": "No."}}, "errors: no input has the block_id 'no'"),
    ],
)
def test_a_modal_stays_where_the_answer_to_its_submission_is_refused(
    slack: FakeSlack, ack_with: Callable[..., None], ana: str, answer: dict[str, Any], reason: str
) -> None:
    """As it was, with an error on all of it; the delivery has what was wrong."""
    ack_with(**answer)
    modal = slack.show(ana, MODAL)

    delivery = slack.submit(ana, modal, {"why": "Because."})
    delivery.ack()

    assert delivery.reasons == [reason]
    assert (modal.open, modal.errors, modal.body["title"]) == (True, {"": delivery.error}, plain("Why?"))


@pytest.mark.parametrize("errors", [None, {}, "No."])
def test_errors_are_there_where_an_answer_says_so(slack: FakeSlack, ana: str, errors: object) -> None:
    """No app of Bolt's sends such an answer, but others may."""
    modal = slack.show(ana, MODAL)
    delivery = slack.submit(ana, modal)

    take(slack, delivery, Ack(200, {"response_action": "errors", "errors": errors}, 0.1))

    assert (delivery.error, delivery.reasons, modal.open) == ("invalid_errors", ["errors: none"], True)


def test_a_view_is_of_its_kind(slack: FakeSlack, client: WebClient, ana: str) -> None:
    """A home tab is no modal, and a modal no home tab; a view of 250,000 bytes is too large."""
    large = [{"type": "section", "fields": [plain("x" * 2_000)] * 10}] * 13

    with pytest.raises(SlackApiError) as home:
        client.views_open(trigger_id=slack.new_trigger(ana), view={"type": "home", "blocks": []})
    with pytest.raises(SlackApiError) as modal:
        client.views_publish(user_id=ana, view=MODAL)
    with pytest.raises(SlackApiError) as too_large:
        client.views_publish(user_id=ana, view={"type": "home", "blocks": large})

    errors = [refused(error) for error in (home, modal, too_large)]
    assert errors == ["invalid_arguments", "invalid_arguments", "view_too_large"]
    assert slack.modal(ana) is slack.home(ana) is None


def test_three_modals_are_stacked_and_each_has_a_name_of_its_own(slack: FakeSlack, client: WebClient, ana: str) -> None:
    """The fourth is refused, and so is a second of the same name."""
    client.views_open(trigger_id=slack.new_trigger(ana), view={**MODAL, "external_id": "form"})

    with pytest.raises(SlackApiError) as same:
        client.views_push(trigger_id=slack.new_trigger(ana), view={**MODAL, "external_id": "form"})
    for _ in range(2):
        client.views_push(trigger_id=slack.new_trigger(ana), view=MODAL)
    with pytest.raises(SlackApiError) as fourth:
        client.views_push(trigger_id=slack.new_trigger(ana), view=MODAL)

    assert (refused(same), refused(fourth)) == ("duplicate_external_id", "push_limit_reached")
    assert sum(isinstance(view, View) and view.open for view in slack.views) == 3


def test_markdown_stands_alone_and_has_its_own_limit(slack: FakeSlack, client: WebClient, general: str) -> None:
    """Beside a text or blocks it is refused, and so are 12,001 characters of it."""
    with pytest.raises(SlackApiError) as both:
        client.chat_postMessage(channel=general, text="Hello", markdown_text="# Hello")
    with pytest.raises(SlackApiError) as long:
        client.api_call("chat.postMessage", json={"channel": general, "markdown_text": "x" * 12_001})
    client.api_call("chat.postMessage", json={"channel": general, "markdown_text": "# Hello"})

    assert (refused(both), refused(long)) == ("markdown_text_conflict", "msg_too_long")
    assert [message.text for message in slack.messages(general)] == ["# Hello"]


def test_a_suggested_prompt_has_a_title_and_a_message(slack: FakeSlack, client: WebClient, ana: str) -> None:
    """A title alone is refused."""
    with pytest.raises(SlackApiError) as error:
        client.assistant_threads_setSuggestedPrompts(channel_id=slack.dm(ana), prompts=[{"title": "Compare"}])

    assert refused(error) == "invalid_arguments"
