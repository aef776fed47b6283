"""The payloads of what people do with our buttons, menus, shortcuts and modals, as far as they are read."""

from collections.abc import Mapping
from typing import Any, Literal

from bot.ids import ChannelId, TeamId
from bot.slack.payloads import (
    Channel,
    Name,
    NoStamp,
    Part,
    SaidPart,
    Stamp,
    Team,
    Text,
    Token,
    Url,
    User,
    is_private,
)

NO_CHANNEL = ChannelId("")


class TeamPart(Part):
    """A workspace."""

    id: Team


class UserPart(Part):
    """A person."""

    id: User
    team_id: Team | None = None


class ChannelPart(Part):
    """A conversation, and the name that tells private ones."""

    id: Channel
    name: Name = ""

    @property
    def private(self) -> bool:
        """Whether not everybody may read it."""
        return is_private(self.id, self.name)


class ViewPart(Part):
    """A modal or the home tab."""

    id: Token
    app_installed_team_id: Team | None = None


class Interaction(Part):
    """What every interaction says of who acted and where. An app installed for a whole organisation has no `team`."""

    team: TeamPart | None = None
    user: UserPart
    view: ViewPart | None = None
    trigger_id: Token
    response_url: Url = ""

    @property
    def team_id(self) -> TeamId | None:
        """The workspace that installed the app, as near as the payload says."""
        if self.view and self.view.app_installed_team_id:
            return self.view.app_installed_team_id
        return self.team.id if self.team else self.user.team_id


class OptionPart(Part):
    """An option of a menu."""

    value: Text


class Pressed(Part):
    """A button that was pressed, or a menu from which was chosen."""

    action_id: Name
    action_ts: Stamp
    value: Text = ""
    selected_option: OptionPart | None = None

    @property
    def chosen(self) -> str:
        """What it stands for."""
        return self.selected_option.value if self.selected_option else self.value


class Container(Part):
    """Where it stands: a message, or a view."""

    message_ts: NoStamp = ""
    thread_ts: NoStamp = ""
    channel_id: Channel | None = None
    view_id: Token | None = None
    is_ephemeral: bool | None = None


class ThreadPart(Part):
    """The message that the button is part of, which may stand in a thread."""

    thread_ts: NoStamp = ""


class ClickPayload(Interaction):
    """Something was pressed or chosen in a message or a view."""

    type: Literal["block_actions"]
    actions: list[Pressed]
    container: Container
    channel: ChannelPart | None = None
    message: ThreadPart | None = None

    @property
    def channel_id(self) -> ChannelId:
        """The conversation; empty in a view."""
        return self.channel.id if self.channel else self.container.channel_id or NO_CHANNEL

    @property
    def thread_ts(self) -> str:
        """The thread; empty where the message stands in none."""
        return self.container.thread_ts or (self.message.thread_ts if self.message else "")


class ShownPart(SaidPart):
    """A message as it was when somebody chose a shortcut; an app's has no user."""

    user: User | None = None  # type: ignore[assignment]
    bot_id: Token | None = None


class ShortcutPayload(Interaction):
    """A shortcut in the menu of a message."""

    type: Literal["message_action"]
    callback_id: Name
    channel: ChannelPart
    message: ShownPart


class StatePart(Part):
    """What a modal's inputs hold: block, then action, then the input."""

    values: Mapping[str, Mapping[str, Mapping[str, Any]]]


class SubmittedView(ViewPart):
    """A modal that was submitted."""

    callback_id: Name
    private_metadata: Text = ""
    state: StatePart


class FormClickPayload(Interaction):
    """Something was pressed or chosen in a modal that is being filled."""

    type: Literal["block_actions"]
    actions: list[Pressed]
    view: SubmittedView


class SubmissionPayload(Interaction):
    """A modal was submitted."""

    type: Literal["view_submission"]
    view: SubmittedView
    trigger_id: str = ""
