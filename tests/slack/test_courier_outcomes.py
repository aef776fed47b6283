"""What becomes of a message, whatever Slack does with the call."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from structlog.testing import capture_logs

from bot.conversation.mail import Leased, Method, State
from bot.conversation.records import Exchange
from bot.fake_slack import FakeSlack, Fault, faults
from bot.slack.backoff import TRIES
from bot.slack.settling import UNCONFIRMED
from bot.store.store import Store
from tests.slack.outbox_desk import TEAM, OutboxDesk, mark, marks, new_store, texts

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


def test_a_message_is_sent_once_with_its_mark_and_nothing_live(
    desk: OutboxDesk, slack: FakeSlack, general: str
) -> None:
    """Its metadata names it by an opaque mark; links are not unfurled, and Slack parses nothing."""
    row = desk.post(general, "answer:q1")
    desk.put(row)

    desk.carry_all()

    (message,) = slack.messages(general)
    assert message.text == "answer:q1"
    assert message.metadata == {"event_type": "stackbot_message", "event_payload": {"key": mark(row)}}
    assert "q1" not in mark(row)
    (call,) = slack.calls("chat.postMessage")
    assert (call.args["unfurl_links"], call.args["unfurl_media"], call.args["parse"]) == (False, False, "none")
    assert "link_names" not in call.args
    assert desk.row("answer:q1").state is State.SENT


def test_a_rate_limit_rests_the_channel_and_nothing_else(desk: OutboxDesk, slack: FakeSlack, general: str) -> None:
    """Until Retry-After has passed nothing is sent there, while other channels go on; then all goes out in order."""
    other = slack.channel("other")
    desk.put(desk.post(general, "one"), desk.post(other, "two"), desk.post(general, "three"))
    view = {"type": "home", "blocks": [SECTION]}
    desk.put(desk.mail(Method.PUBLISH_HOME, "home", "home:U0ANA", {"user_id": "U0ANA", "view": view}))
    slack.faults.plan("chat.postMessage", faults.rate_limited(30))
    begin = slack.now()

    desk.carry_due()

    assert len(slack.calls("chat.postMessage", general)) == 1
    assert texts(slack.messages(other)) == ["two"]
    assert slack.home("U0ANA")
    desk.carry_all()
    assert texts(slack.messages(general)) == ["one", "three"]
    assert all(call.at >= begin + 30 for call in slack.calls("chat.postMessage", general)[1:])


def test_rate_limits_are_not_counted_as_failures(desk: OutboxDesk, slack: FakeSlack, general: str) -> None:
    """However often Slack asks to wait, the message goes out in the end."""
    desk.put(desk.post(general, "patient"))
    slack.faults.plan("chat.postMessage", faults.rate_limited(1), times=3 * TRIES)

    desk.carry_all()

    assert texts(slack.messages(general)) == ["patient"]


@pytest.mark.parametrize(
    "fault",
    [
        faults.stored_then_dropped(),
        faults.dropped(),
        faults.status(503, stored=True),
        faults.status(503),
        faults.malformed(stored=True),
        faults.malformed(stored=False),
        faults.error("internal_error"),
        Fault(error="fatal_error", stored=True),
        Fault(body=b"[1]", stored=True),
        Fault(body=b"", stored=True),
    ],
    ids=repr,
)
def test_an_unknown_outcome_ends_in_one_message(desk: OutboxDesk, slack: FakeSlack, general: str, fault: Fault) -> None:
    """Whether Slack kept the message or not, it is there once in the end, and the next one comes after it."""
    desk.put(desk.post(general, "first"), desk.post(general, "second"))
    slack.faults.plan("chat.postMessage", fault)

    desk.carry_all()

    assert texts(slack.messages(general)) == ["first", "second"]
    assert [row.state for row in desk.rows()] == [State.SENT, State.SENT]


def test_a_message_in_a_thread_is_looked_for_in_the_thread(desk: OutboxDesk, slack: FakeSlack, general: str) -> None:
    """A channel's history does not show replies."""
    thread = slack.say("U0ANA", general, "node or python?")
    desk.put(desk.post(general, "answer", thread_ts=thread))
    slack.faults.plan("chat.postMessage", faults.stored_then_dropped())

    desk.carry_all()

    assert texts(slack.messages(general, thread)) == ["node or python?", "answer"]
    assert slack.calls("conversations.replies")


