"""The fake Slack and a real Bolt app, over Socket Mode and over HTTP."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from slack_bolt import Ack, App, BoltRequest
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from bot.fake_slack import FakeSlack, NotAckedError, View
from tests.bolt_handler import close_quickly

SECRET = "signed"  # noqa: S105 - the tests' own
SHARE = {"type": "button", "action_id": "share", "value": "1", "text": {"type": "plain_text", "text": "Share"}}
VOTE = {
    "type": "feedback_buttons",
    "action_id": "vote",
    "positive_button": {"text": {"type": "plain_text", "text": "Good"}, "value": "yes"},
    "negative_button": {"text": {"type": "plain_text", "text": "Bad"}, "value": "no"},
}
CARD = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "Python"}},
    {"type": "actions", "elements": [SHARE]},
    {"type": "context_actions", "elements": [VOTE]},
]
OPTIONS = [{"text": {"type": "plain_text", "text": text}, "value": text.lower()} for text in ("Outdated", "Other")]
MODAL = {
    "type": "modal",
    "callback_id": "reason",
    "private_metadata": "q1",
    "title": {"type": "plain_text", "text": "Why?"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "why",
            "label": {"type": "plain_text", "text": "Why"},
            "element": {"type": "radio_buttons", "action_id": "reason", "options": OPTIONS},
        },
        {
            "type": "input",
            "block_id": "more",
            "optional": True,
            "label": {"type": "plain_text", "text": "More"},
            "element": {"type": "plain_text_input", "action_id": "comment"},
        },
    ],
}


class Bot:
    """A Bolt app that notes what it hears and answers with a card, as a bot like ours does."""

    def __init__(self, slack: FakeSlack) -> None:
        self.heard: list[dict[str, Any]] = []
        self.headers: list[dict[str, Any]] = []
        self.before_ack: Callable[[], object] = lambda: None
        self.ack_with: Any = {"text": "Python", "blocks": CARD}
        self.on_submit: Any = {}
        self.client = WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])
        self.app = App(client=self.client, signing_secret=SECRET, process_before_response=True)
        self.app.command(re.compile(".*"))(self.answer_command)
        for event in ("message", "app_mention", "app_home_opened", "member_joined_channel", "app_uninstalled"):
            self.app.event(event)(self.note)
        self.app.event("tokens_revoked")(self.note)
        self.app.action("share")(self.note)
        self.app.action("vote")(self.open_modal)
        self.app.shortcut("ask")(self.note)
        self.app.view("reason")(self.take_reason)

    def answer_command(self, ack: Ack, body: dict[str, Any]) -> None:
        """Answer in the ack."""
        self.before_ack()
        self.heard.append(body)
        ack(**self.ack_with)

    def note(self, ack: Ack, body: dict[str, Any], request: BoltRequest) -> None:
        """Remember it."""
        self.heard.append(body)
        self.headers.append(dict(request.headers))
        ack()

    def open_modal(self, ack: Ack, body: dict[str, Any]) -> None:
        """Ask why."""
        self.heard.append(body)
        self.client.views_open(trigger_id=body["trigger_id"], view=MODAL)
        ack()

    def take_reason(self, ack: Ack, body: dict[str, Any]) -> None:
        """Take what was submitted."""
        self.heard.append(body)
        ack(**self.on_submit)


class Web:
    """Bolt behind an HTTP server that keeps connections alive."""

    def __init__(self, app: App) -> None:
        self.server = _Server(("127.0.0.1", 0), _Handler)
        self.server.app = app
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def __enter__(self) -> Self:
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 1_024
    app: App


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        answer = self.server.app.dispatch(BoltRequest(body=body, headers=dict(self.headers.items())))
        raw = answer.body.encode()
        self.send_response(answer.status)
        for name, value in answer.first_headers().items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - http.server's names
        """Keep quiet."""


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    """A workspace with nobody in it."""
    with FakeSlack() as slack:
        yield slack


@pytest.fixture
def ana(slack: FakeSlack) -> str:
    """Somebody."""
    return slack.person("ana")


@pytest.fixture
def general(slack: FakeSlack, ana: str) -> str:
    """A public channel with the bot and ana in it."""
    return slack.channel("general", members=[ana])


@pytest.fixture
def socket_bot(slack: FakeSlack) -> Iterator[Bot]:
    """A bot over Socket Mode."""
    bot = Bot(slack)
    handler = SocketModeHandler(bot.app, slack.app_token)
    handler.connect()
    slack.connected()
    yield bot
    close_quickly(handler)


@pytest.fixture(params=["sockets", "http"])
def bot(request: pytest.FixtureRequest, slack: FakeSlack) -> Iterator[Bot]:
    """A bot, over Socket Mode and then over HTTP."""
    if request.param == "sockets":
        yield request.getfixturevalue("socket_bot")
        return
    bot = Bot(slack)
    with Web(bot.app) as web:
        slack.connect_http(web.url, SECRET)
        yield bot


def the_modal(slack: FakeSlack, user: str) -> View:
    """The modal somebody has before them."""
    modal = slack.modal(user)
    assert modal is not None
    return modal


def test_a_commands_ack_is_shown_to_who_typed_it(slack: FakeSlack, bot: Bot, ana: str, general: str) -> None:
    """The ack's card is private; the payload is what Slack sends."""
    delivery = slack.command(ana, general, "node or python?")
    ack = delivery.ack()

    heard = bot.heard[0]
    assert (ack.status, ack.payload["text"]) == (200, "Python")
    assert 0 < ack.latency_s < 3
    assert delivery.shown is slack.ephemerals(ana)[0]
    assert delivery.shown.shown.startswith("Python")
    assert not slack.messages(general)
    assert (heard["text"], heard["channel_name"], heard["user_id"]) == ("node or python?", "general", ana)
    assert heard["response_url"] == delivery.response_url


