"""What arrives from Slack: one true sample of each payload, what breaking one yields, and an app that reads all."""

import copy
import json
import re
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any

from slack_bolt import Ack, App
from slack_bolt.authorization import AuthorizeResult

from bot.slack import inbound

TEAM, USER, CHANNEL, BOT = "T0ACME", "U0ANA", "C0GENERAL", "U0STACKBOT"
TS, ROOT_TS = "1700000000.000200", "1700000000.000100"
URL = "https://hooks.slack.com/actions/T0ACME/1/abc"
TRIGGER = "12466734323.1395872398.abcdef"

Json = Any


def event(inner: Json, **envelope: Json) -> Json:
    """An event in its envelope."""
    authorization = {"enterprise_id": None, "team_id": TEAM, "user_id": BOT, "is_bot": True}
    return {
        "token": "verification",
        "team_id": TEAM,
        "context_team_id": TEAM,
        "context_enterprise_id": None,
        "api_app_id": "A0STACK",
        "event": inner,
        "type": "event_callback",
        "event_id": "Ev0123ABC",
        "event_time": 1700000000,
        "authorizations": [authorization | {"is_enterprise_install": False}],
        "is_ext_shared_channel": False,
        "event_context": "4-abc",
        **envelope,
    }


def message(**fields: Json) -> Json:
    """A message in a channel, with its envelope."""
    inner = {
        "type": "message",
        "user": USER,
        "text": "node or python?",
        "ts": TS,
        "client_msg_id": "1f0c-aa",
        "team": TEAM,
        "channel": CHANNEL,
        "channel_type": "channel",
        "event_ts": TS,
        "blocks": [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]}],
    }
    return event(inner | fields)


def mention(**fields: Json) -> Json:
    """A mention in a channel, with its envelope; it says nothing of the channel's kind."""
    told = message(**{"type": "app_mention", "text": f"<@{BOT}> node or python?", **fields})
    told["event"].pop("channel_type", None)
    return told | {"event_id": "Ev0456DEF"}


def command(**fields: Json) -> Json:
    """A slash command."""
    return {
        "token": "verification",
        "team_id": TEAM,
        "team_domain": "acme",
        "channel_id": CHANNEL,
        "channel_name": "general",
        "user_id": USER,
        "user_name": "ana",
        "command": "/stack",
        "text": "node or python?",
        "api_app_id": "A0STACK",
        "is_enterprise_install": "false",
        "response_url": URL,
        "trigger_id": TRIGGER,
        **fields,
    }


def click(**fields: Json) -> Json:
    """A button pressed in a message."""
    return {
        "type": "block_actions",
        "user": {"id": USER, "username": "ana", "name": "ana", "team_id": TEAM},
        "api_app_id": "A0STACK",
        "token": "verification",
        "container": {"type": "message", "message_ts": TS, "channel_id": CHANNEL, "is_ephemeral": False},
        "trigger_id": TRIGGER,
        "team": {"id": TEAM, "domain": "acme"},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": CHANNEL, "name": "general"},
        "message": {"user": BOT, "type": "message", "ts": TS, "bot_id": "B1", "text": "…", "thread_ts": ROOT_TS},
        "state": {"values": {}},
        "response_url": URL,
        "actions": [pressed()],
        **fields,
    }


def pressed(**fields: Json) -> Json:
    """One button."""
    text = {"type": "plain_text", "text": "Share", "emoji": True}
    known = {"action_id": "share_answer", "block_id": "b1", "text": text, "value": "q1"}
    return known | {"type": "button", "action_ts": "1700000001.5"} | fields


def click_in_view(**fields: Json) -> Json:
    """A menu used in the home tab."""
    chosen = {"type": "static_select", "selected_option": {"text": {}, "value": "off"}, "value": None}
    view = {"id": "V0HOME", "team_id": TEAM, "type": "home", "callback_id": "", "state": {"values": {}}}
    told = click(container={"type": "view", "view_id": "V0HOME"}, view=view, actions=[pressed(**chosen)])
    return {name: value for name, value in told.items() if name not in {"channel", "message", "response_url"}} | fields


def shortcut(**fields: Json) -> Json:
    """A shortcut chosen in the menu of a message."""
    return {
        "type": "message_action",
        "token": "verification",
        "action_ts": "1700000002.1",
        "team": {"id": TEAM, "domain": "acme"},
        "user": {"id": USER, "username": "ana", "team_id": TEAM, "name": "ana"},
        "channel": {"id": CHANNEL, "name": "general"},
        "is_enterprise_install": False,
        "enterprise": None,
        "callback_id": "ask_about_message",
        "trigger_id": TRIGGER,
        "response_url": URL,
        "message_ts": TS,
        "message": {"type": "message", "user": "U0BEN", "text": "node?", "ts": TS, "thread_ts": ROOT_TS, "team": TEAM},
        **fields,
    }


