"""People whose words can be found again among the bytes of a database's files."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bot.conversation.installation import Installation, Sealed
from bot.conversation.mail import Outgoing
from bot.decisions.record import Person
from bot.decisions.weekly import ChannelDigest
from bot.ids import ChannelId, TeamId, UserId
from bot.store.store import Store
from tests.store.pieces import CHANNEL, NOW, TEAM, asked, channel, exchange, given, mail, question, vote
from tests.store.recorded import changing, draft, made

CANARY, OTHER = UserId("U0CANARY"), UserId("U0ROBIN")
TIMES = 40  # enough for pages to be split


def live(store: Store, user: UserId, word: str, team: TeamId = TEAM) -> None:
    """A person asks, votes, sets a channel, decides and is written to; each text has the word, each row the person."""
    for number in range(TIMES * len(word), TIMES * len(word) + TIMES):
        name, place = question(number), ChannelId(f"{CHANNEL}{len(word)}{number % 3}")
        keys = (f"event:{name}", f"action:{place}:vote:1.{number}:{user}")
        store.record(
            exchange(
                *keys,
                team=team,
                asked=asked(number, team=team, id=name, user=user, text=f"{word} asks {number} {word * 40}"),
                given=given(number, team=team, question=name, answer=f'{{"pick": "{word}"}}', explanation=word),
                vote=vote(team=team, question=name, user=user, comment=f"{word} says"),
                settings=channel(place, team=team, changed_by=user),
                digest=ChannelDigest(team, place, is_on=True, since=NOW, set_by=user),
                outgoing=(_to(user, keys[1], word, team),),
            )
        )
    decided = draft(len(word), team=team, created_by=Person(user), owner=Person(user), decision_makers=(Person(user),))
    store.record(changing(f"decided:{len(word)}", made(decided, by=Person(user)), team=team))


def _to(user: UserId, key: str, word: str, team: TeamId) -> Outgoing:
    return mail(f"told:{key}", team=team, lane=f"person:{user}", person=user, arguments={"text": f"Dear {word}"})


def installed(team: TeamId, owner: UserId, **values: object) -> Installation:
    """The app in a workspace, where this person installed it."""
    plain: dict[str, Any] = {
        **dict.fromkeys(("enterprise", "workspace", "app"), ""),
        "bot_user": UserId("U0BOT"),
        "scopes": (),
        "installed_at": NOW,
        "expires_at": None,
        "token": Sealed("sealed"),
        "refresh_token": Sealed(""),
    }
    return Installation(team=team, owner=owner, **(plain | values))


def left(files: Iterable[Path], word: str) -> list[str]:
    """The names of those files whose bytes hold the word."""
    return [file.name for file in files if word.encode() in file.read_bytes()]
