"""`python -m tests.bench.slack.bare`: what Bolt alone can do. A listener that acks, and nothing else."""

import os
from threading import Event

from slack_bolt import Ack, App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient


def main() -> None:
    """Serve until the process is ended."""
    app = App(client=WebClient(os.environ["SLACK_BOT_TOKEN"], os.environ["SLACK_API_URL"]))

    @app.command("/stack")
    def answer(ack: Ack) -> None:
        ack(text="Done.")

    SocketModeHandler(app, os.environ["SLACK_APP_TOKEN"], concurrency=16).connect()
    Event().wait()


if __name__ == "__main__":
    main()
