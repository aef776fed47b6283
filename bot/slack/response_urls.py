"""Which addresses take answers to a command or a click: Slack's own, so that no other host learns what we say."""

from ipaddress import ip_address
from urllib.parse import urlsplit

RESPONSE_HOSTS = frozenset({"hooks.slack.com", "hooks.slack-gov.com"})


def is_response_url(url: str, base_url: str) -> bool:
    """Whether it is Slack's: no other host learns what we say. A Slack played on this machine has its own."""
    try:
        asked, ours = urlsplit(url), urlsplit(base_url)
        if asked.username is not None or asked.password is not None:
            return False
        if asked.scheme == "https" and asked.hostname in RESPONSE_HOSTS:
            return asked.port in {None, 443}
        return _is_loopback(ours.hostname) and (asked.scheme, asked.netloc) == (ours.scheme, ours.netloc)
    except ValueError:
        return False


def _is_loopback(host: str | None) -> bool:
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return host == "localhost"
