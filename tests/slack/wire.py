"""The wire between the bot and PostgreSQL, which tests cut at the worst moment: while a commit is on it."""

import asyncio
import contextlib
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

COMMIT = b"Q\x00\x00\x00\x0bCOMMIT\x00"  # https://www.postgresql.org/docs/current/protocol-message-formats.html
CHUNK = 65536


class Cut(StrEnum):
    """When a connection is cut: before a commit has reached the server, or before its answer has left it."""

    BEFORE = "before"
    AFTER = "after"


class Wire:
    """Takes connections on a port of this machine, and passes all on to the server behind a socket file.

    The next commits are cut as `planned`, one each; `made` are the cuts that were.
    """

    def __init__(self, server: Path) -> None:
        self.port = 0
        self.planned: deque[Cut] = deque()
        self.made: list[Cut] = []
        self._server = server
        self._listening: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Take connections from now on."""
        self._listening = await asyncio.start_server(self._connected, "127.0.0.1")
        self.port = self._listening.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Cut all, and take no more."""
        if self._listening:
            self._listening.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._carry(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        await asyncio.wait([task])

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            from_server, to_server = await asyncio.open_unix_connection(self._server)
            mute = asyncio.Event()  # what the server says is not passed on any more
            ways = [
                asyncio.ensure_future(self._there(reader, to_server, mute)),
                asyncio.ensure_future(self._back(from_server, writer, mute)),
            ]
            try:
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for way in ways:
                    way.cancel()
                await asyncio.gather(*ways, return_exceptions=True)
                to_server.close()
        writer.close()

    async def _there(self, reader: asyncio.StreamReader, server: asyncio.StreamWriter, mute: asyncio.Event) -> None:
        """Until the bot closes, or the wire is cut on the way there."""
        while data := await reader.read(CHUNK):
            cut = self.planned.popleft() if COMMIT in data and self.planned else None
            if cut:
                self.made.append(cut)
            if cut is Cut.BEFORE:
                return
            if cut is Cut.AFTER:
                mute.set()
            server.write(data)
            await server.drain()

    async def _back(self, server: asyncio.StreamReader, writer: asyncio.StreamWriter, mute: asyncio.Event) -> None:
        """Until the server closes, or the wire is cut on the way back."""
        while data := await server.read(CHUNK):
            if mute.is_set():
                return
            writer.write(data)
            await writer.drain()


@contextmanager
def wire(server: Path) -> Iterator[Wire]:
    """A wire to the server behind a socket file, while the block runs."""
    made, loop = Wire(server), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="wire", daemon=True)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(made.open(), loop).result(30)
        yield made
    finally:
        asyncio.run_coroutine_threadsafe(made.close(), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
