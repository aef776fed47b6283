"""What holds for every test: no network but this machine, and no settings of the person who runs them."""

import logging
import os
import sys
from collections.abc import Iterator
from ipaddress import ip_address

import pytest
import structlog
from hypothesis import settings

HOST_ARGUMENT = {"socket.getaddrinfo": 0, "socket.gethostbyname": 0}
ADDRESS_ARGUMENT = {"socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1}
OURS = ("STACKBOT_", "SLACK_", "ANTHROPIC_")  # begin the names of our settings; one is named PORT

settings.register_profile("repository", deadline=None, derandomize=True)
settings.register_profile("soak", deadline=None, max_examples=5_000)
settings.load_profile("repository")


class OutsideWorldError(Exception):
    """A test tried to reach another machine.

    Not an OSError on purpose: code that copes with a broken network must not hide it.
    """


def pytest_configure(config: pytest.Config) -> None:
    """Close the network, and forget every setting of the bot, before any test is collected.

    What the bot caches goes beside pytest's own cache, so that tests leave a person's cache alone.
    """
    for name in [name for name in os.environ if name.startswith(OURS) or name == "PORT"]:
        del os.environ[name]
    os.environ["STACKBOT_CACHE_DIR"] = str(config.rootpath / ".pytest_cache" / "stackbot")
    sys.addaudithook(refuse_the_outside_world)


def refuse_the_outside_world(event: str, args: tuple[object, ...]) -> None:
    """Raise OutsideWorldError when Python is about to look up or reach a host that is not this machine.

    Python raises these events for every socket, whichever library opened it:
    https://docs.python.org/3/library/audit_events.html
    """
    if event in HOST_ARGUMENT:
        host = args[HOST_ARGUMENT[event]]
    elif event in ADDRESS_ARGUMENT:
        address = args[ADDRESS_ARGUMENT[event]]
        host = address[0] if isinstance(address, tuple) else None
    else:
        return
    if not is_this_machine(host):
        message = f"A test tried to reach {host!r}. Tests may speak to 127.0.0.1 only."
        raise OutsideWorldError(message)


def is_this_machine(host: object) -> bool:
    """Whether a host is the loopback or "any address of ours"; None, as for sockets that are files, is."""
    name = host.decode() if isinstance(host, bytes) else host
    if name is None or name in {"", "localhost"}:
        return True
    try:
        address = ip_address(str(name))
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


@pytest.fixture
def logs_as_before() -> Iterator[None]:
    """The loggers as they were when the test is over."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()
