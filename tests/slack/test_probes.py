"""Texts of others that try to notify, to link or to hide, through every place where the bot shows them."""

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.conversation.records import Reason
from bot.fake_slack import FakeSlack, Message
from bot.slack.blocks import actions
from tests.slack.at_work import BotAtWork
from tests.slack.liveness import live
from tests.slack.test_deliveries import question_of

CLEAR, UNCLEAR, UNKNOWN = "How long is a cold start on AWS Lambda?", "node or python?", "best pizza in town?"
PROBES = (
    "<!channel>",
    "<!here>",
    "<!everyone>",
    "<!here|here>",
    "<!subteam^S0VICTIM>",
    "<!subteam^S0VICTIM|@admins>",
    "<@U0VICTIM>",
    "<@W0VICTIM|ana>",
    "<#C0VICTIM>",
    "<#C0VICTIM|secret>",
    "<!date^1392734382^{date}^https://evil.com/|now>",
    "<https://evil.com>",
    "<https://evil.com|stack overflow>",
    "<http://evil.com/?a=1&amp;b=2|x>",
    "<mailto:ana@evil.com|Ana>",
    "<tel:+4912345|call>",
    "<slack://channel?team=T1&id=C1|open>",
    "<javascript:alert(1)|x>",
    "&lt;!channel&gt;",
    "&amp;lt;!here&amp;gt;",
    "&#60;!channel&#62;",
    "&lt;https://evil.com|x&gt;",
    "<<!channel>>",
    "<!chan<!here>nel>",
    "<\u200b!channel>",
    "<!\u200bchannel>",
    "<! channel>",
    "<!channel\n>",
    "<!channel",
    "!channel>",
    "https://evil.com",
    "http://evil.com:8080/a?b=c#d",
    "HTTPS://EVIL.COM/",
    "https://user:pass@evil.com/",
    "ftp://evil.com/x",
    "evil.com",
    "www.evil.com/login",
    "evil.com:443",
    "sub.evil.org/path?x",
    "evil．com",
    "evil。com",
    "evil\u200b.com",
    "e\u00advil.com",
    "evil.рф",
    "пример.рф",
    "xn--80ak6aa92e.com",
    "ana@evil.com",
    "ana.b+c@mail.evil.org",
    "mailto:ana@evil.com",
    "mailto&colon;ana@evil.com",
    "@here",
    "@channel",
    "@everyone",
    "@ana",
    "＠here",
    "@\u200bhere",
    "#general",
    "[click](https://evil.com)",
    "[a]: https://evil.com",
    "![x](https://evil.com/x.png)",
    "<https://evil.com\\|x>",
    "```<!channel>```",
    "``` \n<!here>",
    "`<!here>`",
    "` <@U0VICTIM> `` ",
    "*<!channel>*",
    "_<!here>_",
    "~<@U0VICTIM>~",
    "> <!here>\n&gt; <!channel>",
    ">>> <!channel>",
    "\u202e<!channel>",
    "\u202eмос.live\u202c https://evil.com",
    "\u2066evil.com\u2069",
    "\u200f@here\u200e",
    "a\u200bb\u200cc\u200dd\ufeffe",
    "\u2060\u2061\u2062\u2063\u180e\u00ad",
    "\U000e0001\U000e0041\U000e0042\U000e007f",
    "a\ufe0f\ufe00\U000e0100",
    "\u3164\u115f\u2800\uffa0",
    "\ud83d",
    "\udc00<!channel>\ud800",
    "＜!channel＞",
    "‹!channel›",
    "\u0441\u043e\u043c <!ch\u0430nnel>",
    "<!ｃｈａｎｎｅｌ>",
    "\x00<!channel>\x07\x1b[31m",
    "\u0085\u2028\u2029<!here>",
    "<!channel>" * 40,
    "a" * 2_990 + "<!channel>",
    "&" * 700 + "<!here>",
    "e\u0301" * 200 + "https://evil.com",
    ":smile: :skull_and_crossbones:",
    '"}, {"type": "mrkdwn", "text": "<!channel>"}',
    "{pick} {{why}} %s %(x)s ${HOME}",
)