def test_a_message_that_shows_late_is_not_sent_again(slack: FakeSlack, store: Store, general: str) -> None:
    """It may be missing for ten seconds after the attempt."""
    stored_at = slack.now()
    desk = OutboxDesk(slack, store, step=lambda: slack.now() - stored_at >= 10 and slack.release_late())
    desk.put(desk.post(general, "late"))
    slack.faults.plan("chat.postMessage", faults.stored_late())

    desk.carry_all()

    assert texts(slack.messages(general)) == ["late"]
    assert len(slack.calls("chat.postMessage")) == 1
    assert len(slack.calls("conversations.history")) >= 3


def test_an_answer_that_does_not_come_in_time_is_an_unknown_outcome(
    slack: FakeSlack, store: Store, general: str
) -> None:
    """The message was kept while we gave up."""
    desk = OutboxDesk(slack, store, timeout_s=1)
    released = Event()
    desk.put(desk.post(general, "slow"))
    slack.faults.plan("chat.postMessage", faults.slow(released))

    desk.carry_due()

    assert desk.row("slow").state is State.AMBIGUOUS
    released.set()
    slack.wait_for(lambda: slack.messages(general))
    desk.carry_all()
    assert texts(slack.messages(general)) == ["slow"]
    assert desk.row("slow").state is State.SENT


def test_where_the_channel_cannot_be_read_it_is_sent_at_most_once(slack: FakeSlack, store: Store, general: str) -> None:
    """Without the scope nobody can tell; the row says so, the owner is not bothered, and the next message goes out."""
    reported: list[str] = []
    desk = OutboxDesk(slack, store, report=lambda _leased, error: reported.append(error))
    slack.scopes.discard("channels:history")
    desk.put(desk.post(general, "who knows"), desk.post(general, "next"))
    slack.faults.plan("chat.postMessage", faults.stored_then_dropped())

    desk.carry_all()

    assert texts(slack.messages(general)) == ["who knows", "next"]
    assert (desk.row("who knows").state, desk.row("who knows").error) == (State.DEAD, UNCONFIRMED)
    assert not reported


def test_doubts_without_end_end(desk: OutboxDesk, slack: FakeSlack, general: str) -> None:
    """A message that is lost each time is given up, known to be missing, and the next one goes out."""
    desk.put(desk.post(general, "lost"), desk.post(general, "next"))
    slack.faults.plan("chat.postMessage", faults.dropped(), times=TRIES)

    desk.carry_all()

    assert texts(slack.messages(general)) == ["next"]
    assert (desk.row("lost").state, desk.row("lost").error) == (State.DEAD, "missing")


def test_reading_back_bears_failures_of_its_own(desk: OutboxDesk, slack: FakeSlack, general: str) -> None:
    """A rate limit, an error and a dropped connection while reading prove nothing; it is read again."""
    desk.put(desk.post(general, "once"))
    slack.faults.plan("chat.postMessage", faults.stored_then_dropped())
    for fault in (faults.rate_limited(60), faults.status(500), faults.dropped()):
        slack.faults.plan("conversations.history", fault)

    desk.carry_all()

    assert texts(slack.messages(general)) == ["once"]
    assert desk.row("once").state is State.SENT


def test_a_message_is_found_however_much_was_said_since(desk: OutboxDesk, slack: FakeSlack, general: str) -> None:
    """History is read page by page."""
    desk.put(desk.post(general, "early"))
    slack.faults.plan("chat.postMessage", faults.stored_then_dropped())
    desk.carry_due()
    for number in range(450):
        slack.say("U0ANA", general, f"chatter {number}")

    desk.carry_all()

    assert texts(slack.messages(general)).count("early") == 1
    assert len(slack.calls("conversations.history")) == 3


