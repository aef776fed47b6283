"""Two workspaces served by one bot know nothing of each other, whatever ids a payload holds."""

import json
import re
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from bot.fake_slack import Delivery, FakeSlack, payloads
from bot.store.tables import metadata
from tests.slack.conftest import StartMany
from tests.slack.test_deciding import cards_of, fields, form
from tests.slack.watching import PICKED, UNANSWERED, UNCLEAR, answer, asked, name_of

MINE, THEIRS = "canarymine", "canarytheirs"
IDS = ("SELECT id FROM questions WHERE team = ? ORDER BY asked_at, id", "SELECT id FROM decisions WHERE team = ?")


def rows_of(database: Path, team: str) -> Mapping[str, Sequence[Any]]:
    """All rows of a workspace, by table."""
    with closing(sqlite3.connect(database)) as connection:
        return {
            table.name: sorted(map(repr, connection.execute(_all_of(table.name), (team,))))
            for table in metadata.sorted_tables
            if "team" in table.c
        }


def _all_of(table: str) -> str:
    return f'SELECT * FROM "{table}" WHERE team = ?'  # noqa: S608  a name of ours


def ids_of(database: Path, slack: FakeSlack, channel: str) -> list[str]:
    """The ids of what a workspace holds, in an order that is the same after the same session."""
    with closing(sqlite3.connect(database)) as connection:
        kept = [row[0] for query in IDS for row in connection.execute(query, (slack.team,))]
    said = [message.ts for message in slack.messages(channel)]
    return [*kept, *said, *(message.ts for message in cards_of(slack, "U0ANA")), slack.bot_token]


def session(slack: FakeSlack, user: str, channel: str, words: str) -> None:
    """A bit of everything, about these words."""
    private = asked(slack, user, channel, f"{UNANSWERED} {words}")
    asked(slack, user, channel, f"why {name_of(private)}")
    slack.click(user, private, "answer_feedback", f"not_helpful:{name_of(private)}").ack()
    view = slack.wait_for(lambda: slack.modal(user))
    slack.submit(user, view, {"reason": "other", "comment": words}).ack()
    slack.close_view(view)
    unclear = asked(slack, user, channel, UNCLEAR)
    slack.click(user, unclear, "choose_1").ack()
    picked = asked(slack, user, channel, f"{PICKED} {words}")
    slack.click(user, picked, "share_answer").ack()
    slack.click(user, private, "ask_a_human").ack()
    said = slack.say(user, channel, f"{slack.mention} {PICKED} {words}")
    card = answer(slack, channel, said)
    slack.click(user, card, "log_decision_from_answer").ack()
    slack.submit(user, form(slack, user), {"title": f"Use it, {words}", "why": words}).ack()
    record = answer(slack, channel, said, 2)
    slack.say(user, channel, f"{slack.mention} and for {words}?", said)
    answer(slack, channel, said, 3)
    for move, values in (("edit", {"edit_why": words}), ("deprecate", {"why": words})):
        slack.click(user, record, f"decision_move_{move}").ack()
        opened = slack.wait_for(lambda: (view := slack.modal(user)) and fields(view) and view)
        slack.submit(user, opened, values).ack()
        slack.close_view(opened)
    for text in (
        "decision ADR-0001",
        f"decisions {words}",
        "gaps",
        "digest on",
        "digest preview",
        "settings shared on",
    ):
        asked(slack, user, channel, text)
    slack.open_home(user).ack()
    settled(slack, user, channel)


def settled(slack: FakeSlack, user: str, channel: str) -> None:
    """Wait until all that was to be said in a channel is said: nothing overtakes anything there."""
    answer(slack, channel, slack.say(user, channel, f"{slack.mention} {PICKED}"))


def swapped(slack: FakeSlack, delivery: Delivery, ids: Mapping[str, str], other: str) -> dict[str, Any]:
    """A payload of a workspace that is new, and holds another's ids everywhere but where it says whose it is."""
    text = json.dumps(delivery.payload)
    for id_, foreign in {**ids, slack.team: other}.items():
        text = text.replace(id_, foreign)
    payload: dict[str, Any] = json.loads(text)
    for name in ("authorizations", "response_url", "api_app_id"):
        if name in payload:
            payload[name] = delivery.payload[name]
    if "command" in payload:
        payload["team_id"] = slack.team
    elif "event" not in payload:
        payload["team"] = delivery.payload["team"]
        if payload.get("view"):
            payload["view"]["app_installed_team_id"] = slack.team
            payload["view"]["id"] = slack.new_id("V")
    if "event_id" in payload:
        payload["event_id"] = slack.new_id("Ev")
    if "trigger_id" in payload:
        payload["trigger_id"] = slack.new_trigger("U0ANA")
    for action in payload.get("actions", ()):
        action["action_ts"] = slack.next_ts()
    return payload


