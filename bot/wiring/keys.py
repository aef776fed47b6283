"""The keys that seal tokens, and sealing again what was sealed with an earlier one while the bot works."""

from collections.abc import Sequence
from dataclasses import replace

from bot.conversation.installation import Installation, Sealed, refresh_token_of, token_of
from bot.errors import SealError
from bot.ids import TeamId
from bot.sealing import Seals
from bot.settings import Settings
from bot.store.store import Store

TRIES = 3  # where another wrote new tokens meanwhile, which that one may have sealed with its own first key


def seals_of(settings: Settings) -> Seals:
    """What seals the workspaces' tokens; raises `SealError` where there is no key."""
    return Seals([key.get_secret_value() for key in settings.sealing_keys])


def seal_again(store: Store, seals: Seals) -> int:
    """Seal every token with the first key; how many workspaces' were sealed with another.

    Raises `SealError` once all others are done, where some cannot be opened or keep changing; they stay as they are.
    """
    done, closed, changing = 0, list[TeamId](), list[TeamId]()
    for installation in store.installations():
        try:
            done += _sealed_again(store, seals, installation.team)
        except _ChangingError:
            changing.append(installation.team)
        except SealError:
            closed.append(installation.team)
    if closed or changing:
        raise SealError(f"{done} sealed again.{_closed(closed)}{_changing(changing)}")
    return done


class _ChangingError(SealError):
    """Another wrote new tokens each time."""


def _sealed_again(store: Store, seals: Seals, team: TeamId) -> bool:
    for _ in range(TRIES):
        kept = store.installation(team)
        new = None if kept is None else _anew(kept, seals)
        if kept is None or new is None:
            return False
        if store.reseal(kept, new):
            return True
    raise _ChangingError(team)


def _closed(teams: Sequence[TeamId]) -> str:
    if not teams:
        return ""
    return (
        f" No key of STACKBOT_SEALING_KEYS opens the tokens of {', '.join(teams)}. "
        "Add the key they were sealed with, or have the app installed there again."
    )


def _changing(teams: Sequence[TeamId]) -> str:
    return f" The tokens of {', '.join(teams)} keep changing. Run it again." if teams else ""


def _anew(kept: Installation, seals: Seals) -> Installation | None:
    """The tokens sealed with the first key; None where they are."""
    both = tuple(filter(None, (kept.token, kept.refresh_token)))
    if all(map(seals.is_first, both)):
        return None
    token = _again(seals, kept.token, token_of(kept.team))
    return replace(kept, token=token, refresh_token=_again(seals, kept.refresh_token, refresh_token_of(kept.team)))


def _again(seals: Seals, sealed: Sealed, bound_to: str) -> Sealed:
    return Sealed(seals.seal(seals.opened(sealed, bound_to), bound_to)) if sealed else sealed