def test_slack_that_cannot_be_reached_is_tried_longer_and_longer(slack: FakeSlack, store: Store, general: str) -> None:
    """Nothing was written, so there is no doubt; after 8 tries in about ten minutes the row is dead, and reported."""
    reported: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        nowhere = f"http://127.0.0.1:{server.getsockname()[1]}/api/"
    desk = OutboxDesk(slack, store, api_url=nowhere, report=lambda _leased, error: reported.append(error))
    desk.put(desk.post(general, "unsent"))
    begin = slack.now()

    desk.carry_all()

    row = desk.row("unsent")
    assert (row.state, row.attempts, row.error) == (State.DEAD, TRIES, "not_reached_ConnectionRefusedError")
    assert timedelta(minutes=6).total_seconds() < slack.now() - begin < timedelta(minutes=15).total_seconds()
    assert reported == [row.error]


def test_what_is_worth_sending_for_long_is_tried_for_as_long(slack: FakeSlack, store: Store, general: str) -> None:
    """An outage of hours is outlasted, with never more than some ten minutes between two tries."""
    slack.faults.plan("chat.postMessage", faults.error("service_unavailable"), times=3 * TRIES)
    desk = OutboxDesk(slack, store)
    until = datetime.fromtimestamp(slack.now(), UTC) + timedelta(days=1)
    desk.put(replace(desk.post(general, "digest"), expires_at=until))
    begin = slack.now()

    desk.carry_all()

    assert desk.row("digest").state is State.SENT
    assert timedelta(hours=1).total_seconds() < slack.now() - begin < timedelta(hours=4).total_seconds()


def test_the_owner_hears_once_of_what_only_they_can_mend(slack: FakeSlack, store: Store, general: str) -> None:
    """Three messages to an archived channel die at once, and one report goes to the owner."""
    owner = slack.person("olga", owner=True)

    def report(leased: Leased, error: str) -> Exchange:
        key = f"report:{leased.mail.arguments['channel']}:{error}"
        telling = replace(desk.post(owner, key), first_wins=True)
        return Exchange(TEAM, (f"undelivered:{leased.mail.key}",), desk.clock(), outgoing=(telling,))

    desk = OutboxDesk(slack, store, report=report)
    slack.channels[general].archived = True
    desk.put(*(desk.post(general, f"message {number}") for number in range(3)))

    desk.carry_all()

    assert [row.state for row in desk.rows()] == [State.DEAD] * 3 + [State.SENT]
    assert texts(slack.messages(slack.dm(owner))) == [f"report:{general}:is_archived"]
    assert len(slack.calls("chat.postMessage", general)) == 3


@pytest.mark.parametrize("error", ["not_in_channel", "channel_not_found", "missing_scope", "account_inactive"])
def test_a_permanent_error_is_not_tried_again(slack: FakeSlack, store: Store, general: str, error: str) -> None:
    """One call, one report, and Slack's word in the row."""
    reported: list[str] = []
    desk = OutboxDesk(slack, store, report=lambda _leased, error: reported.append(error))
    desk.put(desk.post(general, "refused"))
    slack.faults.plan("chat.postMessage", faults.error(error), times=None)

    desk.carry_all()

    assert (desk.row("refused").state, desk.row("refused").error) == (State.DEAD, error)
    assert len(slack.calls("chat.postMessage")) == 1
    assert reported == [error]


@pytest.mark.parametrize("switch", ["refuse_newer_blocks", "refuse_all_blocks"])
def test_refused_blocks_end_in_a_visible_message(desk: OutboxDesk, slack: FakeSlack, general: str, switch: str) -> None:
    """What Slack will not show goes out simpler, as text in the end: never nothing, and still once."""
    setattr(slack, switch, True)
    desk.put(desk.post(general, "Python.", blocks=[SECTION, TABLE]))

    desk.carry_all()

    (message,) = slack.messages(general)
    assert message.shown
    assert marks([message])
    assert desk.row("Python.").state is State.SENT


