"""Whatever a text holds, what is made of it for Slack holds nothing live but what was built on purpose."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.blocks.mrkdwn import (
    bold,
    channel,
    cleaned,
    code,
    context,
    escape,
    fitting,
    joined,
    link,
    mention_group,
    mention_user,
    plain,
    quiet,
    quieted,
    section,
)
from tests.slack.blocks.live import live_in
from tests.slack.blocks.nasty import nasty_texts

ROOT = Path(__file__).parents[3]


@given(nasty_texts())
def test_any_text_is_dead_once_escaped(text: str) -> None:
    """No mention, link, markup or invisible character is left in a block or in the text beside it."""
    message = {"text": quiet(text) or "-", "blocks": [section(escape(text)), context(bold(escape(text)), code(text))]}

    assert live_in(message) == []


@given(nasty_texts(), st.integers(1, 80))
def test_a_cut_never_splits_what_was_escaped(text: str, limit: int) -> None:
    """A cut text is short enough, and each of its entities is whole."""
    cut = escape(text, limit)

    assert len(cut) <= limit
    assert live_in({"blocks": [section(cut)]}) == []
    assert len(quiet(text, limit)) <= limit
    assert live_in({"text": quiet(text, limit)}) == []


@given(nasty_texts())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    """Cleaned text is stable, on one line and encodable."""
    once = cleaned(text)

    assert cleaned(once) == once
    assert "\n" not in once
    assert once.encode().decode() == once


@given(nasty_texts(), st.integers(1, 200))
def test_a_plain_text_is_never_empty_and_never_too_long(text: str, limit: int) -> None:
    """Slack refuses empty texts, so a dash stands for nothing."""
    made = plain(text, limit)["text"]

    assert 1 <= len(made) <= limit


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a \u202egnp.exe", "a gnp.exe"),
        ("in\u200bvis\u2060ible\ufeff", "invisible"),
        ("tag\U000e0041\U000e007f", "tag"),
        ("heart\u2764\ufe0f", "heart\u2764"),
        ("two\nlines\tand\x00 a\x1bcontrol", "two lines and acontrol"),
        ("e\u0301", "\u00e9"),
        ("lone \ud83d surrogate", "lone \ufffd surrogate"),
        ("\ud83d\ude00 pair", "\U0001f600 pair"),
        ("  many   blanks \u2028 ", "many blanks"),
    ],
)
def test_what_nobody_sees_is_dropped(text: str, kept: str) -> None:
    """Controls, bidi, tag, zero-width and variation characters go; composed text stays."""
    assert cleaned(text) == kept


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("see https://evil.com/x?y=1", "see https[:]//evil[.]com/x?y=1"),
        ("evil.com and sub.evil.co.uk.", "evil[.]com and sub[.]evil[.]co[.]uk."),
        ("www.evil.js www.a WWW.evil.com", "www[.]evil[.]js www[.]a WWW[.]evil[.]com"),
        ("evil.com.Node.js www.js", "evil[.]com[.]Node[.]js www[.]js"),
        ("evil.com- evil.com-x", "evil[.]com- evil[.]com-x"),
        ("so...evil.com 0..0asp.net: wait...", "so...evil[.]com 0..0asp[.]net: wait..."),
        ("@here/now @scope/package", "[at]here/now @scope/package"),
        ("a.orghttps://evil.com Node.jshttps://b", "a[.]orghttps[:]//evil[.]com Node[.]jshttps[:]//b"),
        ("mail me@evil.com", "mail me[at]evil[.]com"),
        ("@here @channel <!channel>", "[at]here [at]channel &lt;!channel&gt;"),
        ("пример.рф evil。com", "пример[.]рф evil[。]com"),
        ("asp.net/evil evil.asp.net", "asp[.]net/evil evil[.]asp[.]net"),
    ],
)
def test_what_slack_would_link_is_spelled_out(text: str, said: str) -> None:
    """Schemes, hosts, e-mail addresses and at-words in the text of a message cannot be pressed."""
    assert quiet(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "Node.js, Next.js and Socket.IO beat ASP.NET 1.6x on 3.13t, e.g. with package.json",
        "`@anthropic-ai/sdk` by npm",
        "600ms vs 250ms (2.4x): 1.5-2x",
        "asp.net-core, Node.js-based",
    ],
)
def test_names_that_the_knowledge_uses_stay_readable(text: str) -> None:
    """Names of products and files look like addresses and lead nowhere, or to what they name."""
    assert quiet(text) == text


def test_code_cannot_end_early() -> None:
    """A backtick inside code would end it, so it is shown as an apostrophe; nothing at all is a dash."""
    assert code("a`b <c>") == "`a'b &lt;c&gt;`"
    assert code("\u200b") == "`–`"
    assert code("abcdef", 4) == "`abc…`"


def test_only_web_addresses_become_links() -> None:
    """A link holds an http or https address without a login; what would end it early is encoded."""
    assert link("https://x.test/a|b>c d", "label") == "label"
    assert link("https://x.test/a|b>c?q=1&z=é", "a <b>") == "<https://x.test/a%7Cb%3Ec?q=1&amp;z=%C3%A9|a &lt;b&gt;>"
    for address in ("javascript:alert(1)", "slack://user", "https://", "https://u:p@evil.test", "//x", "http://[", ""):
        assert link(address, "label") == "label"
    assert link("https://x.test", "a | b") == "<https://x.test|a | b>"


def test_mentions_are_built_from_ids_alone() -> None:
    """What is no id of Slack's is shown as text."""
    assert mention_user("U012ABC") == "<@U012ABC>"
    assert mention_group("S012ABC") == "<!subteam^S012ABC>"
    assert channel("C012ABC") == "<#C012ABC>"
    for build in (mention_user, mention_group, channel):
        assert build("X><!channel>") == "X&gt;&lt;!channel&gt;"
        assert build("U1|x") == "U1|x"


def test_what_was_built_stays_whole_when_it_is_cut_or_quieted() -> None:
    """A mention is either there or not."""
    text = joined(" ", escape("asked by"), mention_user("U012ABC"), escape("about evil.com"))

    assert quieted(text) == "asked by <@U012ABC> about evil[.]com"
    assert fitting(text, 15) == "asked by…"
    assert fitting(text, 20) == "asked by <@U012ABC>…"


def test_the_type_checker_reports_a_text_that_was_not_escaped(tmp_path: Path) -> None:
    """A `str` where `Mrkdwn` is wanted is an error; an escaped one is not."""
    head = "from bot.slack.blocks.mrkdwn import bold, escape, joined, section\n\ntext: str = input()\n"
    good, bad = tmp_path / "good.py", tmp_path / "bad.py"
    good.write_text(head + 'section(joined(" ", bold(escape(text))))\n', encoding="utf-8")
    bad.write_text(head + 'section(text)\nbold(text)\njoined(" ", text)\njoined(text)\n', encoding="utf-8")

    checked = [
        subprocess.run(
            [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), str(file)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        for file in (good, bad)
    ]

    assert checked[0].returncode == 0, checked[0].stdout
    assert [line.split("[")[-1] for line in checked[1].stdout.splitlines()[:4]] == ["arg-type]"] * 4, checked[1].stdout