@pytest.mark.parametrize(("kind", "name"), [("private", "privategroup"), ("im", "directmessage")])
def test_a_command_does_not_name_a_private_place(
    slack: FakeSlack, socket_bot: Bot, ana: str, kind: str, name: str
) -> None:
    """A private channel is a privategroup, a direct message is a directmessage."""
    place = slack.dm(ana) if kind == "im" else slack.channel("secret", kind, members=[ana])

    slack.command(ana, place, "help").ack()

    assert socket_bot.heard[0]["channel_name"] == name


def test_only_the_first_ack_of_a_command_is_shown(slack: FakeSlack, bot: Bot, ana: str, general: str) -> None:
    """A repeated delivery has the same trigger id; its ack is kept, and nobody sees it."""
    delivery = slack.command(ana, general, "node or python?")
    delivery.ack()

    again = slack.deliver_again(delivery, times=2)

    assert [one.ack().payload["text"] for one in again] == ["Python", "Python"]
    assert [one.trigger_id for one in again] == [delivery.trigger_id] * 2
    assert len(slack.ephemerals(ana)) == 1
    assert len(bot.heard) == 3


def test_an_ack_that_slack_refuses_shows_an_error(slack: FakeSlack, bot: Bot, ana: str, general: str) -> None:
    """The person sees the error's name and none of the answer."""
    slack.refuse_newer_blocks = True

    slack.command(ana, general, "node or python?").ack()

    assert [message.text for message in slack.ephemerals(ana)] == ['/stack failed with the error "invalid_blocks"']
    assert bot.heard


def test_an_ack_may_answer_in_the_channel(slack: FakeSlack, bot: Bot, ana: str, general: str) -> None:
    """With in_channel everybody sees it."""
    bot.ack_with = {"text": "For all", "response_type": "in_channel"}

    slack.command(ana, general, "share").ack()

    assert [message.text for message in slack.messages(general)] == ["For all"]
    assert not slack.ephemerals(ana)


def test_a_mention_arrives_twice(slack: FakeSlack, bot: Bot, ana: str, general: str) -> None:
    """As app_mention and as message, with ids of their own and the same ts, in the order the test chose."""
    said = slack.say(ana, general, f"{slack.mention} node or python?", order=("message", "app_mention"))
    for delivery in said.deliveries:
        delivery.ack()

    message, mention = said.deliveries
    assert (message.payload["event"]["type"], mention.payload["event"]["type"]) == ("message", "app_mention")
    assert message.event_id != mention.event_id
    assert message.payload["event"]["ts"] == mention.payload["event"]["ts"] == said
    assert message.payload["event"]["channel_type"] == "channel"
    assert "channel_type" not in mention.payload["event"]
    assert len(bot.heard) == 2


