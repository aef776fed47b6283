"""`stackbot digest`: what a channel's digest says, and having one posted that did not come."""

import html
import re
from datetime import UTC, date, datetime
from typing import Annotated, TypeAlias

import typer

from bot.cli.door import opened_store, settings, team_named
from bot.decisions.schedule import Week, local_week, slot_of, week_of
from bot.decisions.weekly import ChannelDigest, Period, period_of, period_until
from bot.errors import DecisionError
from bot.ids import ChannelId

app = typer.Typer(help="The weekly digests of channels.", no_args_is_help=True, rich_markup_mode=None)

Channel: TypeAlias = Annotated[str, typer.Option(help="The channel's id, such as C0123456789.")]
Team: TypeAlias = Annotated[str, typer.Option(help="The workspace's id; needed where the database has several.")]

_WEEK = re.compile(r"(2\d{3})-?W(\d{2})", re.IGNORECASE | re.ASCII)  # zones end where years do, so no year 1
_CHANNEL = re.compile(r"[CG][A-Z0-9]{1,63}")
_LINK = re.compile(r"<([^|<>]*)\|([^<>]*)>")


@app.command()
def preview(
    context: typer.Context,
    channel: Channel,
    week: Annotated[str, typer.Option(help="Such as 2026-W48; else the seven days up to now.")] = "",
    team: Team = "",
) -> None:
    """Print a channel's digest with its details; nothing is posted."""
    from bot.decisions.digest import digest_of
    from bot.knowledge.loading import load_library
    from bot.slack.blocks.digest import Showing, details_card, digest_card
    from bot.slack.blocks.read_out import read_out
    from bot.wiring.desk import knowledge_folders

    chosen, now = settings(context), datetime.now(UTC)
    library = load_library(knowledge_folders(chosen.knowledge))
    with opened_store(context) as store:
        where, of = team_named(store, team), _channel(channel)
        period = _period(store.digest_of(where, of), week, now)
        facts = store.week_facts(where, of, period.start, period.end)
    digest, showing = digest_of(facts, library, period, now), Showing(where, library, chosen.command)
    cards = (digest_card, details_card)[: 1 if digest.is_empty else 2]
    print("\n\n".join(_plain(read_out(list(made(digest, showing).blocks))) for made in cards))  # noqa: T201


@app.command()
def post(
    context: typer.Context,
    channel: Channel,
    week: Annotated[str, typer.Option(help="Such as 2026-W48; else this week.")] = "",
    team: Team = "",
) -> None:
    """Have the digest of a week posted by the bot, unless that week is dealt with already."""
    from bot.slack.digesting import name_of, week_exchange

    now = datetime.now(UTC)
    with opened_store(context) as store:
        digest = store.digest_of(team_named(store, team), _channel(channel))
        wanted = _week(week) if week else local_week(digest.weekly, now)
        slot = slot_of(digest.weekly, wanted)
        if slot.at > now:
            raise DecisionError(f"The digest of {name_of(wanted)} is due on {slot.at:%Y-%m-%d at %H:%M} UTC.")
        new = store.record(week_exchange(digest, wanted, now))
    done = "will be posted by the bot" if new else "was dealt with before; nothing is posted"
    print(f"{channel} {name_of(wanted)}: {done}")  # noqa: T201


def _channel(id_: str) -> ChannelId:
    """A channel's id; a name would be a channel of its own, of which nothing is known."""
    if not _CHANNEL.fullmatch(id_):
        raise DecisionError(f"{id_} is no channel's id; Slack shows it below a channel's details, such as C0123456789.")
    return ChannelId(id_)


def _period(digest: ChannelDigest, week: str, now: datetime) -> Period:
    return period_of(digest.weekly, _week(week)) if week else period_until(digest.weekly, now)


def _week(name: str) -> Week:
    found = _WEEK.fullmatch(name)
    try:
        return week_of(date.fromisocalendar(int(found[1]), int(found[2]), 1)) if found else _no_week(name)
    except ValueError:
        return _no_week(name)


def _no_week(name: str) -> Week:
    raise DecisionError(f"{name} is no week; write one as 2026-W48.")


def _plain(mrkdwn: str) -> str:
    """The text as a terminal shows it, a link with its address behind."""
    return html.unescape(_LINK.sub(r"\2 (\1)", mrkdwn))
