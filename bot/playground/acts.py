"""What somebody does on the page, done in the workspace.

An act is parsed at the door; what cannot be done is a `PlaygroundError`, whose message is a sentence for the person.
"""

from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from bot.errors import PlaygroundError
from bot.fake_slack import Delivery, FakeSlack, Message, NotAckedError, View
from bot.fake_slack.form import complaints
from bot.fake_slack.shapes import Json
from bot.playground.typed import as_slack_has_it, command_in

PATIENCE_S = 3.0  # as long as Slack waits for the ack of a click
GONE = "That is no longer there to be used: the card or the window has changed."

Typed = dict[str, str | list[str] | None]


class _Act(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    who: str = Field(alias="as")


class Say(_Act):
    """Somebody sends what stands in a composer: a message or a command."""

    act: Literal["say"]
    channel: str
    text: str
    thread_ts: str = ""


class Click(_Act):
    """Somebody uses a button, a menu or the like, in a message, a modal or their home tab."""

    act: Literal["click"]
    action_id: str
    value: str | list[str] | None = None
    channel: str = ""
    ts: str = ""
    view: str = ""
    home: bool = False
    typed: Typed = {}


class Shortcut(_Act):
    """Somebody uses a message's shortcut."""

    act: Literal["shortcut"]
    channel: str
    ts: str
    callback_id: str


class Submit(_Act):
    """Somebody sends a modal off."""

    act: Literal["submit"]
    view: str
    typed: Typed = {}


class Dismiss(_Act):
    """Somebody closes a modal."""

    act: Literal["dismiss"]
    view: str


class OpenHome(_Act):
    """Somebody opens a tab of the bot's own."""

    act: Literal["open_home"]
    tab: Literal["home", "messages"] = "home"


class Travel(_Act):
    """Somebody lets time pass."""

    act: Literal["travel"]
    days: int = Field(ge=1, le=7, strict=True)


Act = Annotated[
    Say | Click | Shortcut | Submit | Dismiss | OpenHome | Travel,
    Field(discriminator="act"),
]
_ACTS: TypeAdapter[Act] = TypeAdapter(Act)


def read_act(body: bytes) -> Act:
    """The act in a request; raises `PlaygroundError` where there is none."""
    try:
        return _ACTS.validate_json(body)
    except ValidationError as error:
        raise PlaygroundError(f"That is nothing that can be done here: {error.errors()[0]['msg']}.") from error


class Acting:
    """Does acts in a workspace, those of the cast alone. `travel` lets some days pass."""

    def __init__(self, slack: FakeSlack, cast: tuple[str, ...], command: str, travel: Callable[[int], None]) -> None:
        self._slack = slack
        self._cast = cast
        self._command = command
        self._travel = travel

    def do(self, act: Act) -> Json:
        """Do it; what is to be told of it beside what shows in the workspace. Raises `PlaygroundError`."""
        if act.who not in self._cast:
            raise PlaygroundError("Nobody of that name can be acted as here.")
        match act:
            case Say():
                return self._say(act)
            case Click():
                self._answered(self._click(act))
            case Shortcut():
                self._slack.shortcut(act.who, self._seen(act.who, act.channel, act.ts), act.callback_id)
            case Submit():
                self._submit(act)
            case Dismiss():
                self._slack.dismiss(act.who, self._open(act.who, act.view))
            case OpenHome():
                self._slack.open_home(act.who, act.tab)
            case Travel():
                self._travel(act.days)
        return {}

    def _say(self, act: Say) -> Json:
        self._check_open(act.who, act.channel)
        thread = self._seen(act.who, act.channel, act.thread_ts).thread if act.thread_ts else None
        if not act.text.strip():
            raise PlaygroundError("Write something first.")
        if command := command_in(act.text):
            return self._commanded(act, *command)
        said = self._slack.say(act.who, act.channel, self._in_slacks_form(act.text.strip()), thread)
        return {"ts": str(said)}

    def _commanded(self, act: Say, name: str, text: str) -> Json:
        if name != self._command:
            raise PlaygroundError(f"{name} is not a command here; the bot's is {self._command}.")
        if act.thread_ts:
            raise PlaygroundError(f"{name} is not supported in threads; mention @{self._slack.bot_name} there.")
        self._slack.command(act.who, act.channel, self._in_slacks_form(text), name)
        return {}

    def _in_slacks_form(self, text: str) -> str:
        people = {one.name.lower(): one.id for one in self._slack.people.values()}
        channels = {one.name.lower(): one.id for one in self._slack.channels.values() if one.kind == "public"}
        return as_slack_has_it(text, people, channels)

    def _click(self, act: Click) -> Delivery:
        def clicked() -> Delivery:
            return self._slack.click(act.who, self._target(act), act.action_id, act.value, typed=act.typed)

        return self._used(clicked)

    def _submit(self, act: Submit) -> None:
        """Send a modal off, unless something is missing that Slack's own clients ask for first."""
        view = self._open(act.who, act.view)
        try:
            missing = complaints(view, act.typed)
        except LookupError as error:
            raise PlaygroundError(GONE) from error
        if missing:
            with self._slack.changed:
                view.errors = missing
                self._slack.changed.notify_all()
        else:
            self._answered(self._used(lambda: self._slack.submit(act.who, view, act.typed)))

    def _target(self, act: Click) -> Message | View:
        if act.home:
            if home := self._slack.home(act.who):
                return home
            raise PlaygroundError("The home tab is empty so far.")
        return self._open(act.who, act.view) if act.view else self._seen(act.who, act.channel, act.ts)

    def _check_open(self, who: str, name: str) -> None:
        channel = self._slack.channels.get(name)
        if channel is None or (channel.kind != "public" and who not in channel.members):
            raise PlaygroundError("That conversation is not open to you.")

    def _seen(self, who: str, channel: str, ts: str) -> Message:
        self._check_open(who, channel)
        found = self._slack.by_ts.get((channel, ts))
        if found is None or not found.there or found.only_for not in {"", who}:
            raise PlaygroundError("That message is gone.")
        return found

    def _open(self, who: str, name: str) -> View:
        found = next((view for view in self._slack.views if view.id == name and view.user == who), None)
        if found is None or not found.open:
            raise PlaygroundError("That window is closed already.")
        return found

    def _used(self, use: Callable[[], Delivery]) -> Delivery:
        """What came of using something; LookupError is the stand-in's word for what is not there."""
        try:
            return use()
        except LookupError as error:
            raise PlaygroundError(GONE) from error

    def _answered(self, delivery: Delivery) -> None:
        try:
            answer = delivery.ack(PATIENCE_S)
        except NotAckedError as error:
            raise PlaygroundError("The bot did not answer in time; try again.") from error
        if not answer.ok:
            raise PlaygroundError("The bot could not answer; try again.")