def test_a_direct_message_is_never_a_mention(slack: FakeSlack, bot: Bot, ana: str) -> None:
    """It arrives once, as message.im."""
    said = slack.say(ana, slack.dm(ana), f"{slack.mention} hello")

    said.deliveries[0].ack()
    assert [one.payload["event"]["channel_type"] for one in said.deliveries] == ["im"]
    assert bot.heard[0]["event"]["text"] == f"{slack.mention} hello"


def test_the_app_hears_only_what_it_may(slack: FakeSlack, socket_bot: Bot, ana: str) -> None:
    """Nothing from channels it is not in, nothing it did not subscribe to, nothing without the scope."""
    elsewhere = slack.channel("elsewhere", members=[ana], bot=False)
    private = slack.channel("private", "private", members=[ana])
    slack.events.discard("message.groups")
    public = slack.channel("public", members=[ana])
    slack.scopes.discard("channels:history")

    not_in = slack.say(ana, elsewhere, f"{slack.mention} hello")
    not_subscribed = slack.say(ana, private, "hello")
    only_mention = slack.say(ana, public, f"{slack.mention} hello")

    assert (not_in.deliveries, not_subscribed.deliveries) == ((), ())
    assert [one.payload["event"]["type"] for one in only_mention.deliveries] == ["app_mention"]
    only_mention.deliveries[0].ack()
    assert len(socket_bot.heard) == 1
    with pytest.raises(NotAckedError):
        slack.edit(ana, private, not_subscribed, "bye").ack(timeout=1)


def test_a_reply_names_its_thread(slack: FakeSlack, socket_bot: Bot, ana: str, general: str) -> None:
    """The event of a reply has thread_ts and whose thread it is."""
    root = slack.say(ana, general, "hello")
    said = slack.say(ana, general, f"{slack.mention} well?", root)

    mention = said.of("app_mention")
    assert mention is not None
    mention.ack()
    assert mention.payload["event"]["thread_ts"] == root
    assert {body["event"]["ts"] for body in socket_bot.heard} <= {root, said}


def test_an_externally_shared_channel_says_so(slack: FakeSlack, socket_bot: Bot) -> None:
    """The envelope tells, and the author's own team is named."""
    eve = slack.person("eve", team="T0OTHER")
    shared = slack.channel("shared", members=[eve], ext_shared=True)

    slack.say(eve, shared, "hello").deliveries[0].ack()

    heard = socket_bot.heard[0]
    assert heard["is_ext_shared_channel"] is True
    assert (heard["team_id"], heard["event"]["user_team"]) == (slack.team, "T0OTHER")


def test_the_app_hears_its_own_messages(slack: FakeSlack, socket_bot: Bot, general: str) -> None:
    """As in Slack; Bolt drops them, and a test can turn them off."""
    ts = socket_bot.client.chat_postMessage(channel=general, text="Hello")["ts"]
    socket_bot.client.chat_update(channel=general, ts=ts, text="Bye")
    slack.echoes = False
    socket_bot.client.chat_postMessage(channel=general, text="Quiet")

    echo, edit = slack.deliveries
    echo.ack()
    assert echo.payload["event"]["bot_id"] == slack.bot_id
    assert edit.payload["event"]["subtype"] == "message_changed"
    assert all("bot_id" not in body["event"] for body in socket_bot.heard)


def test_edits_and_joins_are_told(slack: FakeSlack, socket_bot: Bot, ana: str, general: str) -> None:
    """An edit is message_changed with both texts; a join is an event and a message of its own kind."""
    bob = slack.person("bob")
    said = slack.say(ana, general, "helo")

    slack.edit(ana, general, said, "hello").ack()
    slack.join(bob, general).ack()

    slack.wait_for(lambda: all(delivery.acks for delivery in slack.deliveries))
    events = [body["event"] for body in socket_bot.heard]
    edit = next(event for event in events if event.get("subtype") == "message_changed")
    assert (edit["previous_message"]["text"], edit["message"]["text"]) == ("helo", "hello")
    assert {event.get("subtype", event["type"]) for event in events} >= {"channel_join", "member_joined_channel"}
    assert bob in slack.channels[general].members


