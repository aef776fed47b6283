"""A process that writes decisions, several at once, while its system calls are recorded.

    python -m tests.store.crash_process DATABASE ACKS THREADS EACH

Once a decision is kept, its id goes to the file ACKS: that is the moment in which Slack would hear of it.
"""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bot.conversation.mail import Method
from bot.store.schema import open_store
from tests.store.pieces import MINUTE, NOW, mail
from tests.store.recorded import changing, draft, made


def main(database: str, acks: str, threads: str, each: str) -> None:
    """Write so many decisions in each thread, each with a message; between them, send those messages."""
    store, acked = open_store(f"sqlite:///{database}"), os.open(Path(acks), os.O_CREAT | os.O_WRONLY)

    def write(thread: int) -> None:
        for place in range(thread * int(each), (thread + 1) * int(each)):
            change = made(draft(place + 1))
            assert store.record(changing(f"k{place}", change, outgoing=(mail(f"m{place}", lane=f"C{thread}"),)))
            os.write(acked, f"{change.after.id}\n".encode())
            for leased in store.lease(NOW, lease_for=MINUTE, methods=[Method.POST], limit=1):
                store.sent(leased, NOW, "C1", f"1.{place:06}")

    with ThreadPoolExecutor(int(threads)) as pool:
        list(pool.map(write, range(int(threads))))
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
