"""What is well in Slack and what is not: in the one workspace whose token is set, or in each that installed the bot."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import datetime

from bot.conversation.installation import Installation
from bot.errors import StackbotError
from bot.settings import Settings
from bot.slack.examining import Installation as Found
from bot.slack.examining import check_app_token, installation, scope_difference
from bot.slack.sending import Carrier
from bot.slack.tokens import Tokens
from bot.store.schema import reopen_store
from bot.wiring.diagnosis import Diagnosis, State, diagnosis
from bot.wiring.keys import seals_of

TIMEOUT_S = 5
CLOCK_OFF_S = 60  # Slack's calls are refused from 300 on, and clocks that drift go on drifting

AGAIN = "Have the app installed there again."  # where Slack refuses the token of one of several workspaces

Clock = Callable[[], datetime]


def slack_diagnoses(settings: Settings, clock: Clock) -> Iterator[Diagnosis]:
    """Looks at what the settings are for; Slack is asked only where there are tokens."""
    if settings.slack_bot_token is not None:
        yield from _workspace(settings, settings.slack_bot_token.get_secret_value(), clock)
        yield diagnosis("app token", lambda: _app_token(settings))
    elif settings.slack_client_id is not None:
        yield from _workspaces(settings, clock)
    else:
        yield Diagnosis("bot token", State.SKIPPED, "SLACK_BOT_TOKEN is not set, so Slack is not asked.")


def _workspace(settings: Settings, token: str, clock: Clock, of: str = "") -> Iterator[Diagnosis]:
    try:
        found = installation(_carrier(settings, token), clock, AGAIN if of else "")
    except StackbotError as error:
        yield Diagnosis(f"bot token{of}", State.WRONG, str(error))
        return
    identity = found.identity
    said = f"It is @{identity.name}'s in {identity.workspace} ({identity.team})."
    yield Diagnosis(f"bot token{of}", State.OK, said)
    yield Diagnosis(f"scopes{of}", *_scopes(found))
    yield Diagnosis(f"clock{of}", *_clock(found))


def _workspaces(settings: Settings, clock: Clock) -> Iterator[Diagnosis]:
    try:
        tokens, installed = Tokens(seals_of(settings)), _installed(settings)
    except StackbotError as error:
        yield Diagnosis("workspaces", State.WRONG, str(error))
        return
    if not installed:
        yield Diagnosis("workspaces", State.WARNING, "None has installed the bot; /slack/install is where it is done.")
    for one in installed:
        yield from _installation(settings, tokens, one, clock)


def _installed(settings: Settings) -> Sequence[Installation]:
    with closing(reopen_store(settings.database_url.get_secret_value())) as store:
        return [one for one in store.installations() if one.works]


def _installation(settings: Settings, tokens: Tokens, one: Installation, clock: Clock) -> Iterator[Diagnosis]:
    of = f" of {one.team}"
    try:
        token = tokens.token(one)
    except StackbotError as error:
        yield Diagnosis(f"bot token{of}", State.WRONG, str(error))
        return
    if one.expires_at is not None and one.expires_at <= clock():
        yield Diagnosis(f"bot token{of}", State.WARNING, "It has ended; the bot gets a new one while it runs.")
        return
    yield from _workspace(settings, token, clock, of)


def _scopes(found: Found) -> tuple[State, str]:
    if found.scopes is None:
        return State.SKIPPED, "Slack does not say which scopes were granted."
    difference = scope_difference(found.scopes)
    if difference.required:
        missing = ", ".join(difference.required)
        return State.WRONG, f"The app lacks {missing}. Paste what `stackbot manifest` prints, and reinstall it."
    said = []
    if difference.optional:
        said.append(f"Declined, so the bot does less: {', '.join(difference.optional)}. Reinstall the app to allow it.")
    if difference.needless:
        said.append(f"Granted, and not needed: {', '.join(difference.needless)}. Take it from the manifest.")
    return (State.WARNING, " ".join(said)) if said else (State.OK, "They are those of the manifest.")


def _clock(found: Found) -> tuple[State, str]:
    if found.clock_ahead_s is None:
        return State.SKIPPED, "Slack does not say what time it is."
    off_s, way = abs(found.clock_ahead_s), "ahead of" if found.clock_ahead_s > 0 else "behind"
    if off_s <= CLOCK_OFF_S:
        return State.OK, f"It is within {CLOCK_OFF_S} s of Slack's."
    return State.WRONG, f"It is {off_s:.0f} s {way} Slack's; from 300 s on calls are refused. Turn on time sync (NTP)."


def _app_token(settings: Settings) -> tuple[State, str]:
    if settings.slack_app_token is None:
        return State.SKIPPED, "SLACK_APP_TOKEN is not set, so Slack calls the bot over HTTP."
    check_app_token(_carrier(settings, settings.slack_app_token.get_secret_value()))
    return State.OK, "It may open connections for Socket Mode."


def _carrier(settings: Settings, token: str) -> Carrier:
    return Carrier(token, base_url=settings.slack_api_url, timeout_s=TIMEOUT_S)
