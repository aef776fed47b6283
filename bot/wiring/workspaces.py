"""From settings to a bot that serves every workspace which installs it, over HTTP."""

from collections.abc import Sequence
from contextlib import ExitStack, closing
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from bot.conversation.installation import Installation
from bot.conversation.pace import Pace
from bot.conversation.phraser import Phraser
from bot.decisions.record import Person
from bot.errors import SealError
from bot.ids import UserId
from bot.settings import Settings
from bot.slack.administrators import Administrators
from bot.slack.app import slack_app
from bot.slack.desk import Choices, SlackDesk
from bot.slack.dispatching import dispatch_to, noted
from bot.slack.due import Due
from bot.slack.health import Reach
from bot.slack.health_door import PublicHealth
from bot.slack.http_door import HttpDoor
from bot.slack.http_server import HttpServer
from bot.slack.install_door import InstallDoor
from bot.slack.installing import Installing
from bot.slack.leaving import Leaving
from bot.slack.oauth import OAuth
from bot.slack.refreshing import Refreshing
from bot.slack.reporting import Reporting
from bot.slack.rounds import Rounds
from bot.slack.sending import Carrier
from bot.slack.serving import Serving
from bot.slack.speaking import EveryCarrier
from bot.slack.tokens import Tokens
from bot.slack.workspaces import Workplace, Workspaces
from bot.store.schema import HEAD, open_store
from bot.store.store import Store
from bot.wiring.desk import Desk
from bot.wiring.health import readiness_of, watching
from bot.wiring.keys import seals_of
from bot.wiring.slack import (
    READ_TIMEOUT_S,
    SEND_TIMEOUT_S,
    Clock,
    courier_of,
    desk_at,
    duties_at,
    tasks_at,
    tidying,
    utc_now,
    writer,
)

if TYPE_CHECKING:
    from bot.metrics import Metrics

log = structlog.get_logger()

DUTIES = ("administrators", "reviews", "evidence", "digests")


def open_workspaces(
    settings: Settings, desk: Desk, clock: Clock = utc_now, metrics: "Metrics | None" = None
) -> Serving:
    """The desk in Slack, ready to serve: the store open, every token that is kept opened once.

    `metrics` are shown on the health port.

    Raises `StoreError`, `SchemaError` or `SealError` with what is to be mended.
    """
    tokens = Tokens(seals_of(settings))
    stack = ExitStack()
    store = stack.enter_context(closing(open_store(settings.database_url.get_secret_value())))
    try:
        installed = _opened(store, tokens)
    except BaseException:
        stack.close()
        raise
    house = _House(settings, desk, store, tokens, clock, writer(settings, store, stack), metrics)
    subject = f"every workspace that installs it ({len(installed)} so far)"
    facts = {"workspaces": str(len(installed)), "knowledge": desk.advisor.library.version, "schema": HEAD}
    tidy = tidying(store, settings.retention_days, clock)
    health = watching(settings, house.readiness, metrics, public=True)
    return Serving(
        house.door,
        house.courier,
        house.rounds,
        subject,
        settings.command,
        facts,
        tidy=tidy,
        close=stack.close,
        health=health,
    )


def _opened(store: Store, tokens: Tokens) -> Sequence[Installation]:
    """The workspaces that are served: all but those whose token cannot be opened, which are named in the log.

    Raises `SealError` where none can: then it is the key.
    """
    served, failed = list[Installation](), None
    for one in store.installations():
        if not one.works:
            continue
        try:
            tokens.token(one)
        except SealError as error:
            failed = error
            log.warning("workspace_unreadable", team=one.team, error=str(error))
        else:
            served.append(one)
    if failed and not served:
        raise failed
    return served


class _House:
    """What all workspaces share, and the desk that each gets."""

    def __init__(  # noqa: PLR0913, PLR0917  # what it is made of
        self,
        settings: Settings,
        desk: Desk,
        store: Store,
        tokens: Tokens,
        clock: Clock,
        phraser: Phraser | None,
        metrics: "Metrics | None",
    ) -> None:
        self._settings = settings
        self._desk = desk
        self._store = store
        self._tokens = tokens
        self._clock = clock
        self._phraser = phraser
        self._pace = Pace(settings.rate_person, settings.rate_workspace)
        workspaces = Workspaces(store, self._workplace, clock)
        self._leaving = Leaving(store, workspaces.forget, timedelta(days=settings.grace_days), clock)
        self.courier = courier_of(store, EveryCarrier(workspaces), workspaces.tasks(), workspaces.report, clock)
        client_secret = settings.slack_client_secret.get_secret_value() if settings.slack_client_secret else ""
        oauth = OAuth(settings.slack_client_id or "", client_secret, settings.slack_api_url)
        refreshing = Refreshing(store, oauth, tokens, workspaces.forget, clock)
        first = {"tokens": refreshing.refresh, "farewells": self._leaving.erase}  # as the others speak to Slack
        self.rounds = Rounds(first | {name: workspaces.duty(name) for name in DUTIES})
        signing = [secret.get_secret_value() for secret in settings.slack_signing_secrets]
        payloads = HttpDoor(noted(self._leaving.before(workspaces.dispatch)), signing, utc_now)
        installing = Installing(store, oauth, tokens, workspaces.forget, clock)
        door = InstallDoor(installing, settings.command, payloads)
        anybody = Carrier("", base_url=settings.slack_api_url, timeout_s=READ_TIMEOUT_S)
        self.readiness = readiness_of(settings, store, desk.advisor.library, Reach(anybody, clock).check, metrics)
        self.door = HttpServer(PublicHealth(self.readiness, door), settings.host, settings.port)

    def _workplace(self, installation: Installation) -> Workplace:
        """The bot in one workspace, which speaks by its token."""
        token, url = self._tokens.token(installation), self._settings.slack_api_url
        reader = Carrier(token, base_url=url, timeout_s=READ_TIMEOUT_S)
        carrier = Carrier(token, base_url=url, timeout_s=SEND_TIMEOUT_S)
        desk, administrators = self._desk_in(installation, reader)
        return Workplace(
            installation,
            dispatch_to(slack_app(desk, url, self._leaving.leave)),
            carrier,
            tasks_at(desk, carrier, self._phraser),
            Reporting(desk.choices, self._clock).follow_up,
            duties_at(desk, administrators, installation.team, Due(desk, lambda: (installation.team,))),
        )

    def _desk_in(self, installation: Installation, reader: Carrier) -> tuple[SlackDesk, Administrators]:
        choices, clock = self._choices(installation), self._clock
        administrators = Administrators(reader, installation.team, tuple(map(Person, choices.owners)), "", clock)
        desk = desk_at(
            self._desk,
            self._store,
            reader,
            administrators,
            choices,
            self._pace,
            clock,
            wake=lambda due: self.courier.wake(due),  # noqa: PLW0108  made after this may be called
        )
        return desk, administrators

    def _choices(self, installation: Installation) -> Choices:
        """The bot's owner is who installed it there, as ids in the settings are of one workspace."""
        settings = self._settings
        return Choices(
            bot_user=installation.bot_user,
            command=settings.command,
            owners=tuple(filter(None, (UserId(installation.owner),))),
            retention_days=settings.retention_days,
            model=settings.model if settings.anthropic_api_key else "",
            grace_days=settings.grace_days,
        )
