"""Slack in `stackbot run`: whether it is connected, and serving it until a signal says to end."""

import signal
from types import FrameType
from typing import TYPE_CHECKING

import typer

from bot.cli.door import desk, settings
from bot.errors import SettingsError
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.metrics import Metrics
    from bot.tracing import Tracing

NOT_CONNECTED = """\
Slack is not connected: SLACK_BOT_TOKEN and SLACK_APP_TOKEN are not set, so this is the playground.
To connect it, see "Connect Slack" in README.md."""


def is_connected(chosen: Settings) -> bool:
    """Whether the settings hold what Slack needs; raises `SettingsError` where they hold half of it."""
    if serves_many(chosen):
        return True
    doors = {"SLACK_APP_TOKEN": chosen.slack_app_token, "SLACK_SIGNING_SECRET": chosen.slack_signing_secrets}
    opened = [name for name, value in doors.items() if value]
    if chosen.slack_bot_token and not opened:
        raise SettingsError(
            "SLACK_BOT_TOKEN is set alone; set SLACK_APP_TOKEN too for Socket Mode, or SLACK_SIGNING_SECRET for HTTP."
        )
    if opened and not chosen.slack_bot_token:
        raise SettingsError(f"{opened[0]} is set, but SLACK_BOT_TOKEN is not; set it too.")
    return bool(opened)


def serves_many(chosen: Settings) -> bool:
    """Whether workspaces install the bot; raises `SettingsError` where something for that is missing, or too much."""
    app = {"SLACK_CLIENT_ID": chosen.slack_client_id, "SLACK_CLIENT_SECRET": chosen.slack_client_secret}
    if chosen.slack_bot_token or not any(app.values()):
        return False
    needed = app | {
        "SLACK_SIGNING_SECRET": chosen.slack_signing_secrets,
        "STACKBOT_SEALING_KEYS": chosen.sealing_keys,
    }
    if missing := [name for name, value in needed.items() if not value]:
        raise SettingsError(
            f"For several workspaces {' and '.join(missing)} must be set too; `stackbot keys new` prints a "
            "sealing key. For one workspace set SLACK_BOT_TOKEN."
        )
    if chosen.slack_app_token:
        raise SettingsError("Several workspaces are served over HTTP: unset SLACK_APP_TOKEN, or set SLACK_BOT_TOKEN.")
    return True


def run_slack(context: typer.Context) -> None:
    """Serve Slack until SIGTERM or Ctrl-C, then finish what is in flight; a second signal ends at once."""
    from bot.cli.memory import share_arenas
    from bot.logs import configure_logs
    from bot.wiring.slack import open_slack
    from bot.wiring.workspaces import open_workspaces

    share_arenas()
    chosen = settings(context)
    metrics, tracing = _metrics(chosen), _tracing(chosen)
    beside = [one for one in (metrics and metrics.count, tracing and tracing.trace) if one]
    configure_logs(chosen.log_level, chosen.log_format, chosen.secrets(), *beside)
    opened = open_workspaces if serves_many(chosen) else open_slack
    serving = opened(chosen, desk(context), metrics=metrics)

    def end(number: int, _: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)
        serving.end()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    try:
        serving.serve(lambda: print(serving.greeting, flush=True))  # noqa: T201
    finally:
        if tracing:
            tracing.close()


def _metrics(chosen: Settings) -> "Metrics | None":
    """What counts, where there is a port to read it from; else its library is not imported."""
    if chosen.health_port is None:
        return None
    from bot.metrics import Metrics

    return Metrics()


def _tracing(chosen: Settings) -> "Tracing | None":
    """What makes traces, where they are to be sent; raises `SettingsError` where the extra for it is not installed."""
    if chosen.otlp_url is None:
        return None
    try:
        from bot.tracing import Tracing, otlp
    except ModuleNotFoundError as error:
        needed = "STACKBOT_OTLP_URL needs OpenTelemetry. In a clone, run: pip install '.[otel]'"
        raise SettingsError(needed) from error
    return Tracing(otlp(chosen.otlp_url))
