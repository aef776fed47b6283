"""All workspaces that took the bot in: each has a desk of its own, which speaks by that workspace's token.

A desk is made when it is first needed, and kept. What is kept is looked up again every few seconds, so that a replica
learns soon what another one was told: an installation, new tokens, a farewell. A payload, a message and a duty of one
workspace never meet another's desk.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Literal, Protocol

import structlog
from slack_bolt import BoltResponse

from bot.conversation.installation import Installation
from bot.conversation.mail import TASKS, Leased, Method
from bot.conversation.records import Exchange
from bot.errors import SealError, StackbotError, StoreError
from bot.ids import TeamId
from bot.slack.delivery import Caller, Later, Task
from bot.slack.dispatching import Dispatch
from bot.slack.interactive import Interaction
from bot.slack.payloads import Envelope, Part, Team, parsed
from bot.slack.rounds import Duty
from bot.slack.settling import Report

LOOK_EVERY = timedelta(seconds=15)  # a replica may not know for so long what another was told
NEVER = datetime.min.replace(tzinfo=UTC)
ALL_KNOW = LOOK_EVERY + timedelta(seconds=1)  # after which every replica looked again

log = structlog.get_logger()


class Installed(Protocol):
    """Which workspaces took the bot in."""

    def installation(self, team: TeamId) -> Installation | None:
        """The app in a workspace."""
        ...

    def installations(self) -> Sequence[Installation]:
        """The app in each workspace."""
        ...


@dataclass(frozen=True, slots=True)
class Workplace:
    """The bot in one workspace."""

    installation: Installation
    dispatch: Dispatch
    carrier: Caller
    tasks: Mapping[Method, Task]
    report: Report
    duties: Mapping[str, Duty]


@dataclass(frozen=True, slots=True)
class _Kept:
    place: Workplace
    looked_at: datetime


class Workspaces:
    """The bot in every workspace that installed it. Threads may share it."""

    def __init__(
        self, records: Installed, make: Callable[[Installation], Workplace], clock: Callable[[], datetime]
    ) -> None:
        self._records = records
        self._make = make
        self._clock = clock
        self._kept: dict[TeamId, _Kept] = {}
        self._lock = Lock()

    def of(self, team: TeamId) -> Workplace | None:
        """The bot in a workspace; None where it is not installed.

        Raises `StoreError` where that is not known, and `SealError` where the workspace's token cannot be opened.
        """
        kept, now = self._kept.get(team), self._clock()
        if kept and now - kept.looked_at < LOOK_EVERY:
            return kept.place
        try:
            installation = self._records.installation(team)
        except StoreError:
            if kept:
                return kept.place  # whoever needs the database finds out, and says it better
            raise
        if installation is None:
            self._drop(team)
            return None
        return self._at(installation, now)

    def forget(self, team: TeamId) -> None:
        """Look a workspace up again before it is served.

        What is known of it stays until then, so that a thread that read earlier puts nothing older in its place.
        """
        with self._lock:
            if kept := self._kept.get(team):
                self._kept[team] = replace(kept, looked_at=NEVER)

    def dispatch(self, body: object, headers: Mapping[str, str]) -> BoltResponse:
        """Hand a payload to the workspace it comes from; one that did not install the bot is answered, and ignored."""
        team = team_of(body)
        try:
            place = self.of(team) if team else None
        except StackbotError as error:
            log.warning("workspace_not_found", team=team, error=str(error))
            return BoltResponse(status=503)
        if place is None:
            log.info("workspace_unknown", team=team)
            return BoltResponse(status=200)
        return place.dispatch(body, headers)

    def report(self, leased: Leased, error: str) -> Exchange | None:
        """What follows where Slack refused a row for good, as its workspace has it."""
        try:
            place = self.of(TeamId(leased.mail.team))
        except SealError:
            return None  # what would follow could not be sent either
        return place.report(leased, error) if place else None

    def tasks(self) -> Mapping[Method, Task]:
        """Every task, done at the desk of the row's workspace."""
        return dict.fromkeys(TASKS, self._task)

    def duty(self, name: str) -> Duty:
        """A duty of all workspaces: what fails in one keeps no other from being looked after."""

        def look_after() -> None:
            failed: Exception | None = None
            looked_at = self._clock()
            for installation in self._installed(looked_at):
                try:
                    if place := self._still_at(installation, looked_at):
                        place.duties[name]()
                except Exception as error:  # noqa: BLE001  a bug in one workspace is no other's; it is raised below
                    failed = error
            if failed:
                raise failed

        return look_after

    def _installed(self, now: datetime) -> Sequence[Installation]:
        """The app where it still works; the desks of other workspaces, such as erased ones, are given up."""
        installed = [one for one in self._records.installations() if one.works]
        with self._lock:
            for team in self._kept.keys() - {one.team for one in installed}:
                if self._kept[team].looked_at <= now:
                    del self._kept[team]
        return installed

    def _still_at(self, installation: Installation, looked_at: datetime) -> Workplace | None:
        """The desk that fits an installation, which is looked up again where that was a while ago."""
        if self._clock() - looked_at < LOOK_EVERY:
            return self._at(installation, looked_at)
        return self.of(installation.team)

    def _at(self, installation: Installation, looked_at: datetime) -> Workplace | None:
        """The desk that fits an installation, which was looked up then: the one that is kept, or a new one."""
        team = installation.team
        if not installation.works:
            self._drop(team)
            return None
        with self._lock:
            kept = self._kept.get(team)
            if kept and kept.looked_at > looked_at:
                return kept.place  # another thread looked later
            same = kept is not None and kept.place.installation == installation
            place = kept.place if kept and same else self._make(installation)
            self._kept[team] = _Kept(place, looked_at)
            return place

    def _drop(self, team: TeamId) -> None:
        with self._lock:
            self._kept.pop(team, None)

    def _task(self, leased: Leased) -> Exchange | Later | None:
        place = self.of(TeamId(leased.mail.team))
        return place.tasks[leased.mail.method](leased) if place else None


class _Event(Part):
    type: Literal["event_callback"]


class _Command(Part):
    command: str
    team_id: Team


def team_of(body: object) -> TeamId | None:
    """The workspace that a payload comes from, as its listener reads it."""
    if parsed(_Event, body):
        envelope = parsed(Envelope, body)
        return envelope.team if envelope else None
    if command := parsed(_Command, body):
        return command.team_id
    interaction = parsed(Interaction, body)
    return interaction.team_id if interaction else None