LIVE = (
    ({"text": "<!channel> <@U1> <#C1> <!subteam^S1> <!date^1^x|y>"}, 5),
    ({"text": "see <https://a.com|this>"}, 1),
    ({"text": "https://evil.com"}, 1),
    ({"text": "evil.com"}, 1),
    ({"text": "evil．com"}, 1),
    ({"text": "write to ana@evil.com"}, 1),
    ({"text": "mailto:ana@evil.com"}, 1),
    ({"text": "@here and @ana and #general"}, 2),
    ({"text": "a\u200bb\u202ec\ud83dd\x07"}, 4),
    ({"text": "x", "link_names": True}, 1),
    ({"text": "x", "parse": "full"}, 1),
    ({"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "evil.com"}}]}, 1),
    ({"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "<!here>", "verbatim": True}}]}, 1),
    ({"blocks": [{"type": "context", "elements": [{"type": "mrkdwn", "text": "<@U1>", "verbatim": True}]}]}, 1),
    ({"blocks": [{"type": "rich_text", "elements": [{"type": "broadcast", "range": "here"}]}]}, 1),
    ({"blocks": [{"type": "actions", "elements": [{"type": "button", "url": "https://evil.com"}]}]}, 1),
    ({"blocks": [{"type": "markdown", "text": "hi"}]}, 1),
    ({"view": {"title": {"type": "plain_text", "text": "a\U000e0041"}}}, 1),
)
DEAD = (
    {"text": "&lt;!channel&gt; &amp;lt;!here&amp;gt;"},
    {"text": "https[:]//evil[.]com, ana[at]evil[.]com and [at]here"},
    {"text": "Node.js 22 and Python 3.14 at 2.4x; 1,000 #1"},
    {"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "https://evil.com @here", "verbatim": True}}]},
    {"blocks": [{"type": "header", "text": {"type": "plain_text", "text": "<!channel> https://evil.com"}}]},
    {"blocks": [{"type": "rich_text", "elements": [{"type": "text", "text": "<!channel> evil.com"}]}]},
    {"blocks": [{"type": "actions", "elements": [{"type": "button", "value": "<!channel>"}]}]},
)


@pytest.mark.parametrize(("sent", "count"), LIVE)
def test_what_slack_would_make_live_is_found(sent: dict[str, Any], count: int) -> None:
    """Mentions, links, names and unseen characters, each where it would take effect."""
    assert len(live(sent)) == count


@pytest.mark.parametrize("sent", DEAD)
def test_what_slack_shows_as_it_is_is_not_live(sent: dict[str, Any]) -> None:
    """Escaped, spelled out, or in a place that knows no markup."""
    assert live(sent) == []


def test_the_bots_own_mentions_are_not_counted() -> None:
    """But only those."""
    assert live({"text": "<@U0ANA> and <@U0VICTIM>"}, ours={"<@U0ANA>"}) == ["<@U0VICTIM>"]


class Prober:
    """Somebody who puts a probe wherever the bot takes a text."""

    def __init__(self, slack: FakeSlack) -> None:
        self.slack = slack
        self.ana = slack.person("ana")
        self.general = slack.channel("general", members=[self.ana])
        self.help = slack.channel("help", members=[self.ana])
        self.dm = slack.dm(self.ana)

    def everywhere(self, probe: str) -> None:
        """Ask in every way, and look at what was asked in every way."""
        self.by_command(probe)
        self.by_message(probe)
        self.in_a_thread(probe)
        self.slack.open_home(self.ana).ack()

    def by_command(self, probe: str) -> None:
        """Answered, asked back, not answered; then why, the gaps and a draft, and a human is asked."""
        for question in (CLEAR, UNCLEAR, UNKNOWN):
            asked = self.told(f"{question} {probe}")
            self.told(f"why {question_of(asked)}")
        self.slack.click(self.ana, asked, actions.ASK_A_HUMAN).ack()
        self.slack.click(self.ana, self.told("gaps"), f"{actions.DRAFT_ENTRY}_1").ack()
        self.told(probe)
        self.told(f"why {probe}")
        self.told(f"settings {probe}")

    def by_message(self, probe: str) -> None:
        """A mention, a direct message, a shortcut; shared, voted down and commented on."""
        self.slack.say(self.ana, self.general, f"{self.slack.mention} {UNKNOWN} {probe}")
        self.slack.say(self.ana, self.general, f"{self.slack.mention} {probe}")
        self.slack.say(self.ana, self.dm, f"{probe} {UNCLEAR}")
        said = self.slack.say(self.ana, self.general, f"{probe} {CLEAR}", order=())
        self.slack.shortcut(self.ana, self.slack.by_ts[self.general, said], actions.ASK_SHORTCUT).ack()
        answer = self.told(f"{CLEAR} {probe}")
        self.slack.click(self.ana, answer, actions.SHARE).ack()
        self.slack.click(self.ana, answer, actions.FEEDBACK, f"{actions.NOT_HELPFUL}:{question_of(answer)}").ack()
        view = self.slack.wait_for(lambda: self.slack.modal(self.ana))
        values = {actions.REASON_INPUT: Reason.OTHER.value, actions.COMMENT_INPUT: probe}
        self.slack.submit(self.ana, view, values).ack()

    def in_a_thread(self, probe: str) -> None:
        """What others said before, which is read."""
        root = self.slack.say(self.ana, self.general, probe)
        self.slack.say(self.ana, self.general, f"We need agents with {probe}", root)
        self.slack.say(self.ana, self.general, f"{self.slack.mention} {probe}", root)

    def mention(self, text: str) -> None:
        """A mention that the bot has heard."""
        for delivery in self.slack.say(self.ana, self.general, f"{self.slack.mention} {text}").deliveries:
            delivery.ack()

    def told(self, text: str) -> Message:
        """The private answer to a command."""
        delivery = self.slack.command(self.ana, self.general, text)
        delivery.ack()
        assert delivery.shown, text
        return delivery.shown

    def sent(self) -> Iterator[dict[str, Any]]:
        """All that the bot sent: in calls, and in acks."""
        yield from (call.args for call in self.slack.calls())
        for delivery in list(self.slack.deliveries):
            yield from (_said(ack.payload) for ack in delivery.acks)

    def settled(self) -> bool:
        """Whether nobody waits for an ack or for an answer in a thread."""
        answered = {(one.channel, one.thread_ts) for one in self.slack.all_messages if one.by_app}
        return all(one.acks for one in self.slack.deliveries) and all(
            (one.channel, one.thread) in answered
            for one in self.slack.all_messages
            if not one.by_app and self._is_asking(one)
        )

    def _is_asking(self, message: Message) -> bool:
        return self.slack.mention in message.text or message.channel == self.dm


def _said(payload: Any) -> dict[str, Any]:  # noqa: ANN401  any JSON
    return payload if isinstance(payload, dict) else {"text": payload or ""}


@pytest.mark.parametrize("every", [8, pytest.param(1, marks=pytest.mark.soak)])
def test_nothing_that_others_wrote_is_live(start: Callable[..., BotAtWork], slack: FakeSlack, every: int) -> None:
    """Of 94 probes in a question, an eighth of them (all in a soak) through every other place too: 0 live."""
    slack.patience_s = 60  # what is said counts here, not when
    prober = Prober(slack)
    owner, helpers = prober.ana, "<!subteam^S0HELP>"
    start(owners=owner, help_channel=prober.help, help_group="S0HELP", rate_person="99999", rate_workspace="99999")

    for probe in PROBES:
        prober.told(f"{UNKNOWN} {probe}")
        prober.mention(f"{CLEAR} {probe}")
    for probe in PROBES[::every]:
        prober.everywhere(probe)
    slack.refuse_all_blocks = True  # so that all is said in the text alone
    for probe in PROBES:
        prober.mention(f"{UNKNOWN} {probe}")
    slack.wait_for(prober.settled, 60)

    ours = {f"<@{owner}>", helpers, f"<#{prober.help}>", f"<#{prober.general}>"}
    found = {(one, where) for sent in prober.sent() for one in live(sent, ours) for where in _places(one, sent)}
    sent = sum(bool(one.get("text") or one.get("blocks") or one.get("view")) for one in prober.sent())
    logging.getLogger(__name__).info("%s probes, %s messages and views, %s live", len(PROBES), sent, len(found))
    assert found == set()
    assert sent > 10 * len(PROBES[::every])


def _places(one: str, sent: dict[str, Any]) -> list[str]:
    """What is around it, so that a failure says where to look."""
    text = json.dumps(sent, ensure_ascii=False)
    at = max(0, text.find(one) - 60)
    return [text[at : at + 160]]