def test_blocks_without_anything_simpler_are_given_up(desk: OutboxDesk, slack: FakeSlack, general: str) -> None:
    """There is an end to it, and the row says why."""
    desk.put(desk.post(general, "hopeless", blocks=[SECTION, TABLE]))
    slack.faults.plan("chat.postMessage", faults.error("msg_blocks_too_long"), times=None)

    desk.carry_all()

    assert (desk.row("hopeless").state, desk.row("hopeless").error) == (State.DEAD, "msg_blocks_too_long")


def test_a_message_keeps_its_place_while_it_fails(desk: OutboxDesk, slack: FakeSlack, general: str) -> None:
    """What follows in the channel waits for it; another channel does not."""
    other = slack.channel("other")
    desk.put(*(desk.post(general, f"{number}") for number in range(6)), desk.post(other, "elsewhere"))
    for fault in (
        faults.dropped(),
        faults.rate_limited(5),
        faults.status(500, stored=True),
        faults.stored_then_dropped(),
    ):
        slack.faults.plan("chat.postMessage", fault, channel=general)

    desk.carry_due()

    assert not slack.messages(general)
    assert texts(slack.messages(other)) == ["elsewhere"]
    desk.carry_all()
    assert texts(slack.messages(general)) == ["0", "1", "2", "3", "4", "5"]


def test_a_row_whose_sender_died_after_sending_is_found_and_not_sent_again(
    desk: OutboxDesk, slack: FakeSlack, general: str
) -> None:
    """The lease runs out, the next sender reads the channel back, and the row is sent."""
    desk.put(desk.post(general, "last words"), desk.post(general, "next"))
    leased = desk.lease()
    assert leased
    slack.post(general, slack.bot_user, "last words", metadata=_metadata(leased))

    desk.carry_all()

    assert texts(slack.messages(general)) == ["last words", "next"]
    assert [row.state for row in desk.rows()] == [State.SENT, State.SENT]


def test_a_row_whose_sender_died_before_sending_is_sent(desk: OutboxDesk, slack: FakeSlack, general: str) -> None:
    """Once it was missing long enough."""
    desk.put(desk.post(general, "unspoken"))
    assert desk.lease()

    desk.carry_all()

    assert texts(slack.messages(general)) == ["unspoken"]


def test_a_sender_that_lost_its_lease_changes_nothing(desk: OutboxDesk, slack: FakeSlack, general: str) -> None:
    """What it sent is found by its successor; what it writes afterwards is not heard."""
    desk.put(desk.post(general, "slowly"))
    stale = desk.lease()
    assert stale
    slack.advance(61)
    successor = desk.lease()
    assert successor
    assert successor.fence > stale.fence

    desk.delivery.deliver(stale)
    desk.delivery.deliver(successor)

    assert texts(slack.messages(general)) == ["slowly"]
    assert desk.row("slowly").state is State.SENT


def test_logs_hold_ids_and_never_texts_addresses_or_tokens(slack: FakeSlack, store: Store, general: str) -> None:
    """Every kind of event was logged, and none holds a secret."""
    desk = OutboxDesk(slack, store)
    asked = slack.command("U0ANA", general, "node or python?")
    desk.put(desk.post(general, "canary text"), desk.respond(asked.response_url, "canary reply"))
    slack.faults.plan("chat.postMessage", faults.stored_then_dropped())
    slack.faults.plan("chat.postMessage", faults.rate_limited(1))
    slack.faults.plan("response_url", faults.error("used_url"))
    desk.put(desk.post(general, "canary too"))

    with capture_logs() as logs:
        desk.carry_all()

    assert {"mail_sent", "mail_postponed", "mail_doubtful", "mail_died"} <= {entry["event"] for entry in logs}
    said = repr(logs)
    assert not [secret for secret in ("canary", slack.bot_token, asked.response_url, general) if secret in said]


def _metadata(leased: Leased) -> dict[str, object]:
    return {"event_type": "stackbot_message", "event_payload": {"key": mark(leased.mail)}}