def test_a_button_is_clicked(slack: FakeSlack, bot: Bot, ana: str, general: str) -> None:
    """On an ephemeral message, which is named and not told; on a public one the message comes along."""
    shown = slack.command(ana, general, "node or python?")
    shown.ack()
    assert shown.shown is not None
    public = slack.post(general, slack.bot_user, "Python", blocks=CARD)

    slack.click(ana, shown.shown, "share").ack()
    slack.click(ana, public, "share", "1").ack()

    private_click, public_click = bot.heard[1:]
    assert private_click["container"]["is_ephemeral"] is True
    assert "message" not in private_click
    assert public_click["message"]["ts"] == public.ts
    assert public_click["actions"][0]["value"] == "1"
    with pytest.raises(LookupError):
        slack.click(ana, public, "share", "2")


def test_feedback_leads_to_a_modal_and_its_submission(slack: FakeSlack, bot: Bot, ana: str, general: str) -> None:
    """The click opens a modal; what is chosen and typed arrives in the shape Slack gives it."""
    card = slack.post(general, slack.bot_user, "Python", blocks=CARD)

    slack.click(ana, card, "vote", "no").ack()
    modal = the_modal(slack, ana)
    slack.submit(ana, modal, {"reason": "outdated", "comment": "Old."}).ack()

    vote, submission = bot.heard
    values = submission["view"]["state"]["values"]
    assert (vote["actions"][0]["type"], vote["actions"][0]["value"]) == ("feedback_buttons", "no")
    assert values["why"]["reason"]["selected_option"]["value"] == "outdated"
    assert values["more"]["comment"] == {"type": "plain_text_input", "value": "Old."}
    assert submission["view"]["private_metadata"] == "q1"
    slack.wait_for(lambda: not modal.open)
    with pytest.raises(LookupError):
        slack.submit(ana, modal, {"reason": "no such option"})
    with pytest.raises(LookupError):
        slack.submit(ana, modal, {"no such input": "x"})


def test_a_submission_can_be_sent_back(slack: FakeSlack, socket_bot: Bot, ana: str) -> None:
    """Errors keep the modal open; an update shows something else; dismissing closes it."""
    slack.show(ana, MODAL)
    modal = the_modal(slack, ana)

    socket_bot.on_submit = {"response_action": "errors", "errors": {"why": "Choose one."}}
    slack.submit(ana, modal).ack()
    errors = dict(modal.errors)
    socket_bot.on_submit = {"response_action": "update", "view": {**MODAL, "blocks": []}}
    slack.submit(ana, modal).ack()
    updated = modal.blocks
    slack.dismiss(ana, modal)

    assert (errors, updated) == ({"why": "Choose one."}, [])
    assert slack.modal(ana) is None


def test_a_shortcut_brings_its_message(slack: FakeSlack, bot: Bot, ana: str, general: str) -> None:
    """The whole message, its channel, and ways to answer."""
    root = slack.say(ana, general, "node or python?", order=())
    message = slack.messages(general, root)[0]

    slack.shortcut(ana, message, "ask").ack()

    heard = bot.heard[0]
    assert (heard["type"], heard["callback_id"], heard["message_ts"]) == ("message_action", "ask", root)
    assert heard["message"]["text"] == "node or python?"
    assert heard["channel"]["id"] == general
    assert heard["response_url"]
    assert heard["trigger_id"]