def submission(**fields: Json) -> Json:
    """A modal submitted."""
    reason = {"type": "radio_buttons", "selected_option": {"text": {}, "value": "outdated"}}
    comment = {"type": "plain_text_input", "value": "it is 2026"}
    view = {
        "id": "V0MODAL",
        "team_id": TEAM,
        "type": "modal",
        "private_metadata": '{"question": "q1"}',
        "callback_id": "feedback_reason",
        "state": {"values": {"b1": {"reason": reason}, "b2": {"comment": comment}}},
        "hash": "1.abc",
        "app_installed_team_id": TEAM,
    }
    return {
        "type": "view_submission",
        "team": {"id": TEAM, "domain": "acme"},
        "user": {"id": USER, "username": "ana", "name": "ana", "team_id": TEAM},
        "api_app_id": "A0STACK",
        "token": "verification",
        "trigger_id": TRIGGER,
        "view": view | fields,
        "response_urls": [],
        "is_enterprise_install": False,
        "enterprise": None,
    }


def home(tab: str = "messages") -> Json:
    """The app's own pages opened."""
    return event({"type": "app_home_opened", "user": USER, "channel": "D0ANA", "tab": tab, "event_ts": TS})


SAMPLES: tuple[Json, ...] = (
    command(),
    message(),
    message(channel="D0ANA", channel_type="im", thread_ts=ROOT_TS),
    message(subtype="message_changed", hidden=True, message={"user": USER, "ts": TS}, previous_message={"user": USER}),
    mention(),
    event({"type": "app_mention", "user": USER, "user_team": "T0OTHER"}, is_ext_shared_channel=True),
    home(),
    event({"type": "app_uninstalled"}),
    event({"type": "tokens_revoked", "tokens": {"oauth": [USER], "bot": [BOT]}}),
    event({"type": "reaction_added", "user": USER, "item": {"type": "message", "channel": CHANNEL, "ts": TS}}),
    event({"type": "assistant_thread_started", "assistant_thread": {"user_id": USER, "channel_id": "D0ANA"}}),
    event(
        {"type": "function_executed", "function": {"callback_id": "f"}, "function_execution_id": "Fx1", "inputs": {}}
    ),
    click(),
    click_in_view(),
    shortcut(),
    submission(),
    {"type": "view_closed", "team": {"id": TEAM}, "user": {"id": USER}, "view": submission()["view"]},
    {"type": "block_suggestion", "action_id": "find", "value": "no", "team": {"id": TEAM}, "user": {"id": USER}},
)

DEEP: Json = None
for _ in range(60):
    DEEP = {"type": "message", "elements": [DEEP]}

JUNK: tuple[Json, ...] = (
    *(None, True, False, 0, -1, 1.5, 10**40, "", "x", "\ud800", "\x00", "a\x00b", "id", "💥" * 50_000, "9" * 5_000),
    *([], {}, [[]], [None], [{}], ["id"], {"id": None}, {"id": 5}, {"id": ["x"]}, {"type": {}}, DEEP),
    *(TEAM, USER, CHANNEL, TS, "event_callback", "message", "block_actions", "view_submission", "command"),
)

NAMES = (
    "event view team user channel enterprise authorizations item message previous_message type subtype command "
    "callback_id action_id actions container function_data response_urls bot_id assistant_thread is_ext_shared_channel"
).split()


def broken(random: Random, samples: Sequence[Json] = SAMPLES) -> Json:
    """A sample in which up to three things are missing, wrong or too many."""
    payload = copy.deepcopy(random.choice(samples))
    for _ in range(random.randint(1, 3)):
        where, name = random.choice(list(_places(payload)) or [(None, None)])
        if where is None:
            return random.choice(JUNK)
        _break(where, name, random)
    return payload


def _break(where: Json, name: Json, random: Random) -> None:
    junk = copy.deepcopy(random.choice((*JUNK, *SAMPLES[:3])))
    match random.randint(0, 5):
        case 0:
            del where[name]
        case 1 if isinstance(where, dict):
            where[random.choice(NAMES)] = junk
        case _:
            where[name] = junk


def _places(part: Json, depth: int = 0) -> Iterator[tuple[Json, Json]]:
    """Each place of a payload: the object or list that it is in, and its name or number there."""
    if depth > 8 or not isinstance(part, dict | list):
        return
    for name, held in part.items() if isinstance(part, dict) else enumerate(part):
        yield part, name
        yield from _places(held, depth + 1)


READERS: tuple[Callable[[Json], object], ...] = (
    inbound.read_command,
    lambda body: inbound.read_message(body, BOT),
    inbound.read_click,
    inbound.read_shortcut,
    inbound.read_submission,
    inbound.read_home_opened,
    inbound.read_farewell,
    lambda body: inbound.thread_text(body, BOT),
)


def readings(body: Json) -> list[object]:
    """What the readers make of a payload."""
    return [found for read in READERS if (found := read(body)) is not None]


def reading_app(take: Callable[[Json], object] = readings) -> App:
    """Bolt's app as ours is set up, with listeners that take whatever comes."""

    def authorize(team_id: str | None, enterprise_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_user_id=BOT)

    app = App(
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
        url_verification_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )

    def listener(ack: Ack, body: Json) -> None:
        answer = take(body)
        ack(**answer) if isinstance(answer, dict) else ack()

    any_name = re.compile(r".*", re.DOTALL)
    listens = (app.command, app.event, app.action, app.shortcut, app.view, app.view_closed, app.options)
    for listen in listens:
        listen(any_name)(listener)
    return app


def as_json(payload: Json) -> bytes:
    """A payload as it travels; what cannot travel so is escaped."""
    return json.dumps(payload).encode()
