"""Who are administrators: the bot's owners, and the workspace's administrators or one of its user groups.

Listeners may not ask Slack, so a duty does, every hour, a few pages in a round; until a list is read to its end, the
last one holds. Each process asks for itself and remembers in memory: where Slack never said, there are only the owners.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

import structlog

from bot.decisions.record import Person
from bot.ids import TeamId
from bot.slack.blocks.mrkdwn import is_user
from bot.slack.reading_back import Reader
from bot.slack.sending import Failure, NotNow, Refused, Unknown
from bot.slack.web_api import next_cursor

KEPT_FOR = timedelta(hours=1)
PAGE = 200  # people; Slack advises no more (docs.slack.dev, users.list)
UNREADABLE = Unknown("unreadable_answer")
PAGES = 10  # in a round; Slack allows twenty calls a minute
ROUND = timedelta(seconds=10)  # after which no more pages are begun, so that a slow Slack does not hold up an end

log = structlog.get_logger()

Clock = Callable[[], datetime]


class Administrators(Collection[Person]):
    """Those who may do all, as Slack last told; without a group they are the workspace's administrators and owners."""

    def __init__(self, reader: Reader, team: TeamId, owners: Collection[Person], group: str, clock: Clock) -> None:
        self._reader = reader
        self._team = team
        self._group = group
        self._clock = clock
        self._owners = tuple(owners)
        self._told: tuple[Person, ...] = ()
        self._found: list[Person] = []  # of the list that is being read
        self._cursor = ""
        self._due_at: datetime | None = None
        self._lock = Lock()

    def __contains__(self, person: object) -> bool:
        """Whether somebody is one."""
        return person in self._owners or person in self._told

    def __iter__(self) -> Iterator[Person]:
        """All of them, the bot's owners first."""
        return iter(dict.fromkeys((*self._owners, *self._told)))

    def __len__(self) -> int:
        """How many there are."""
        return sum(1 for _ in self)

    def refresh(self) -> None:
        """Ask Slack, where that is due, or go on asking where there was more than a round reads."""
        with self._lock:
            if self._due_at is not None and self._clock() < self._due_at:
                return
            failure = self._read_group() if self._group else self._read_people()
            if failure is not None:
                self._give_up(failure)

    def _read_group(self) -> Failure | None:
        answer = self._reader.read("usergroups.users.list", {"usergroup": self._group})
        if not isinstance(answer, dict):
            return answer
        users = answer.get("users")
        if not isinstance(users, list):
            return UNREADABLE
        self._found = [Person(one) for one in users if isinstance(one, str) and is_user(one)]
        self._settle()
        return None

    def _read_people(self) -> Failure | None:
        until = self._clock() + ROUND
        for _ in range(PAGES):
            where = {"cursor": self._cursor} if self._cursor else {}
            answer = self._reader.read("users.list", {"limit": PAGE, **where})
            if not isinstance(answer, dict):
                return answer
            members = answer.get("members")
            if not isinstance(members, list):
                return UNREADABLE
            found = filter(None, (_administrator(one, self._team) for one in members))
            self._found += found
            self._cursor = next_cursor(answer)
            if not self._cursor:
                self._settle()
            if not self._cursor or self._clock() >= until:
                break
        return None

    def _settle(self) -> None:
        self._told, self._due_at = tuple(self._found), self._clock() + KEPT_FOR
        self._found, self._cursor = [], ""

    def _give_up(self, failure: Failure) -> None:
        """Leave it for now: what was told last holds."""
        lasting = isinstance(failure, Refused) and failure.permanent
        wait = KEPT_FOR if lasting else timedelta(seconds=failure.retry_after_s if isinstance(failure, NotNow) else 0)
        self._found, self._cursor, self._due_at = [], "", self._clock() + wait
        why = "ratelimited" if isinstance(failure, NotNow) else failure.error
        log.info("administrators_not_read", error=why, known=len(self._told))


def _administrator(member: object, team: str) -> Person | None:
    """Somebody on Slack's list, where they are an administrator of this workspace, and not of another one."""
    match member:
        case {"id": str(id_), "deleted": False, "is_bot": False, **rest}:
            is_one = rest.get("is_admin") is True or rest.get("is_owner") is True
            return Person(id_) if is_one and _is_of(rest, team) else None
        case _:
            return None


def _is_of(member: Mapping[Any, object], team: str) -> bool:
    match member:
        case {"team_id": str(home)} if home == team:
            return True
        case {"enterprise_user": {"teams": list(teams)}}:
            return team in teams
        case _:
            return False