def test_home_and_uninstalling(slack: FakeSlack, bot: Bot, ana: str) -> None:
    """Opening a tab names it; once uninstalled, the token is worth nothing."""
    slack.open_home(ana, "messages").ack()
    slack.uninstall().ack()

    slack.wait_for(lambda: all(delivery.acks for delivery in slack.deliveries))
    home, *rest = [body["event"] for body in bot.heard]
    assert (home["type"], home["tab"], home["channel"]) == ("app_home_opened", "messages", slack.dm(ana))
    assert {event["type"] for event in rest} == {"tokens_revoked", "app_uninstalled"}
    with pytest.raises(SlackApiError, match="account_inactive"):
        bot.client.auth_test()


def test_events_are_delivered_again(slack: FakeSlack, bot: Bot, ana: str, general: str) -> None:
    """With the same id and the retry's number, or as if they were new."""
    (delivery,) = slack.say(ana, general, "hello").deliveries
    delivery.ack()

    same = slack.deliver_again(delivery, times=2)
    (other,) = slack.deliver_again(delivery, same_event_id=False)

    for one in (*same, other):
        one.ack()
    ids = [body["event_id"] for body in bot.heard]
    assert ids.count(delivery.event_id) == 3
    assert other.event_id in ids
    numbers = [headers.get("x-slack-retry-num", ["0"])[0] for headers in bot.headers]
    assert sorted(numbers) == ["0", "0", "1", "2"]


def test_what_is_not_handled_gets_no_good_answer(slack: FakeSlack, bot: Bot, ana: str) -> None:
    """No ack at all in Socket Mode, 404 over HTTP; either way Slack would try again."""
    delivery = slack.event({"type": "reaction_added", "user": ana})
    slack.open_home(ana).ack()

    slack.wait_for(lambda: slack.deliveries[0].acks or slack.link is slack.sockets)
    assert [one.event_id for one in slack.retry_unacked()] == [delivery.event_id]
    assert not delivery.acked
    assert len(bot.heard) == 1


def test_nothing_unsigned_passes_for_slack(slack: FakeSlack, ana: str, general: str) -> None:
    """Bolt takes the fake's signature, and refuses it when the secret is another."""
    bot = Bot(slack)
    with Web(bot.app) as web:
        slack.connect_http(f"{web.url}/slack/events", "another secret")
        delivery = slack.command(ana, general, "hello")

        assert delivery.ack().status == 401
    assert not bot.heard
    assert [message.text for message in slack.ephemerals(ana)] == ['/stack failed with the error "dispatch_failed"']


def test_nobody_listening_is_an_answer_too(slack: FakeSlack, ana: str, general: str) -> None:
    """A refused connection counts as status 0."""
    with Web(Bot(slack).app) as web:
        url = web.url
    slack.connect_http(url, SECRET)

    assert slack.command(ana, general, "hello").ack().status == 0


def test_a_client_told_to_go_comes_back(slack: FakeSlack, socket_bot: Bot, ana: str, general: str) -> None:
    """After a disconnect the next envelope goes over the new connection."""
    (first,) = slack.sockets.connections

    slack.disconnect("warning")
    delivery = slack.command(ana, general, "hello")

    assert delivery.ack().status == 200
    assert first.leaving
    assert first not in slack.sockets.connections
    assert socket_bot.heard


def test_envelopes_go_over_any_connection_and_move_when_one_breaks(slack: FakeSlack, ana: str, general: str) -> None:
    """Two replicas share the envelopes; what one had not acked when it was cut off arrives again, at the other."""
    held, go = threading.Event(), threading.Event()
    bots = [Bot(slack), Bot(slack)]
    bots[0].before_ack = lambda: held.set() or go.wait(10)
    handlers = [SocketModeHandler(bot.app, slack.app_token, auto_reconnect_enabled=False) for bot in bots]
    connect_each(slack, handlers)
    deliveries = [slack.command(ana, general, str(number)) for number in range(2)]
    assert held.wait(10)

    slack.sockets.connections[0].websocket.close()

    assert all(delivery.ack().status == 200 for delivery in deliveries)
    assert sorted(body["text"] for body in bots[1].heard) == ["0", "1"]
    moved = next(delivery for delivery in deliveries if len(delivery.envelope_ids) == 2)
    assert len(set(moved.envelope_ids)) == 2
    go.set()
    for handler in handlers:
        close_quickly(handler)


