"""`python -m tests.bench.slack.bare_http`: what Bolt alone can do over HTTP, under the server that we use as well."""

import os

import waitress  # type: ignore[import-untyped]  # ships no types
from slack_bolt import Ack, App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient

from bot.slack.http_server import CONNECTIONS, THREADS


def main() -> None:
    """Serve until the process is ended."""
    app = App(
        client=WebClient(os.environ["SLACK_BOT_TOKEN"], os.environ["SLACK_API_URL"]),
        signing_secret=os.environ["SLACK_SIGNING_SECRET"],
        process_before_response=True,
    )

    @app.command("/stack")
    def answer(ack: Ack) -> None:
        ack(text="Done.")

    listen = f"127.0.0.1:{os.environ['PORT']}"
    waitress.serve(SlackRequestHandler(app), listen=listen, threads=THREADS, connection_limit=CONNECTIONS, _quiet=True)


if __name__ == "__main__":
    main()
