"""A process that is nothing but a courier, to be killed.

    python -m tests.slack.courier_process DATABASE API_URL TOKEN EPOCH

Its clock began at EPOCH and runs ten times as fast, so that leases run out and doubts are settled soon. It works until
its standard input ends.
"""

import random
import sys
import time
from datetime import UTC, datetime, timedelta

from bot.slack.courier import Courier
from bot.slack.sending import Carrier
from bot.store.schema import open_store

FASTER = 10
LEASE = timedelta(seconds=30)


def main(database: str, api_url: str, token: str, epoch: str) -> None:
    """Carry out the outbox."""
    began = float(epoch)

    def clock() -> datetime:
        return datetime.fromtimestamp(began + (time.time() - began) * FASTER, UTC)

    courier = Courier(
        open_store(database),
        Carrier(token, base_url=api_url),
        {},
        clock=clock,
        report=lambda _leased, _error: None,
        chance=random.Random(),  # noqa: S311  spreads waits
        lease_for=LEASE,
        watch_s=0.05,
    )
    courier.start()
    sys.stdin.read()
    courier.stop(10)


if __name__ == "__main__":
    main(*sys.argv[1:])
