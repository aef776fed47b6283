"""Texts that try to be more than text."""

from hypothesis import strategies as st

PROBES = (
    "<!channel>",
    "<!here|here>",
    "<!subteam^S012ABC>",
    "<@U012ABC>",
    "<#C012ABC|general>",
    "<https://evil.com|your bank>",
    "https://evil.com/a?b=c",
    "evil.com",
    "evil\u200b.com",
    "a@evil.org",
    "@here",
    "@everyone",
    "&lt;!channel&gt;",
    "&",
    "```",
    "`",
    "*bold*",
    "_",
    "~",
    ">",
    "\u202e",
    "\u2066",
    "\u200d",
    "\ufeff",
    "\U000e0041",
    "\ufe0f",
    "\U000e0100",
    "\x00",
    "\x1b[31m",
    "\r\n",
    "\n",
    "\u2028",
    "\ud800",
    "\udfff",
    "\ud83d",
    "e\u0301",
    "\U0001f600",
    ":smile:",
    "[link](https://evil.com)",
    "|",
    " ",
    "Node.js",
    "asp.net",
)


def nasty_texts(longest: int = 12) -> st.SearchStrategy[str]:
    """Any text, mixed with what Slack acts on; now and then very long."""
    pieces = st.lists(st.one_of(st.sampled_from(PROBES), st.text(max_size=20)), max_size=longest)
    text = pieces.map("".join)
    return st.one_of(text, st.tuples(st.one_of(st.sampled_from(PROBES), st.text(max_size=3)), st.just(400)).map(_long))


def _long(pair: tuple[str, int]) -> str:
    text, times = pair
    return text * times
