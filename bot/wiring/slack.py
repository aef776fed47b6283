"""From settings to a bot that serves Slack."""

import random
from collections.abc import Callable, Collection, Mapping
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from slack_bolt import App
from slack_sdk import WebClient

from bot.conversation.mail import Method
from bot.conversation.pace import Pace
from bot.conversation.phraser import Phraser, Terms
from bot.decisions.book import DecisionBook
from bot.decisions.record import Person
from bot.ids import TeamId, UserId
from bot.settings import Settings
from bot.slack.administrators import Administrators
from bot.slack.app import slack_app
from bot.slack.asking import Asking
from bot.slack.courier import Courier
from bot.slack.delivery import Caller, Task
from bot.slack.desk import Choices, SlackDesk
from bot.slack.digesting import Digesting, duty
from bot.slack.dispatching import guarded_dispatch
from bot.slack.due import Due
from bot.slack.filling import Filling
from bot.slack.health import Reach
from bot.slack.health_door import PublicHealth
from bot.slack.http_door import HttpDoor
from bot.slack.http_server import HttpServer
from bot.slack.outsiders import Outsiders
from bot.slack.readiness import Readiness
from bot.slack.reading import Reading
from bot.slack.reporting import Reporting
from bot.slack.rounds import Duty, Rounds
from bot.slack.sending import Carrier, silent_logger
from bot.slack.serving import Door, Serving
from bot.slack.settling import Report
from bot.slack.sharing import Sharing
from bot.slack.showing import Showing
from bot.slack.signing_in import Identity, sign_in
from bot.slack.socket_door import SocketDoor
from bot.slack.thread_drafting import ThreadDrafting
from bot.slack.threads import ThreadReader
from bot.slack.wording import Wording
from bot.store.schema import HEAD, open_store
from bot.store.store import Store
from bot.wiring.desk import Desk
from bot.wiring.health import readiness_of, watching

if TYPE_CHECKING:
    from bot.metrics import Metrics

INBOX_DAYS = 8  # at least: Slack delivers again for hours at most, the rest is for what nobody thought of
SEND_TIMEOUT_S = 10
READ_TIMEOUT_S = 5
PHRASING_THREADS = 4
MICRO = 1_000_000


Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def open_slack(settings: Settings, desk: Desk, clock: Clock = utc_now, metrics: "Metrics | None" = None) -> Serving:
    """The desk in Slack, ready to serve: the token checked, the store open. `metrics` are shown on the health port.

    Raises `StoreError`, `SchemaError` or `SlackError` with what is to be mended.
    """
    reader = _carrier(settings, READ_TIMEOUT_S)
    identity = sign_in(reader)
    stack = ExitStack()
    store = stack.enter_context(closing(open_store(settings.database_url.get_secret_value())))
    choices, pace = _choices(settings, identity), Pace(settings.rate_person, settings.rate_workspace)
    owners, group = tuple(map(Person, settings.owners)), settings.admin_group or ""
    administrators = Administrators(reader, identity.team, owners, group, clock)
    slack_desk = desk_at(
        desk,
        store,
        reader,
        administrators,
        choices,
        pace,
        clock,
        wake=lambda due: courier.wake(due),  # noqa: PLW0108  made below
    )
    carrier = _carrier(settings, SEND_TIMEOUT_S)
    tasks = tasks_at(slack_desk, carrier, writer(settings, store, stack))
    courier = courier_of(store, carrier, tasks, Reporting(choices, clock).follow_up, clock)
    reach = Reach(reader, clock)
    readiness = readiness_of(settings, store, desk.advisor.library, lambda: _unreached(door, reach), metrics)
    door = _door(settings, slack_app(slack_desk, settings.slack_api_url), readiness)
    subject, tidy = f"{identity.workspace} as @{identity.name}", tidying(store, settings.retention_days, clock)
    facts = {"team": identity.team, "bot": identity.bot_user, "knowledge": desk.advisor.library.version, "schema": HEAD}
    rounds = Rounds(duties_at(slack_desk, administrators, identity.team, Due(slack_desk)))
    health = watching(settings, readiness, metrics, public=isinstance(door, HttpServer))
    return Serving(door, courier, rounds, subject, settings.command, facts, tidy=tidy, close=stack.close, health=health)


def _carrier(settings: Settings, timeout_s: int) -> Carrier:
    token = settings.slack_bot_token
    return Carrier(token.get_secret_value() if token else "", base_url=settings.slack_api_url, timeout_s=timeout_s)


