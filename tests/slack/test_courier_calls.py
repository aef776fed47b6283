"""What becomes of all that is no new message in a channel: updates, private answers, modals, and tasks of ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from bot.conversation.mail import Leased, Method, State
from bot.conversation.records import Exchange
from bot.errors import EncoderError, StoreError
from bot.fake_slack import FakeSlack, Fault, faults
from bot.slack.afterwards import with_afterwards
from bot.slack.backoff import TRIES
from bot.slack.settling import BUG, UNCONFIRMED
from bot.store.store import Store
from tests.slack.outbox_desk import TEAM, OutboxDesk, new_store, texts

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "*Python.*", "verbatim": True}}
TABLE = {"type": "table", "rows": [[{"type": "raw_text", "text": "Python"}]]}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    store = new_store(tmp_path)
    yield store
    store.close()


@pytest.fixture
def desk(slack: FakeSlack, store: Store) -> OutboxDesk:
    """An outbox, and who carries it out."""
    return OutboxDesk(slack, store)


@pytest.fixture
def general(slack: FakeSlack) -> str:
    """A channel with somebody in it."""
    return slack.channel("general", members=[slack.person("ana")])


def test_an_update_finds_the_message_it_follows_and_may_be_repeated(
    desk: OutboxDesk, slack: FakeSlack, general: str
) -> None:
    """Its outcome needs no reading back."""
    desk.put(desk.post(general, "card"), desk.update(general, "card with prose", "card"))
    slack.faults.plan("chat.update", faults.stored_then_dropped())
    slack.faults.plan("chat.update", faults.status(502))

    desk.carry_all()

    assert texts(slack.messages(general)) == ["card with prose"]
    assert len(slack.calls("chat.update")) == 3
    assert not slack.calls("conversations.history")


def test_an_update_of_a_message_that_was_never_sent_is_dropped_quietly(
    slack: FakeSlack, store: Store, general: str
) -> None:
    """There is nothing to update, and nobody to bother."""
    reported: list[str] = []
    desk = OutboxDesk(slack, store, report=lambda _leased, error: reported.append(error))
    desk.put(desk.post(general, "card"), desk.update(general, "prose", "card"))
    slack.faults.plan("chat.postMessage", faults.error("not_in_channel"))

    desk.carry_all()

    assert (desk.row("prose").state, desk.row("prose").error) == (State.DEAD, "expired")
    assert not slack.calls("chat.update")
    assert reported == ["not_in_channel"]


def test_an_update_waits_for_a_message_in_another_lane(desk: OutboxDesk, slack: FakeSlack, general: str) -> None:
    """While that may still be sent, the update is not dropped."""
    update = replace(desk.update(general, "card with prose", "card"), lane="somewhere else")
    desk.put(desk.post(general, "card"), update)
    slack.faults.plan("chat.postMessage", faults.rate_limited(20))

    desk.carry_all()

    assert texts(slack.messages(general)) == ["card with prose"]


@pytest.mark.parametrize(("error", "heard"), [("token_revoked", ["token_revoked"]), ("message_not_found", [])])
def test_of_an_update_the_owner_hears_only_what_they_can_mend(
    slack: FakeSlack, store: Store, general: str, error: str, heard: list[str]
) -> None:
    """Somebody who deleted the message is no trouble."""
    reported: list[str] = []
    desk = OutboxDesk(slack, store, report=lambda _leased, error: reported.append(error))
    desk.put(desk.post(general, "card"), desk.update(general, "prose", "card"))
    slack.faults.plan("chat.update", faults.error(error))

    desk.carry_all()

    assert (desk.row("prose").state, desk.row("prose").error) == (State.DEAD, error)
    assert reported == heard


@pytest.mark.parametrize("stored", [True, False])
def test_what_cannot_be_read_back_is_tried_at_most_once(
    desk: OutboxDesk, slack: FakeSlack, general: str, *, stored: bool
) -> None:
    """Messages to one person, response URLs and modals are unconfirmed where nobody can tell."""
    asked = slack.command("U0ANA", general, "node or python?")
    view = {"type": "modal", "title": {"type": "plain_text", "text": "Loading"}, "blocks": [SECTION]}
    private = {"channel": general, "user": "U0ANA", "text": "psst"}
    modal = {"trigger_id": slack.new_trigger("U0ANA"), "view": view}
    desk.put(
        desk.respond(asked.response_url, "later"),
        desk.mail(Method.POST_PRIVATELY, "private", "person:U0ANA", private),
        desk.mail(Method.OPEN_VIEW, "modal", "views:U0ANA", modal),
    )
    for method in ("response_url", "chat.postEphemeral", "views.open"):
        slack.faults.plan(method, Fault(status=500, body=b"", stored=stored))

    desk.carry_all()

    assert {(row.state, row.error) for row in desk.rows()} == {(State.DEAD, UNCONFIRMED)}
    assert len(slack.calls()) == 3


def test_what_is_told_to_one_person_arrives(desk: OutboxDesk, slack: FakeSlack, general: str) -> None:
    """By a response URL, in a channel, or as a modal; with the arguments of the row."""
    asked = slack.command("U0ANA", general, "node or python?")
    view = {"type": "modal", "title": {"type": "plain_text", "text": "Loading"}, "blocks": [SECTION]}
    desk.put(
        desk.respond(asked.response_url, "later", response_type="ephemeral", replace_original=False),
        desk.mail(Method.POST_PRIVATELY, "p", "person:U0ANA", {"channel": general, "user": "U0ANA", "text": "psst"}),
        desk.mail(Method.OPEN_VIEW, "modal", "v", {"trigger_id": slack.new_trigger("U0ANA"), "view": view}),
    )

    desk.carry_all()

    assert sorted(texts(slack.ephemerals("U0ANA"))) == ["later", "psst"]
    assert slack.modal("U0ANA")
    assert {row.state for row in desk.rows()} == {State.SENT}


@pytest.mark.parametrize(
    ("fault", "state", "error", "calls"),
    [
        (faults.error("used_url"), State.DEAD, "used_url", 1),
        (faults.status(404), State.DEAD, "http_404", TRIES),
        (faults.rate_limited(3), State.SENT, "ratelimited", 2),
        (Fault(status=302, body=b""), State.DEAD, "http_302", TRIES),
    ],
    ids=repr,
)
def test_a_response_url_that_refuses(  # one case, spelt out
    desk: OutboxDesk, slack: FakeSlack, general: str, fault: Fault, state: State, error: str, calls: int
) -> None:
    """A used one is not tried again, a rate limit is obeyed, and no redirect is followed."""
    asked = slack.command("U0ANA", general, "node or python?")
    desk.put(desk.respond(asked.response_url, "later"))
    slack.faults.plan("response_url", fault, times=1 if state is State.SENT else None)

    desk.carry_all()

    assert (desk.row("later").state, desk.row("later").error) == (state, error)
    assert len(slack.calls("response_url")) == calls


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/response/1",
        "http://hooks.slack.com/actions/1",
        "https://hooks.slack.com.example.com/1",
        "https://hooks.slack.com:8443/1",
        "https://hooks.slack.com@example.com/1",
        "https://user:word@hooks.slack.com/1",
        "file:///etc/hosts",
        "http://127.0.0.1:1/response/1",
        "http://[::1",
        "",
    ],
)
def test_nothing_is_told_to_anybody_but_slack(desk: OutboxDesk, slack: FakeSlack, url: str) -> None:
    """A response URL of another host, another scheme or with a password in it is not called."""
    desk.put(desk.respond(url, "secret"))

    desk.carry_all()

    assert (desk.row("secret").state, desk.row("secret").error) == (State.DEAD, "forbidden_url")
    assert not slack.calls()


def test_a_redirect_is_not_followed(slack: FakeSlack, store: Store, general: str) -> None:
    """What we say goes to the address we checked, and to no other."""
    asked = slack.command("U0ANA", general, "node or python?")
    with redirecting(asked.response_url) as base:
        desk = OutboxDesk(slack, store, api_url=f"{base}/api/")
        desk.put(desk.respond(f"{base}/response", "secret", response_type="in_channel"))

        desk.carry_all()

    assert (desk.row("secret").state, desk.row("secret").error) == (State.DEAD, "http_302")
    assert not slack.calls()


def test_what_follows_a_message_is_said_once_it_is_settled(desk: OutboxDesk, slack: FakeSlack, general: str) -> None:
    """What is for the other case is never said, Slack hears of neither, and what follows has its own to follow."""
    other = slack.channel("other", members=[])
    lost = with_afterwards(desk.post(other, "lost"), if_sent=desk.post(other, "then sent"))
    sent = with_afterwards(desk.post(general, "good"), if_sent=desk.post(other, "sent"), if_lost=desk.post(other, "no"))
    refused = with_afterwards(desk.post(general, "bad"), if_sent=desk.post(other, "yes"), if_lost=lost)
    desk.put(sent, refused)
    leased = desk.lease()
    assert leased
    desk.delivery.deliver(leased)
    slack.faults.plan("chat.postMessage", faults.error("is_archived"), channel=general)

    desk.carry_all()

    assert texts(slack.messages(other)) == ["sent", "lost", "then sent"]
    assert not [call for call in slack.calls("chat.postMessage") if {"if_sent", "if_lost"} & set(call.args)]


def test_the_way_to_a_person_otherwise_is_not_told_to_slack(desk: OutboxDesk, slack: FakeSlack, general: str) -> None:
    """A response URL is a secret, so it is not part of the message."""
    desk.put(desk.post(general, "public", otherwise={"user": "U0ANA", "response_url": "https://hooks.slack.com/x"}))

    desk.carry_all()

    (call,) = slack.calls("chat.postMessage")
    assert "otherwise" not in call.args


def test_a_task_is_done_and_what_it_leads_to_is_sent(slack: FakeSlack, store: Store, general: str) -> None:
    """The exchange of a task is recorded with the row, also where the task had to be done twice."""
    done: list[int] = []

    def answer(leased: Leased) -> Exchange:
        done.append(leased.attempts)
        if len(done) == 1:
            raise EncoderError("The model gave nothing usable.")
        return Exchange(TEAM, ("answered:q1",), desk.clock(), outgoing=(desk.post(general, "answer:q1"),))

    desk = OutboxDesk(slack, store, tasks={Method.ANSWER: answer})
    desk.put(desk.mail(Method.ANSWER, "read:q1", "read:q1", {"question": "q1"}))

    desk.carry_all()

    assert len(done) == 2
    assert texts(slack.messages(general)) == ["answer:q1"]


def test_a_row_whose_outcome_can_never_be_written_is_given_up(slack: FakeSlack, store: Store, general: str) -> None:
    """What contradicts the outbox is a bug, though it is the store that says so: the task is not done for ever."""

    def answer(_leased: Leased) -> Exchange:
        contradiction = desk.post(general, "answer:q1", thread_ts="1.2")
        return Exchange(TEAM, ("answered:q1",), desk.clock(), outgoing=(contradiction,))

    desk = OutboxDesk(slack, store, tasks={Method.ANSWER: answer})
    desk.put(desk.post(general, "answer:q1"), desk.mail(Method.ANSWER, "read:q1", "read:q1", {"question": "q1"}))

    desk.carry_all_despite(StoreError)

    assert (desk.row("read:q1").state, desk.row("read:q1").error) == (State.DEAD, BUG)


def test_a_row_that_a_bug_keeps_from_being_done_is_buried_and_reported(slack: FakeSlack, store: Store) -> None:
    """Its lane goes on, and somebody is told."""
    reported: list[str] = []
    desk = OutboxDesk(slack, store, report=lambda _leased, error: reported.append(error))
    desk.put(desk.mail(Method.ANSWER, "read:q1", "read:q1", {"question": "q1"}))
    leased = desk.lease()
    assert leased

    desk.delivery.give_up(leased)

    assert (desk.row("read:q1").state, desk.row("read:q1").error) == (State.DEAD, BUG)
    assert reported == [BUG]


@contextmanager
def redirecting(target: str) -> Iterator[str]:
    """A server that sends everybody elsewhere."""

    class Elsewhere(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(302)
            self.send_header("Location", target)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()
