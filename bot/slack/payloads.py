"""The payloads that Slack sends, as far as they are read: ids by their pattern, texts without what cannot be kept."""

from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError

from bot.ids import ChannelId, TeamId, UserId

TEXT_LIMIT = 40_000  # characters; Slack cuts messages there (docs.slack.dev, chat.postMessage)

SLACKBOT = "USLACKBOT"  # Slack's own voice, in every workspace

_PUBLIC_CHANNEL = "channel"
_PRIVATE_NAMES = ("directmessage", "privategroup", "mpdm-")  # how Slack names channels that not everybody may see


def cleaned(text: str) -> str:
    """The text without NULs and lone surrogates, which no database takes, cut at the limit."""
    return text[:TEXT_LIMIT].replace("\x00", "").encode("utf-8", "replace").decode()


def _cleaned_text(value: object) -> object:
    return cleaned(value) if isinstance(value, str) else value


def _empty_for_none(value: object) -> object:
    return "" if value is None else value


Text = Annotated[str, BeforeValidator(_cleaned_text), BeforeValidator(_empty_for_none)]
Name = Annotated[Text, StringConstraints(max_length=255)]
Token = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,255}$")]  # a trigger, an event, a client's message
Stamp = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,12}\.[0-9]{1,9}$")]
NoStamp = Annotated[str, BeforeValidator(_empty_for_none), StringConstraints(pattern=r"^(?:[0-9]{1,12}\.[0-9]{1,9})?$")]
Team = Annotated[TeamId, StringConstraints(pattern=r"^[TE][A-Z0-9]{1,63}$")]
Channel = Annotated[ChannelId, StringConstraints(pattern=r"^[CDG][A-Z0-9]{1,63}$")]
User = Annotated[UserId, StringConstraints(pattern=r"^[UW][A-Z0-9]{1,63}$")]
Url = Annotated[str, BeforeValidator(_empty_for_none), StringConstraints(pattern=r"^(?:https?://[!-~]{1,2000})?$")]


class Part(BaseModel):
    """A part of a payload; what is not named is not looked at."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)


P = TypeVar("P", bound=Part)


def parsed(model: type[P], body: object) -> P | None:
    """The payload as that model, or None where it is another or does not fit."""
    try:
        return model.model_validate(body)
    except ValidationError:
        return None


def is_private(channel: str, name: str) -> bool:
    """Whether not everybody may read a conversation, or it is not known, going by its id and its name."""
    return not (channel.startswith("C") and name) or name.startswith(_PRIVATE_NAMES)


class CommandPayload(Part):
    """A slash command."""

    team_id: Team
    channel_id: Channel
    channel_name: Name = ""
    user_id: User
    command: Annotated[Text, StringConstraints(pattern=r"^/\S{1,63}$")]
    text: Text = ""
    response_url: Url = ""
    trigger_id: Token

    @property
    def private(self) -> bool:
        """Whether it was typed where not everybody may read."""
        return is_private(self.channel_id, self.channel_name)


class SaidPart(Part):
    """A message, in an event or in a thread that was read."""

    subtype: str | None = None
    user: User
    text: Text = ""
    ts: Stamp
    thread_ts: NoStamp = ""
    bot_id: Any = None
    bot_profile: Any = None
    hidden: Any = None

    @property
    def by_a_person(self) -> bool:
        """Whether a person wrote it, and it is no notice of an edit, a deletion or someone joining."""
        return not (
            self.bot_id
            or self.bot_profile
            or self.hidden
            or self.user == SLACKBOT
            or self.subtype not in {None, "", "file_share", "me_message", "thread_broadcast"}
        )


class MessageEvent(SaidPart):
    """An `app_mention` or a `message`; `team` and `user_team` are its author's."""

    type: Literal["app_mention", "message"]
    channel: Channel
    channel_type: str = ""
    client_msg_id: Token | None = None
    edited: Any = None
    team: str | None = None
    user_team: str | None = None

    @property
    def direct(self) -> bool:
        """Whether it was written to the bot alone."""
        return self.channel_type == "im" or self.channel.startswith("D")

    @property
    def private(self) -> bool:
        """Whether it is not known that everybody may read it; an `app_mention` does not say."""
        return self.channel_type != _PUBLIC_CHANNEL or not self.channel.startswith("C")


class HomeEvent(Part):
    """`app_home_opened`."""

    type: Literal["app_home_opened"]
    user: User
    channel: Channel
    tab: Literal["home", "messages"]


class FarewellEvent(Part):
    """The app was removed from the workspace."""

    type: Literal["app_uninstalled"]


class Authorization(Part):
    """For whom the event was delivered."""

    team_id: Team | None = None


class Envelope(Part):
    """What is around every event."""

    type: Literal["event_callback"]
    team_id: Team
    enterprise_id: str | None = None
    event_id: Token
    is_ext_shared_channel: bool | None = None
    authorizations: list[Authorization] | None = None

    @property
    def team(self) -> TeamId:
        """The workspace that installed the app; in a channel shared with another, `team_id` may be the other."""
        installed = self.authorizations[0].team_id if self.authorizations else None
        return installed or self.team_id


class MessagePayload(Envelope):
    """An event that carries a message."""

    event: MessageEvent

    @property
    def shared(self) -> bool:
        """Whether people of another workspace may read it."""
        home = {self.team, self.enterprise_id}
        author = self.event.user_team or self.event.team
        return bool(self.is_ext_shared_channel) or bool(author and author not in home)


class HomePayload(Envelope):
    """Somebody opened the app's own pages."""

    event: HomeEvent


class FarewellPayload(Envelope):
    """The app was removed."""

    event: FarewellEvent
