"""What is said after a message, once it is known what became of it: one thing where it was sent, another where not.

It waits among the arguments of the message's row, and becomes a row of its own in the transaction that settles that
one. So it is said once, and not before it is true; and it may have something after it in turn.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.conversation.mail import Method, Outgoing

IF_SENT = "if_sent"
IF_LOST = "if_lost"  # it was refused for good or given up, or nobody can tell whether it arrived


def with_afterwards(mail: Outgoing, *, if_sent: Outgoing | None = None, if_lost: Outgoing | None = None) -> Outgoing:
    """The message, and what follows once it is settled."""
    waiting = {name: _data(one) for name, one in ((IF_SENT, if_sent), (IF_LOST, if_lost)) if one}
    return replace(mail, arguments={**mail.arguments, **waiting})


def afterwards(mail: Outgoing, name: str, now: datetime) -> tuple[Outgoing, ...]:
    """What follows now that the message is settled; nothing where nothing waits for that."""
    waiting = mail.arguments.get(name)
    if not waiting:
        return ()
    where = {"key": waiting["key"], "lane": waiting["lane"], "method": Method(waiting["method"])}
    arguments = waiting["arguments"]
    return (replace(mail, **where, arguments=arguments, due_at=now, expires_at=None, follows="", first_wins=False),)


def _data(mail: Outgoing) -> Mapping[str, Any]:
    return {"key": mail.key, "lane": mail.lane, "method": mail.method.value, "arguments": dict(mail.arguments)}