def test_no_payload_of_one_workspace_reads_or_changes_what_another_has(
    slack: FakeSlack, other: FakeSlack, start_many: StartMany, tmp_path: Path, ana: str, general: str
) -> None:
    """The same session in both; then all that one sent, with the other's ids of questions, records and messages."""
    database = tmp_path / "stackbot.db"
    bot = start_many(rate_person="100000", rate_workspace="100000")
    bot.speaks_to(slack, other)
    for workspace, words in ((slack, MINE), (other, THEIRS)):
        bot.browser().install(workspace, ana)
        session(workspace, ana, general, words)
    before, calls = rows_of(database, slack.team), len(slack.calls())
    ids = dict(zip(ids_of(database, other, general), ids_of(database, slack, general), strict=True))
    sent = [swapped(other, one, ids, slack.team) for one in other.deliveries]

    acks = [other.deliver(one.kind, body).ack() for one, body in zip(list(other.deliveries), sent, strict=True)]

    settled(other, ana, general)
    bot.stop()
    assert sum(any(id_ in json.dumps(body) for id_ in ids.values()) for body in sent) >= len(sent) / 3
    assert len(before["questions"]) == 7
    assert len(before["decisions"]) == 1
    assert rows_of(database, slack.team) == before
    assert len(slack.calls()) == calls
    assert all(ack.ok for ack in acks)
    told = [*(ack.payload for ack in acks), *(call.args for call in other.calls()), rows_of(database, other.team)]
    assert MINE not in json.dumps(told)
    assert THEIRS in json.dumps(told)


def test_an_event_is_for_the_workspace_that_installed_the_app(
    slack: FakeSlack, start_many: StartMany, ana: str, general: str
) -> None:
    """In a channel shared with another organisation, Slack may name that one first."""
    bot = start_many()
    bot.speaks_to(slack)
    bot.browser().install(slack, ana)
    said = slack.say(ana, general, f"{slack.mention} {PICKED}", order=())
    message = slack.message(general, said)
    assert message is not None
    told = payloads.event(slack, payloads.mention_event(slack, message, slack.channels[general]))

    ack = slack.deliver("events_api", {**told, "team_id": "T0STRANGER"}).ack()

    assert ack.ok
    assert answer(slack, general, said)


ACROSS = (  # what looks at all workspaces, and why: it is for who operates the bot, or a courier's
    r"^(SELECT|UPDATE) .*outbox.*(\bstate IN|state = |leased_until|number IN)",  # leases
    r"^SELECT outbox\.state, .* FROM outbox GROUP BY outbox\.state$",  # the glance at it
    r"^DELETE FROM (inbox|questions|outbox) WHERE .*(at|asked_at|finished_at) < ",  # what is kept no longer
    r"^SELECT installations\..* FROM installations ORDER BY installations\.team$",
)


def test_every_statement_names_the_workspace(slack: FakeSlack, start_many: StartMany, ana: str, general: str) -> None:
    """Of all that a session runs, those that read or change a workspace's rows are for one workspace."""
    run: set[str] = set()
    note = lambda _connection, _cursor, statement, *_: run.add(" ".join(statement.split()))  # noqa: E731
    event.listen(Engine, "before_cursor_execute", note)
    try:
        bot = start_many()
        bot.speaks_to(slack)
        bot.browser().install(slack, ana)
        session(slack, ana, general, MINE)
        asked(slack, ana, general, "forget me")
        bot.stop()
    finally:
        event.remove(Engine, "before_cursor_execute", note)

    tables = "|".join(table.name for table in metadata.sorted_tables if "team" in table.c)
    about = [one for one in run if re.search(rf"^(?!CREATE).*\b(FROM|UPDATE|JOIN) \"?({tables})\b", one)]
    unbounded = [one for one in about if not re.search(r"\bteam = \?", one)]

    assert len(about) > 40
    assert [one for one in unbounded if not any(re.search(why, one) for why in ACROSS)] == []
    assert all(any(re.search(why, one) for one in unbounded) for why in ACROSS)
