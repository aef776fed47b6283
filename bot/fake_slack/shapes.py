"""What a workspace is made of."""

import copy
import secrets
from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
Kind = Literal["public", "private", "im", "mpim"]
SLACKBOT = "USLACKBOT"
UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody; `team` differs from the workspace's for people of a connected workspace; `tz` is where they live."""

    id: str
    name: str
    team: str
    admin: bool = False
    owner: bool = False
    bot: bool = False
    deleted: bool = False
    tz: str = "Europe/Berlin"


@dataclass(slots=True)
class Channel:
    """A conversation; an "im" is one person's with the app, an "mpim" one of several people."""

    id: str
    name: str
    kind: Kind = "public"
    members: set[str] = field(default_factory=set)
    ext_shared: bool = False
    archived: bool = False

    @property
    def type(self) -> str:
        """What events call its kind."""
        return {"public": "channel", "private": "group"}.get(self.kind, self.kind)

    @property
    def name_in_commands(self) -> str:
        """What slash commands call it: private ones stay unnamed."""
        return {"public": self.name, "private": "privategroup", "im": "directmessage"}.get(self.kind, self.name)


@dataclass(slots=True)
class Message:
    """A message as Slack keeps it; one with `only_for` is ephemeral, and only that person sees it.

    `versions` are the texts it had before edits. `late` is accepted but not yet to be found; `deleted` is gone.
    """

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str = ""
    metadata: Json | None = None
    only_for: str = ""
    by_app: bool = False
    subtype: str = ""
    client_msg_id: str = ""
    versions: list[str] = field(default_factory=list)
    late: bool = False
    deleted: bool = False
    arguments: Json = field(default_factory=dict)

    @property
    def there(self) -> bool:
        """Whether anybody can see it."""
        return not self.late and not self.deleted

    @property
    def thread(self) -> str:
        """The ts of the thread it is in or would begin."""
        return self.thread_ts or self.ts

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread, under another message."""
        return self.thread_ts not in {"", self.ts}

    @property
    def shown(self) -> str:
        """What people read: the text of the blocks where there are any, or else the text."""
        return "\n".join(texts_in(self.blocks)) if self.blocks else self.text


@dataclass(slots=True)
class View:
    """A modal or a home tab, as the app sent it; `hash` changes with each update."""

    id: str
    user: str
    body: Json
    hash: str
    open: bool = True
    errors: Json = field(default_factory=dict)
    previous: "View | None" = None

    @property
    def blocks(self) -> list[Json]:
        """Its blocks."""
        return list(self.body.get("blocks", []))

    @property
    def shown(self) -> str:
        """What people read in it."""
        return "\n".join(texts_in(self.blocks))


@dataclass(slots=True)
class Call:
    """A request the app made: its arguments, and what it got (`error`, "dropped" or a status; "" where all was well).

    `method` is "response_url" for what came to one of these; then `url` says which. `answered` is the answer's JSON, or
    its text where it is none, or None where none came; `reasons` tell in words why Slack refused, as far as it says.
    """

    method: str
    args: Json
    at: float
    token: str = ""
    url: str = ""
    outcome: str = UNANSWERED
    stored: bool = False
    answered: Any = None
    reasons: list[str] = field(default_factory=list)
    took_ms: float | None = None

    @property
    def channel(self) -> str:
        """The channel it is about, or nothing."""
        return str(self.args.get("channel") or self.args.get("channel_id") or "")


def texts_in(value: object) -> list[str]:
    """Every text a reader of the blocks would see, in order."""
    if isinstance(value, list):
        return [text for item in value for text in texts_in(item)]
    if not isinstance(value, dict):
        return []
    own = [value["text"]] if isinstance(value.get("text"), str) else []
    skipped = {"value", "action_id", "block_id", "type", "options", "confirm"}
    return own + [text for key, item in value.items() if key not in skipped for text in texts_in(item)]


def with_ids(blocks: list[Json]) -> list[Json]:
    """The blocks as Slack keeps them: each has a block id, each element that can be used has an action id."""
    kept = copy.deepcopy(blocks)
    for block in kept:
        block.setdefault("block_id", secrets.token_urlsafe(4))
        for element in elements_of(block):
            if element.get("type") not in {"mrkdwn", "plain_text", "image"}:
                element.setdefault("action_id", secrets.token_urlsafe(4))
    return kept


def elements_of(block: Json) -> list[Json]:
    """What a block holds that people can use, its accessory and input element included."""
    listed = [] if block.get("type") == "rich_text" else block.get("elements") or []
    found = [*listed, block.get("accessory"), block.get("element")]
    within = [element for child in block.get("child_blocks") or [] for element in elements_of(child)]
    return [element for element in found if isinstance(element, dict)] + within