def connect_each(slack: FakeSlack, handlers: list[SocketModeHandler]) -> None:
    """Connect one after the other, so that their order is known."""
    for count, handler in enumerate(handlers, 1):
        handler.connect()
        slack.connected(count)


def test_connections_are_cut_without_a_word(slack: FakeSlack, socket_bot: Bot, ana: str, general: str) -> None:
    """What is sent meanwhile waits for the next connection."""
    slack.cut()
    slack.wait_for(lambda: not slack.sockets.connections)
    delivery = slack.command(ana, general, "hello")

    handler = SocketModeHandler(socket_bot.app, slack.app_token)
    handler.connect()

    assert delivery.ack().status == 200
    close_quickly(handler)


def test_five_hundred_commands_at_once(slack: FakeSlack, bot: Bot, ana: str, general: str) -> None:
    """All are sent at once, acked and shown, each with its latency."""
    bot.ack_with = {"text": "Hello"}

    deliveries = [slack.command(ana, general, str(number)) for number in range(500)]
    acks = [delivery.ack(60) for delivery in deliveries]

    assert {ack.status for ack in acks} == {200}
    assert all(ack.latency_s > 0 for ack in acks)
    assert len(slack.ephemerals(ana)) == 500
    assert sorted(int(body["text"]) for body in bot.heard) == list(range(500))


def test_the_fake_starts_at_once_and_leaves_nothing() -> None:
    """It is ready within 50 ms, in the best of five; once closed, none of its threads are left."""
    before = set(threading.enumerate())
    times = []

    for _ in range(5):
        begin = time.perf_counter()
        slack = FakeSlack()
        times.append(time.perf_counter() - begin)
        slack.connect_http("http://127.0.0.1:9", SECRET)
        slack.close()

    assert min(times) < 0.05
    assert set(threading.enumerate()) <= before


def test_people_do_not_wait_for_ever(slack: FakeSlack, bot: Bot, ana: str, general: str) -> None:
    """An ack that comes too late is kept, and the person sees that the command timed out."""
    slack.patience_s = 0.0

    ack = slack.command(ana, general, "hello").ack()

    assert ack.payload["text"] == bot.ack_with["text"]
    assert [message.text for message in slack.ephemerals(ana)] == ['/stack failed with the error "operation_timeout"']


def test_a_button_on_the_home_tab_is_clicked(slack: FakeSlack, bot: Bot, ana: str) -> None:
    """The payload has the view, and no channel."""
    bot.client.views_publish(user_id=ana, view={"type": "home", "blocks": CARD[:2]})
    home = slack.home(ana)
    assert home is not None

    slack.click(ana, home, "share").ack()

    assert (bot.heard[0]["view"]["id"], bot.heard[0]["container"]["type"]) == (home.id, "view")
    assert "channel" not in bot.heard[0]


def test_an_event_arrives_when_the_test_says_so(slack: FakeSlack, bot: Bot, ana: str, general: str) -> None:
    """Something said in silence can be told later, as often and in whatever order."""
    said = slack.say(ana, general, f"{slack.mention} hello", order=())
    assert not said.deliveries

    later = slack.tell(general, said, "message", "app_mention", "app_mention").deliveries

    assert [delivery.ack().status for delivery in later] == [200] * 3
    assert len({body["event_id"] for body in bot.heard}) == 3
    assert {body["event"]["ts"] for body in bot.heard} == {str(said)}


def test_nobody_connects_without_the_ticket() -> None:
    """Any page in a browser on this machine could try."""
    with FakeSlack() as slack, pytest.raises(InvalidStatus, match="403"):
        connect(slack.socket_url.partition("?")[0])


def test_pages_in_a_browser_are_kept_out() -> None:
    """Whatever token or response URL they have found out."""
    with FakeSlack() as slack:
        request = Request(  # noqa: S310  ours
            f"{slack.api_url}auth.test",
            headers={"Origin": "https://evil.example", "Authorization": f"Bearer {slack.bot_token}"},
        )

        with pytest.raises(HTTPError) as refused, urlopen(request):  # noqa: S310  as above
            pass

    refused.value.close()
    assert refused.value.code == 403
    assert slack.calls() == []
