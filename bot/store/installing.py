"""The store as those see it who install the bot, keep its tokens fresh, and remove it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.conversation.installation import Installation
from bot.ids import TeamId
from bot.store import inbox, installations, outbox
from bot.store.database import Database
from bot.store.writing import RepeatedError


class Installing:
    """The installations of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def installation(self, team: TeamId) -> Installation | None:
        """The app in a workspace, also where it was removed and not yet erased."""
        return self._database.read(lambda connection: installations.one(connection, team))

    def installations(self) -> Sequence[Installation]:
        """The app in each workspace, those where it was removed among them."""
        return self._database.read(installations.every)

    def install(self, installation: Installation) -> None:
        """Keep an installation; one that was there before is replaced."""
        self._database.write(lambda connection: installations.put(connection, installation))

    def uninstall(self, team: TeamId, keys: Sequence[str], said_at: datetime, at: datetime) -> bool:
        """Note that the app was removed, and drop its tokens and what is still to be sent there.

        False, and nothing changed, where the delivery is a repeated one or the app was installed again after it.
        """

        def remove(connection: Connection) -> bool:
            removed = installations.remove(connection, team, said_at, at)
            if removed:
                inbox.take_keys(connection, team, tuple(keys), at)
                outbox.drop_unsent(connection, team)
            return removed

        try:
            return self._database.write(remove)
        except RepeatedError:
            return False

    def claim_refresh(self, installation: Installation, now: datetime, claimed_for: timedelta) -> bool:
        """Be the only one to spend an installation's refresh token for a while."""
        return self._database.write(lambda connection: installations.claim(connection, installation, now, claimed_for))

    def renew(self, spent: Installation, renewed: Installation) -> bool:
        """Keep the tokens that were got for those of an installation; False where it has others by now."""
        return self._database.write(lambda connection: installations.renew(connection, spent, renewed))

    def reseal(self, old: Installation, new: Installation) -> bool:
        """Keep the same tokens under another seal; False where there are others by now."""
        return self._database.write(lambda connection: installations.reseal(connection, old, new))

    def expect_browser(self, state: str, browser: str, expires_at: datetime, now: datetime) -> None:
        """Note that a browser was sent to Slack to install the bot. Both are hashes."""
        self._database.write(lambda connection: installations.expect(connection, state, browser, expires_at, now))

    def take_state(self, state: str) -> tuple[str, datetime] | None:
        """The browser that was sent to Slack with this state, and until when; a second time None."""
        return self._database.write(lambda connection: installations.take(connection, state))
