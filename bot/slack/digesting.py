"""The digests of channels: what is due is found once a minute, and a task makes and posts it.

What is due leaves a row for each week, and the task for this week's, in one transaction: whichever replica writes first
posts, and a replica that was killed is made up for. The task first asks Slack who reads the channel. It makes the
message and the details for its thread, which are written with the end of the task, so they exist once too.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from bot.conversation.mail import Leased, Method, Outgoing
from bot.conversation.policy import Silence
from bot.conversation.records import Exchange
from bot.decisions.digest import Digest, digest_of
from bot.decisions.schedule import LATE, Week, slot_of
from bot.decisions.weekly import (
    ChannelDigest,
    Fate,
    Period,
    WeekDone,
    due_now,
    is_paused,
    period_of,
    period_until,
)
from bot.errors import SlackError
from bot.ids import ChannelId, TeamId, UserId
from bot.slack.answering import silence_found_in, told
from bot.slack.blocks.card import Card
from bot.slack.blocks.digest import Showing, details_card, digest_card
from bot.slack.blocks.notice import silent_here
from bot.slack.delivery import Later
from bot.slack.desk import SlackDesk
from bot.slack.destination import Destination, direct_to, read_destination, sent_to, under

A_DAY = timedelta(days=1)
SLACK_WAIT_S = 60.0  # until Slack is asked again who reads a channel

log = structlog.get_logger()


def look_after_digests(desk: SlackDesk, team: TeamId) -> None:
    """Have what is due posted, and record what was missed."""
    for digest in desk.records.digests_on(team):
        exchange = due_exchange(digest, desk.clock())
        if exchange and desk.record(exchange):
            for one in exchange.weeks:
                log.info("digest_week_done", team=team, channel=one.channel, week=name_of(one.week), fate=one.fate)


def due_exchange(digest: ChannelDigest, now: datetime) -> Exchange | None:
    """What is left of the weeks that are due: each dealt with and, for this week's, the task to post its digest."""
    due = due_now(digest, now)
    fates = dict.fromkeys(due.skipped, Fate.SKIPPED)
    fates |= {due.slot.week: Fate.TAKEN} if due.slot else {}
    if not fates:
        return None
    fates |= {week: Fate.PAUSED for week in fates if is_paused(digest, slot_of(digest.weekly, week).at)}
    taken = [week for week, fate in fates.items() if fate is Fate.TAKEN]
    return replace(
        _done(digest, fates, now), outgoing=tuple(_task(digest, period_of(digest.weekly, week), now) for week in taken)
    )


def week_exchange(digest: ChannelDigest, week: Week, now: datetime) -> Exchange:
    """The same for one week, as an operator has it posted: under the same key, so it is posted once.

    Where the week is over, it is posted all the same, within a day.
    """
    task = _task(digest, period_of(digest.weekly, week), now)
    if task.expires_at and task.expires_at <= now:
        task = replace(task, expires_at=now + A_DAY)
    return replace(_done(digest, {week: Fate.TAKEN}, now), outgoing=(task,))


def posted_now(digest: ChannelDigest, key: str, person: UserId, aside: Destination, now: datetime) -> Outgoing:
    """The task that posts the digest of the last seven days because somebody wants it now."""
    task = _task(digest, period_until(digest.weekly, now), now)
    arguments = {**task.arguments, "reply": aside.data()}
    name = f"digest-now:{digest.channel}:{key}"
    return replace(task, key=name, lane=name, arguments=arguments, person=person, expires_at=now + timedelta(hours=1))


def name_of(week: Week) -> str:
    """A week as ISO 8601 writes it."""
    return f"{week.year}-W{week.number:02}"


def week_key(channel: ChannelId, week: Week) -> str:
    """The key under which a week of a channel is dealt with."""
    return f"digest:{channel}:{name_of(week)}"


def made(desk: SlackDesk, team: TeamId, channel: ChannelId, period: Period) -> Digest:
    """The digest of a period as a channel may see it."""
    facts = desk.records.week_facts(team, channel, period.start, period.end)
    return digest_of(facts, desk.advisor.library, period, desk.clock())


