"""What comes in: from a payload, as Bolt hands it over, to what somebody said or did, or to None.

None stands for all that is not for us (bots, edits, our own posts) and for all that cannot be read. Nothing here
raises, whatever a payload holds.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from bot.ids import ALPHABET, ID_LENGTH, QuestionId, TeamId, lasting_id
from bot.slack.interactive import (
    ClickPayload,
    FormClickPayload,
    Interaction,
    ShortcutPayload,
    SubmissionPayload,
    SubmittedView,
)
from bot.slack.payloads import (
    CommandPayload,
    FarewellPayload,
    HomePayload,
    MessageEvent,
    MessagePayload,
    SaidPart,
    cleaned,
    parsed,
)
from bot.slack.received import Click, Command, Farewell, HomeOpened, Message, MessageKind, Shortcut, Submission
from bot.slack.shape import is_shallow, is_wellformed

__all__ = [
    "Click",
    "Command",
    "Farewell",
    "HomeOpened",
    "Message",
    "MessageKind",
    "Shortcut",
    "Submission",
    "is_wellformed",
    "question_id",
    "read_click",
    "read_command",
    "read_farewell",
    "read_form_click",
    "read_home_opened",
    "read_message",
    "read_shortcut",
    "read_submission",
    "thread_text",
]

_MESSAGE_KEY = "message:"

QUESTION_ID = re.compile(f"[{ALPHABET}]{{{ID_LENGTH}}}")
_ENTERED = ("value", "selected_date", "selected_time", "selected_user", "selected_channel", "selected_conversation")


def question_id(keys: Sequence[str], team: str) -> QuestionId:
    """Ten characters that always name the question of this delivery, whichever of its events comes first."""
    lasting = next((key for key in keys if key.startswith(_MESSAGE_KEY)), keys[0])
    return QuestionId(lasting_id(f"{team}\n{lasting}"))


def read_command(body: object) -> Command | None:
    """The slash command, also where nothing follows its name."""
    payload = parsed(CommandPayload, body)
    if payload is None:
        return None
    return Command(
        team=payload.team_id,
        channel=payload.channel_id,
        user=payload.user_id,
        text=payload.text.strip(),
        command=payload.command,
        response_url=payload.response_url,
        trigger_id=payload.trigger_id,
        private=payload.private,
        keys=(f"command:{payload.trigger_id}",),
    )


def read_message(body: object, bot_user: str) -> Message | None:
    """What a person wrote, from an `app_mention` or a `message`.

    The text is empty where it only mentions us, and in a direct message without words, such as a file.
    """
    payload = parsed(MessagePayload, body)
    if payload is None or not _is_for_us(payload.event, bot_user):
        return None
    event = payload.event
    return Message(
        team=payload.team,
        channel=event.channel,
        user=event.user,
        text=_without_mention(event.text, bot_user),
        ts=event.ts,
        thread_ts=_thread(event),
        kind=_kind(event, bot_user),
        private=event.private,
        shared=payload.shared,
        keys=tuple(_message_keys(payload)),
    )


def thread_text(message: object, bot_user: str) -> tuple[str, str] | None:
    """The ts and the text of a message in a thread, or None where no person says anything in it."""
    said = parsed(SaidPart, message)
    if said is None or not said.by_a_person or said.user == bot_user:
        return None
    text = _without_mention(said.text, bot_user)
    return (said.ts, text) if text else None


def _is_for_us(event: MessageEvent, bot_user: str) -> bool:
    says_something = event.direct or bool(event.text.strip())
    return event.by_a_person and not event.edited and event.user != bot_user and says_something


def _message_keys(payload: MessagePayload) -> Iterator[str]:
    event = payload.event
    yield f"event:{payload.event_id}"
    yield f"{_MESSAGE_KEY}{event.channel}:{event.ts}"
    if event.client_msg_id:
        yield f"client:{event.client_msg_id}"


def _thread(said: SaidPart) -> str:
    return "" if said.thread_ts == said.ts else said.thread_ts


def _kind(event: MessageEvent, bot_user: str) -> MessageKind:
    if event.direct:
        return MessageKind.DIRECT
    mentioned = event.type == "app_mention" or _mention(bot_user).search(event.text)
    return MessageKind.MENTION if mentioned else MessageKind.CHANNEL


def _mention(bot_user: str) -> re.Pattern[str]:
    return re.compile(rf"<@{re.escape(bot_user)}(?:\|[^<>]{{0,255}})?>")


def _without_mention(text: str, bot_user: str) -> str:
    """The text without our name at its start or its end, where it only addresses us."""
    mention, text = _mention(bot_user), text.strip()
    while found := mention.match(text):
        text = text[found.end() :].lstrip().lstrip(",:").lstrip()
    while (start := text.rfind("<@")) >= 0 and mention.fullmatch(text, start):
        text = text[:start].rstrip().rstrip(",").rstrip()
    return text


def read_click(body: object) -> Click | None:
    """The first thing pressed or chosen, in a message or in a view."""
    payload = parsed(ClickPayload, body)
    if payload is None or payload.team_id is None or not payload.actions:
        return None
    where, pressed, user = payload.container, payload.actions[0], payload.user.id
    place = where.message_ts or where.view_id
    if not place:
        return None
    return Click(
        team=payload.team_id,
        user=user,
        channel=payload.channel_id,
        action_id=pressed.action_id,
        value=pressed.chosen,
        message_ts=where.message_ts,
        thread_ts=payload.thread_ts,
        response_url=payload.response_url,
        trigger_id=payload.trigger_id,
        ephemeral=bool(where.is_ephemeral),
        private=payload.channel.private if payload.channel else True,
        keys=(f"action:{place}:{pressed.action_id}:{pressed.action_ts}:{user}",),
    )


def read_shortcut(body: object) -> Shortcut | None:
    """The shortcut chosen in the menu of a message, whoever wrote it."""
    payload = parsed(ShortcutPayload, body)
    if payload is None or payload.team_id is None:
        return None
    message = payload.message
    return Shortcut(
        team=payload.team_id,
        user=payload.user.id,
        channel=payload.channel.id,
        callback_id=payload.callback_id,
        text=message.text.strip(),
        author=message.user or "",
        ts=message.ts,
        thread_ts=_thread(message),
        response_url=payload.response_url,
        trigger_id=payload.trigger_id,
        private=payload.channel.private,
        keys=(f"shortcut:{payload.trigger_id}",),
    )


def read_submission(body: object) -> Submission | None:
    """The modal that was submitted; the same modal with other contents is another delivery."""
    payload = parsed(SubmissionPayload, body)
    if payload is None or payload.team_id is None or not is_shallow(payload.view.state.values):
        return None
    contents = json.dumps(payload.view.state.values, sort_keys=True).encode()
    return _filled(payload, payload.view, payload.team_id, f"view:{payload.view.id}:{sha256(contents).hexdigest()}")


def read_form_click(body: object) -> Submission | None:
    """A modal as it is filled so far, where something was chosen in it that changes what it asks for."""
    payload = parsed(FormClickPayload, body)
    if payload is None or payload.team_id is None or not payload.actions:
        return None
    if not is_shallow(payload.view.state.values):
        return None
    pressed = payload.actions[0]
    key = f"action:{payload.view.id}:{pressed.action_id}:{pressed.action_ts}:{payload.user.id}"
    filled = _filled(payload, payload.view, payload.team_id, key)
    return replace(filled, values={**filled.values, pressed.action_id: pressed.chosen})


def _filled(payload: Interaction, view: SubmittedView, team: TeamId, key: str) -> Submission:
    return Submission(
        team=team,
        user=payload.user.id,
        callback_id=view.callback_id,
        private_metadata=view.private_metadata,
        values={name: _entered(held) for block in view.state.values.values() for name, held in block.items()},
        keys=(key,),
    )


def _entered(held: Mapping[str, Any]) -> str:
    option = held.get("selected_option")
    chosen = option.get("value") if isinstance(option, dict) else _several(held.get("selected_users"))
    found = next((entered for name in _ENTERED if isinstance(entered := held.get(name), str)), chosen)
    return cleaned(found) if isinstance(found, str) else ""


def _several(chosen: object) -> str:
    """Several people as one value, with commas."""
    return ",".join(one for one in chosen if isinstance(one, str)) if isinstance(chosen, list) else ""


def read_home_opened(body: object) -> HomeOpened | None:
    """The tab that somebody opened."""
    payload = parsed(HomePayload, body)
    if payload is None:
        return None
    event = payload.event
    return HomeOpened(payload.team, event.user, event.channel, event.tab, (f"event:{payload.event_id}",))


def read_farewell(body: object) -> Farewell | None:
    """That the app was removed. A token that was revoked is no farewell: whoever replaces one wants to go on."""
    payload = parsed(FarewellPayload, body)
    return Farewell(payload.team, (f"event:{payload.event_id}",)) if payload else None
