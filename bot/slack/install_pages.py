"""What a browser shows while the bot is installed: small pages that need nothing from anywhere. Pure."""

from collections.abc import Mapping
from html import escape

from bot.conversation.installation import Installation
from bot.slack.installing import Hindrance
from bot.slack.manifest import INSTALL_PATH, NAME

# What comes with each page: nothing is loaded, run, framed, kept, or told to where a link leads.
HEADERS = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}

_SAID: Mapping[Hindrance, tuple[int, str, str]] = {  # HTTP status, heading, what to do
    Hindrance.DENIED: (200, "Not installed", "You did not allow it, so nothing was changed. You can still do so:"),
    Hindrance.STALE: (
        400,
        "This link has been used, or is too old",
        "It is good once, for ten minutes, in the browser that began, which has to keep cookies. Begin again:",
    ),
    Hindrance.REFUSED: (400, "Slack did not confirm it", "What Slack gave for it is used or too old. Begin again:"),
    Hindrance.ORGANISATION: (
        400,
        "One workspace at a time",
        "It was allowed for a whole organisation, which the bot does not support. Choose a workspace instead:",
    ),
    Hindrance.AWAY: (503, "Not installed yet", "Slack or our database cannot be reached just now. Try again soon:"),
    Hindrance.BUSY: (429, "Not installed yet", "Too many people install it just now. Try again in a minute:"),
}


def hindered(why: Hindrance) -> tuple[int, str]:
    """The HTTP status and the page for somebody whose installation went no further."""
    status, heading, words = _SAID[why]
    return status, _page(heading, words, INSTALL_PATH, f"Install {NAME}")


def installed(installation: Installation, command: str) -> str:
    """The page for somebody who installed the bot."""
    where = installation.workspace or installation.team
    words = f"Type {command} help in any channel of {where}, or write to the bot."
    link = f"https://slack.com/app_redirect?app={installation.app}&team={installation.team}"
    return _page("Installed", words, link, "Open Slack")


def _page(heading: str, words: str, link: str, label: str) -> str:
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(heading)} · {escape(NAME)}</title></head>\n"
        f"<body><main><h1>{escape(heading)}</h1><p>{escape(words)}</p>"
        f'<p><a href="{escape(link)}">{escape(label)}</a></p></main></body></html>\n'
    )