class Digesting:
    """Makes digests and posts them."""

    def __init__(self, desk: SlackDesk) -> None:
        self._desk = desk

    def carry_out(self, leased: Leased) -> Exchange | Later | None:
        """Post the digest of the row; None where the bot must be silent there, or nothing is to be said."""
        mail = leased.mail
        team, channel = TeamId(mail.team), ChannelId(mail.arguments["channel"])
        try:
            silence = silence_found_in(self._desk, team, channel)
        except SlackError:
            return Later(SLACK_WAIT_S, "not_known_who_reads")
        if silence:
            return self._silent(mail, silence)
        period = _read_period(mail.arguments)
        digest = made(self._desk, team, channel, period)
        wanted = self._desk.records.digest_of(team, channel).quiet or "reply" in mail.arguments
        if digest.is_empty and not wanted:
            log.info("digest_left_out", team=team, channel=channel, because="quiet week")
            return None
        return self._posted(mail, digest)

    def _posted(self, mail: Outgoing, digest: Digest) -> Exchange:
        desk, period, now = self._desk, digest.period, self._desk.clock()
        is_late = "reply" not in mail.arguments and now - period.end > LATE
        showing = Showing(
            TeamId(mail.team), desk.advisor.library, desk.choices.command, late=period.end if is_late else None
        )
        channel, key = str(mail.arguments["channel"]), f"{mail.key}:post"
        outgoing = [_message(mail, key, direct_to(channel), digest_card(digest, showing), now)]
        if not digest.is_empty:
            details = details_card(digest, showing)
            outgoing.append(_message(mail, f"{mail.key}:details", under(channel, key), details, now))
        return Exchange(TeamId(mail.team), (f"made:{mail.key}",), now, outgoing=tuple(outgoing))

    def _silent(self, mail: Outgoing, silence: Silence) -> Exchange | None:
        log.info("digest_left_out", team=mail.team, channel=mail.arguments["channel"], because=silence)
        if "reply" not in mail.arguments:
            return None
        card, where = silent_here(silence, self._desk.choices.command), read_destination(mail.arguments["reply"])
        return told(self._desk, TeamId(mail.team), (f"made:{mail.key}",), card, where, person=UserId(mail.person))


def duty(desk: SlackDesk, team: TeamId) -> Callable[[], None]:
    """The duty to look after a workspace's digests."""
    return lambda: look_after_digests(desk, team)


def _done(digest: ChannelDigest, fates: Mapping[Week, Fate], now: datetime) -> Exchange:
    weeks = tuple(WeekDone(digest.team, digest.channel, week, fate, now) for week, fate in fates.items())
    return Exchange(digest.team, tuple(week_key(digest.channel, week) for week in fates), now, weeks=weeks)


def _task(digest: ChannelDigest, period: Period, now: datetime) -> Outgoing:
    """Worth doing until the local week is over."""
    key = week_key(digest.channel, period.week)
    arguments = {"channel": digest.channel, **_period_data(period)}
    over = slot_of(replace(digest.weekly, weekday=1, at=datetime.min.time()), period.week.after()).at
    return Outgoing(digest.team, key, key, Method.DIGEST, arguments, now, expires_at=over)


def _message(task: Outgoing, key: str, where: Destination, card: Card, now: datetime) -> Outgoing:
    message = sent_to(where, card, team=task.team, key=key, person=task.person, now=now)
    return replace(message, expires_at=task.expires_at)


def _period_data(period: Period) -> Mapping[str, Any]:
    return {
        "week": [period.week.year, period.week.number],
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        "zone": period.zone.key,
    }


def _read_period(data: Mapping[str, Any]) -> Period:
    start, end = (datetime.fromisoformat(data[name]) for name in ("start", "end"))
    return Period(Week(*data["week"]), start, end, ZoneInfo(data["zone"]))
