"""Bolt's own handler of Socket Mode, closed without waiting."""

from typing import Any, Protocol


class Handler(Protocol):
    """What Bolt's SocketModeHandler has."""

    client: Any

    def close(self) -> None:
        """Stop."""


def close_quickly(handler: Handler) -> None:
    """Close Bolt's SocketModeHandler without the second that its queue would wait for one more message."""
    client = handler.client
    client.closed = True
    client.enqueue_message("")
    handler.close()