def _choices(settings: Settings, identity: Identity) -> Choices:
    return Choices(
        bot_user=identity.bot_user,
        command=settings.command,
        owners=tuple(map(UserId, settings.owners)),
        help_channel=settings.help_channel or "",
        help_group=settings.help_group or "",
        retention_days=settings.retention_days,
        model=settings.model if settings.anthropic_api_key else "",
    )


def desk_at(  # noqa: PLR0913, PLR0917  # what it is made of
    desk: Desk,
    store: Store,
    reader: Carrier,
    administrators: Administrators,
    choices: Choices,
    pace: Pace,
    clock: Clock,
    wake: Callable[[Collection[Method]], None],
) -> SlackDesk:
    """The desk in one workspace, which `reader` reads."""
    book, threads = DecisionBook(store, administrators), ThreadReader(reader, choices.bot_user, clock)
    return SlackDesk(desk.advisor, store, book, choices, pace, threads, Outsiders(reader, clock), clock, wake)


def courier_of(store: Store, caller: Caller, tasks: Mapping[Method, Task], report: Report, clock: Clock) -> Courier:
    """What carries out the outbox, for one workspace or for many."""
    chance = random.Random()  # noqa: S311  it spreads waits
    return Courier(store, caller, tasks, clock=clock, report=report, chance=chance, task_threads=PHRASING_THREADS)


def tasks_at(desk: SlackDesk, carrier: Carrier, writer: Phraser | None) -> Mapping[Method, Task]:
    """What the courier does at a desk."""
    return {
        Method.ANSWER: Reading(desk).carry_out,
        Method.SHARE: Sharing(desk).carry_out,
        Method.PHRASE: Wording(desk, writer).carry_out,
        Method.FILL_FORM: Filling(desk, carrier).carry_out,
        Method.DRAFT_THREAD: ThreadDrafting(desk, writer).carry_out,
        Method.SHOW_DECISION: Showing(desk).carry_out,
        Method.ASK_OWNER: Asking(desk, carrier).carry_out,
        Method.DIGEST: Digesting(desk).carry_out,
    }


def duties_at(desk: SlackDesk, administrators: Administrators, team: TeamId, due: Due) -> Mapping[str, Duty]:
    """What comes due at a desk by the clock."""
    return {
        "administrators": administrators.refresh,
        "reviews": due.reviews,
        "evidence": due.evidence,
        "digests": duty(desk, team),
    }


def _door(settings: Settings, app: App, readiness: Readiness) -> Door:
    """Socket Mode where there is an app token, else HTTP."""
    if settings.slack_app_token:
        token = settings.slack_app_token.get_secret_value()
        client = WebClient(None, settings.slack_api_url, SEND_TIMEOUT_S, retry_handlers=[], logger=silent_logger())
        return SocketDoor(app, token, client)
    secrets = [secret.get_secret_value() for secret in settings.slack_signing_secrets]
    door = HttpDoor(guarded_dispatch(app), secrets, utc_now)
    return HttpServer(PublicHealth(readiness, door), settings.host, settings.port)


def _unreached(door: Door, reach: Reach) -> str:
    """What is wrong between Slack and us in words, or nothing."""
    if isinstance(door, SocketDoor):
        return "" if door.is_connected() else "No connection of Socket Mode stands."
    return reach.check()


def writer(settings: Settings, store: Store, stack: ExitStack) -> Phraser | None:
    """What words answers, where there is a key for a model; only then is its library imported, which takes a second."""
    if settings.anthropic_api_key is None:
        return None
    from bot.claude import OUTPUT_TOKENS, Claude  # noqa: PLC0415  as said above

    key, address = settings.anthropic_api_key.get_secret_value(), settings.anthropic_base_url
    terms = Terms(
        token_cap=settings.model_daily_tokens,
        micro_usd_cap=int(settings.model_daily_usd * MICRO),
        input_usd=settings.model_input_usd,
        output_usd=settings.model_output_usd,
        output_tokens=OUTPUT_TOKENS,
        at_once=PHRASING_THREADS,
    )
    claude = stack.enter_context(closing(Claude(key, settings.model, base_url=address)))
    return Phraser(claude, store, terms)


def tidying(store: Store, retention_days: int, clock: Clock) -> Callable[[], None]:
    """What drops the records that are kept no longer."""

    def tidy() -> None:
        now = clock()
        store.prune(now - timedelta(days=max(INBOX_DAYS, retention_days)), now - timedelta(days=retention_days))

    return tidy
