"""What is typed in a composer, as Slack hands it on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.typed import as_slack_has_it, command_in

PEOPLE = {"ana": "U0ANA", "stackbot": "U0STACK"}
CHANNELS = {"backend": "C0BACKEND"}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("node or python?", "node or python?"),
        ("@stackbot node or python?", "<@U0STACK> node or python?"),
        ("(@Ana), you?", "(<@U0ANA>), you?"),
        ("ana@ana.example and @@ana", "ana@ana.example and @@ana"),
        ("@nobody in #backend, not #nowhere", "@nobody in <#C0BACKEND>, not #nowhere"),
        ("<!channel> & <@U0ANA>", "&lt;!channel&gt; &amp; &lt;@U0ANA&gt;"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("see https://a.example/x?b=1&c=2.", "see <https://a.example/x?b=1&amp;c=2>."),
        ("<https://a.example>", "&lt;<https://a.example>&gt;"),
        ("https://a.example/x|y", "<https://a.example/x%7Cy>"),
        ("https://a.example/#backend", "<https://a.example/#backend>"),
        ("&#backend;", "&amp;#backend;"),
        ("שלום @ana", "שלום <@U0ANA>"),
    ],
)
def test_names_become_mentions_and_markup_becomes_text(typed: str, told: str) -> None:
    """As https://docs.slack.dev/messaging/formatting-message-text#escaping has it."""
    assert as_slack_has_it(typed, PEOPLE, CHANNELS) == told


@given(st.text())
def test_nothing_typed_is_markup_but_what_we_made(typed: str) -> None:
    """Every bracket that is left belongs to a mention of somebody known, or to an address."""
    told = as_slack_has_it(typed, PEOPLE, CHANNELS)

    assert all(part.startswith(("@U0", "#C0", "http://", "https://")) for part in told.split("<")[1:])
    assert told.count("<") == told.count(">")


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("/stack", ("/stack", "")),
        ("/Stack  Node or Python? ", ("/stack", "Node or Python?")),
        ("/stack\nwhy not?", ("/stack", "why not?")),
        ("/other thing", ("/other", "thing")),
        ("/etc/hosts is a file", None),
        ("what is /stack?", None),
        ("/", None),
    ],
)
def test_a_command_begins_with_a_slash_and_its_name(typed: str, command: tuple[str, str] | None) -> None:
    """A path is none, and neither is a command in the midst of a sentence."""
    assert command_in(typed) == command
