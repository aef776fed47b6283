"""The page: everything is there, nothing typed is taken for HTML, and nothing is fetched."""

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

from hypothesis import given, settings

from bot.decisions.files.exporting import exportable
from bot.decisions.files.page import as_page
from bot.decisions.record import Decision, Dissent, Grounds, Person
from tests.decisions.files.samples import any_records, sample, succession

OUTER = {"html", "head", "meta", "title", "style", "body", "header", "h1", "nav", "main", "output", "script", "form"}
INNER = set(
    "label input select option button ol ul li br a article details summary h2 h3 h4 span time div p dl dt dd".split()
)


class Seen(HTMLParser):
    """What a browser finds in a page: tags, attributes, and the text outside style and script."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.text = ""
        self._inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the tag."""
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self._inside = tag

    def handle_data(self, data: str) -> None:
        """Note the text."""
        if self._inside not in {"style", "script"}:
            self.text += data

    def values(self, name: str) -> list[str]:
        """The values of an attribute."""
        return [value for _, known, value in self.attributes if known == name]


def test_every_record_is_on_the_page_newest_first() -> None:
    """And in the timeline, which leads to it."""
    seen = Seen(as_page(succession()))

    assert [value for tag, name, value in seen.attributes if (tag, name) == ("summary", "id")] == [
        "adr-0012",
        "adr-0009",
        "adr-0005",
        "adr-0002",
    ]
    assert {"#adr-0002", "#adr-0005", "#adr-0009", "#adr-0012"} == set(seen.values("href")) - {
        address for address in seen.values("href") if address.startswith("https:")
    }


def test_ties_to_records_that_are_not_there_are_left_out() -> None:
    """A public page says nothing of a private channel's record."""
    page = as_page(exportable(succession(), private=False))

    assert "ADR-0012" not in page
    assert "private to G1" in as_page(succession())


def test_the_policy_allows_this_style_and_this_script_only() -> None:
    """By their hashes, as a browser computes them."""
    page = as_page(succession())
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)

    for tag in ("style", "script"):
        ((text),) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        assert f"{tag}-src 'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" in policy
    assert policy.startswith("default-src 'none'; ")


@settings(max_examples=50)
@given(any_records())
def test_no_typed_text_becomes_html(decision: Decision) -> None:
    """Tags and attributes are those that the page has for any record."""
    seen = Seen(as_page([decision]))

    assert set(seen.tags) <= OUTER | INNER
    assert len([tag for tag in seen.tags if tag in {"script", "style", "article", "h2"}]) == 4
    assert not [name for _, name, _ in seen.attributes if name.startswith("on") or name in {"style", "src"}]
    assert " ".join(decision.title.split()) in " ".join(seen.text.split()) or not decision.title.isprintable()


def test_only_addresses_on_the_web_are_links() -> None:
    """Neither a script nor a file is."""
    bad = ["javascript:alert(1)", 'https://example.com/" onclick="x', "file:///etc/passwd", "data:text/html,x"]
    grounds = tuple(Grounds(url=address) for address in [*bad, "https://example.com/a?b=1&c=2"])

    links = Seen(as_page([sample(grounds=grounds)])).values("href")

    assert "https://example.com/a?b=1&c=2" in links
    assert all(link.startswith(("#adr-", "https://")) for link in links)
    assert not [link for link in links if "onclick" in link]


def test_a_text_that_looks_like_html_is_shown_as_it_was_typed() -> None:
    """In the title and anywhere below it."""
    seen = Seen(as_page([sample(title="Use </h2><script>", dissent=(Dissent(Person("<b>"), "&amp; <i>"),))]))

    assert "Use </h2><script>" in seen.text
    assert "<b>: &amp; <i>" in seen.text


def test_an_empty_log_is_a_page_too() -> None:
    """It says that there are no decisions."""
    assert "0 decisions" in as_page([])
