"""A fake Slack on this machine: a real HTTP and WebSocket server that behaves as Slack does where it matters.

The playground shows it in a browser, and the tests drive it by hand. It keeps Slack's limits and refuses what Slack
refuses; it knows nothing of the bot, which speaks to it as to Slack.

    with FakeSlack() as slack:
        ana = slack.person("ana")
        general = slack.channel("general", members=[ana])
        # start the app with slack.api_url, slack.bot_token and slack.app_token (Socket Mode),
        # or call slack.connect_http("http://127.0.0.1:3000", signing_secret)
        ack = slack.command(ana, general, "node or python?").ack()
        said = slack.say(ana, general, f"{slack.mention} node or python?")
        slack.wait_for(lambda: slack.messages(general, said)[1:])
        print(slack.transcript(general))

Ids and ts are plain strings. `slack.now()` is real time plus what `slack.advance(seconds)` added, so nobody waits for
something to expire. `wait_for` looks again at every change, never by sleeping; `slack.changed` is the condition it
waits on, and the lock to hold while reading several things.

What the app did is in `slack.calls()`, each call with its answer, the reasons of a refusal and its milliseconds; what
it was told is in `slack.deliveries`, each with its acks. What goes wrong is planned with `slack.faults`; `kept` and
`restore` let a workspace go on after a restart; `complaints` says what a modal's inputs lack before it is sent off.
"""

from bot.fake_slack import faults
from bot.fake_slack.delivery import Ack, Delivery, NotAckedError
from bot.fake_slack.faults import Fault, Planned
from bot.fake_slack.form import complaints
from bot.fake_slack.keeping import kept, restore
from bot.fake_slack.people import Said
from bot.fake_slack.shapes import Call, Channel, Message, Person, View
from bot.fake_slack.slack import FakeSlack

__all__ = [
    "Ack",
    "Call",
    "Channel",
    "Delivery",
    "FakeSlack",
    "Fault",
    "Message",
    "NotAckedError",
    "Person",
    "Planned",
    "Said",
    "View",
    "complaints",
    "faults",
    "kept",
    "restore",
]
