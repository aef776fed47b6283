"""The playground's door: what other sites, strange requests and many tabs get there."""

import json
import socket
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPResponse
from time import monotonic
from typing import Any

import pytest

from bot.wiring.desk import open_desk
from bot.wiring.playground import opened_playground
from tests.playground.conftest import settings_for, small_knowledge
from tests.playground.page import ANA, BACKEND, BEN, CHLOE, PATIENCE_S, Page

HI = json.dumps({"act": "say", "as": ANA, "channel": BACKEND, "text": "Hi"}).encode()
AS_JSON = {"Content-Type": "application/json"}
TABS = 16  # as many as the server has threads unless told
SOON_S = 10.0  # well below the time for which a page's request may wait


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a playground is open."""
    within = tmp_path_factory.mktemp("door")
    settings = settings_for(small_knowledge(within), within)
    with opened_playground(settings, open_desk(settings), within / "kept", 0) as opened:
        yield opened.url


@pytest.fixture
def page(url: str) -> Page:
    """A page that is opened on it now."""
    opened = Page(url)
    opened.look()
    return opened


def asked(
    page: Page, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
) -> HTTPResponse:
    """Any request, and its answer, which is read."""
    connection = HTTPConnection(page.where, timeout=PATIENCE_S)
    connection.request(method, path, body, {"Host": page.where, **(headers or {})})
    answer = connection.getresponse()
    answer.content = answer.read()  # type: ignore[attr-defined]  # for whoever asks
    connection.close()
    return answer


def posted(page: Page, body: bytes, **headers: str) -> tuple[int, str]:
    """An act as bytes; the status, and what is said of it."""
    answer = asked(page, "POST", "/api/do", AS_JSON | headers, body)
    return answer.status, json.loads(answer.content).get("error", "")  # type: ignore[attr-defined]


def said(page: Page) -> list[str]:
    """What was said in the channel since the page looked last, as one sees it that opens now."""
    opened = Page(f"http://{page.where}")
    opened.look()
    return [one["text"] for one in opened.messages() if f"message/{BACKEND}/{one['ts']}" not in page.values]


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1.evil.example:{port}", "127.0.0.1:1"]
)
@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/"), ("GET", "/index.html"), ("GET", "/api/changes"), ("GET", "/api/traffic/0"), ("POST", "/api/do")],
)
def test_a_foreign_name_is_refused_everywhere(method: str, path: str, host: str, page: Page) -> None:
    """Whatever it resolves to; so no site that has its name point here reads or does anything."""
    named = {"Host": host.format(port=page.where.partition(":")[2])}

    answer = asked(page, method, path, AS_JSON | named, HI if method == "POST" else None)

    assert answer.status == 403
    assert said(page) == []


def test_a_request_that_names_no_host_is_refused(page: Page) -> None:
    """As HTTP/1.0 has it."""
    host, _, port = page.where.partition(":")
    with socket.create_connection((host, int(port)), timeout=PATIENCE_S) as connection:
        connection.sendall(b"GET /api/changes HTTP/1.0\r\n\r\n")

        answer = connection.makefile("rb").readline()

    assert b" 403 " in answer


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_this_machine_goes_by_two_names(name: str, page: Page) -> None:
    """A browser may have been told either."""
    answer = asked(page, "GET", "/", {"Host": f"{name}:{page.where.partition(':')[2]}"})

    assert answer.status == 200


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "https://{where}", "http://127.0.0.1:1", "http://{where}.evil.example"]
)
def test_what_another_site_asks_for_is_not_done(origin: str, page: Page) -> None:
    """A browser says from which page a request comes."""
    refused = posted(page, HI, Origin=origin.format(where=page.where))
    ours = posted(page, HI, Origin=f"http://{page.where}")

    assert refused == (403, "Another site asked for that.")
    assert ours == (200, "")
    assert said(page) == ["Hi"]


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "text/json"]
)
def test_what_a_form_of_another_site_could_send_is_no_act(kind: str, page: Page) -> None:
    """A browser sends JSON to another site only after it has asked that, and it says no."""
    asking = asked(
        page, "OPTIONS", "/api/do", {"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}
    )
    refused = posted(page, HI, **{"Content-Type": kind})
    taken = posted(page, HI, **{"Content-Type": "application/json; charset=utf-8"})

    assert (asking.status, asking.getheader("Access-Control-Allow-Origin")) == (405, None)
    assert refused == (415, "Acts are sent as JSON.")
    assert taken == (200, "")


def test_a_body_may_be_so_long(page: Page) -> None:
    """A million bytes, however many of them are text."""
    short = posted(page, HI.ljust(1_000_000))
    long = posted(page, HI.ljust(1_000_001))

    assert short == (200, "")
    assert long == (413, "That is too long for one message.")


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"null", b"[1]", b'"text"', b"\xff\xfe", b"[" * 100_000, HI[:-1], HI + HI),
        *(
            b'{"act": "fly", "as": "U0ANA"}',
            b'{"as": "U0ANA"}',
            b'{"act": "open_home"}',
            b'{"act": ["say"], "as": "U0ANA"}',
        ),
        HI.replace(b'"Hi"', b'"Hi", "only_for": "U0BEN"'),
        HI.replace(b'"Hi"', b'"Hi", "who": "U0BEN"'),
        HI.replace(b'"Hi"', b"7"),
        HI.replace(b'"Hi"', b"null"),
        HI.replace(b'"Hi"', rb'"\ud800"'),
        *(b'{"act": "travel", "as": "U0ANA", "days": %s}' % days for days in (b"0", b"-1", b"1e400", b"1.5", b"NaN")),
        b'{"act": "submit", "as": "U0ANA", "view": "V1", "typed": {"title": {"a": 1}}}',
        b'{"act": "click", "as": "U0ANA", "action_id": "x", "value": {"a": 1}}',
        b'{"act": "open_home", "as": "U0ANA", "tab": "about"}',
    ],
)
def test_what_is_no_act_is_told_in_a_sentence(body: bytes, page: Page) -> None:
    """And nothing of the program comes out."""
    status, error = posted(page, body)

    assert status == 409
    assert error.startswith("That is nothing that can be done here: ")
    assert error.endswith(".")
    assert "Traceback" not in error
    assert "pydantic" not in error
    assert said(page) == []


@pytest.mark.parametrize("who", ["U0STACK", "USLACKBOT", "U0NOBODY", "", "u0ana"])
def test_only_the_team_acts(who: str, page: Page) -> None:
    """Nobody speaks as the bot."""
    status, told = page.tried("say", who, channel=BACKEND, text="Hi")

    assert (status, told["error"]) == (409, "Nobody of that name can be acted as here.")
    assert said(page) == []


def test_what_one_person_alone_sees_is_nobody_elses(page: Page) -> None:
    """No button, shortcut or thread of it can be used by another."""
    before = len(page.cards())
    page.do("say", channel=BACKEND, text="/stack which language for a chat with websockets?")
    card = page.wait_for(lambda _: page.cards()[before:])[0]
    there = {"channel": BACKEND, "ts": card["ts"]}

    tried = [
        page.tried("click", BEN, action_id="share_answer", **there),
        page.tried("shortcut", BEN, callback_id="log_decision", **there),
        page.tried("say", BEN, channel=BACKEND, thread_ts=card["ts"], text="Hi"),
    ]

    assert tried == [(409, {"ok": False, "error": "That message is gone."})] * 3
    page.do("click", ANA, action_id="share_answer", **there)


def test_what_is_said_in_private_is_for_those_in_it(page: Page) -> None:
    """Nobody else uses a message of it, whoever knows its ts."""
    leads = page.do("say", ANA, channel="C0LEADS", text="Between us.")["ts"]
    directly = page.do("say", ANA, channel="D0ANA", text="Between me and the bot.")["ts"]

    tried = [
        page.tried("shortcut", CHLOE, channel="C0LEADS", ts=leads, callback_id="log_decision"),
        page.tried("click", CHLOE, channel="C0LEADS", ts=leads, action_id="share_answer"),
        page.tried("shortcut", BEN, channel="D0ANA", ts=directly, callback_id="log_decision"),
        page.tried("say", BEN, channel="D0ANA", text="Hi", thread_ts=directly),
    ]

    assert tried == [(409, {"ok": False, "error": "That conversation is not open to you."})] * 4
    page.do("shortcut", BEN, channel="C0LEADS", ts=leads, callback_id="log_decision")


def test_a_form_is_for_whom_it_was_opened_and_once(page: Page) -> None:
    """Another cannot send, use or close it; closed, it is closed to all."""
    page.do("say", channel=BACKEND, text="/stack decide Use Node")
    view = page.wait_for(open_form)
    typed = {"choice": "Node", "why": "It fits."}

    others = [
        page.tried("submit", BEN, view=view, typed=typed),
        page.tried("click", BEN, view=view, action_id="reversibility", value="one-way"),
        page.tried("dismiss", BEN, view=view),
    ]
    page.do("dismiss", view=view)
    afterwards = [page.tried("submit", view=view, typed=typed), page.tried("dismiss", view=view)]

    assert others + afterwards == [(409, {"ok": False, "error": "That window is closed already."})] * 5


def open_form(values: Mapping[str, Any]) -> str:
    """The id of Ana's form that is open, once it has fields."""
    views = [one for key, one in values.items() if key.startswith("view/") and one["open"] and one["user"] == ANA]
    return next((one["id"] for one in views if "input" in {block["type"] for block in one["body"]["blocks"]}), "")


def test_an_answer_to_a_reply_stands_in_the_same_thread(page: Page) -> None:
    """Slack knows no thread in a thread."""
    first = page.do("say", channel=BACKEND, text="First")["ts"]
    second = page.do("say", BEN, channel=BACKEND, text="Second", thread_ts=first)["ts"]

    page.do("say", CHLOE, channel=BACKEND, text="Third", thread_ts=second)

    page.wait_for(lambda _: page.messages()[-1]["text"] == "Third")
    assert [one["thread_ts"] for one in page.messages()[-3:]] == ["", first, first]


@pytest.mark.parametrize(
    "path",
    [
        *("/../pyproject.toml", "/%2e%2e/pyproject.toml", "/..%2fpyproject.toml", "/assets/../../door.py", "/assets/"),
        *("//etc/passwd", "/%2fetc%2fpasswd", "/index.html%00", "/%ff", "/door.py", "/api", "/api/do", "/api/traffic/"),
        *(
            "/api/traffic/-1",
            "/api/traffic/1e3",
            "/api/traffic/99999999999999999999",
            "/api/traffic/%31%00",
            "/.git/config",
        ),
    ],
)
def test_there_is_nothing_but_the_page(path: str, page: Page) -> None:
    """No file beside it, by whatever name."""
    answer = asked(page, "GET", path)

    assert answer.status == 404


@pytest.mark.parametrize("method", ["HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "POST", "BREW"])
def test_all_but_acts_is_only_read(method: str, page: Page) -> None:
    """As HTTP has it, the answer says what is allowed, and one to HEAD has no body."""
    answer = asked(page, method, "/")

    assert answer.status == 405
    assert answer.getheader("Allow") == "GET"
    assert bool(answer.content) is (method != "HEAD")  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", ["/", "/api/changes", "/nothing"])
def test_browsers_are_told_what_the_page_may_do(path: str, page: Page) -> None:
    """It runs its own scripts, speaks to nobody else, is shown in no frame, and nobody else reads it."""
    answer = asked(page, "GET", path)

    policy = answer.getheader("Content-Security-Policy", "")
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script-src" not in policy
    assert answer.getheader("Cross-Origin-Resource-Policy") == "same-origin"
    assert answer.getheader("X-Content-Type-Options") == "nosniff"
    assert answer.getheader("Server") is None


def test_a_page_hears_at_once_of_what_changes(page: Page) -> None:
    """Its request waits until something does."""
    with ThreadPoolExecutor() as tabs:
        began = monotonic()
        heard = tabs.submit(page.wait_for, lambda _: page.messages()[-1:] and page.messages()[-1]["text"] == "Now!")

        page.do("say", BEN, channel=BACKEND, text="Now!")

        assert heard.result()
    assert monotonic() - began < SOON_S


@pytest.mark.parametrize(
    "query", ["", "run=&after=0", "run=00000000&after=3", "run={run}&after=999999", "after=2", "run=%ff&after=%00"]
)
def test_a_page_that_knows_another_run_gets_everything(query: str, page: Page) -> None:
    """At once; it forgets all it had."""
    _, before = page.request("GET", "/api/changes")
    began = monotonic()

    _, told = page.request("GET", f"/api/changes?{query.format(run=before['run'])}")

    assert told["whole"]
    assert monotonic() - began < SOON_S
    assert before["changed"].keys() <= told["changed"].keys()


def test_tabs_that_wait_keep_nobody_from_acting(page: Page) -> None:
    """Each keeps a thread of the server; there are more."""
    tabs = [HTTPConnection(page.where, timeout=PATIENCE_S) for _ in range(TABS)]
    _, now = page.request("GET", "/api/changes")
    for tab in tabs:
        tab.request("GET", f"/api/changes?run={now['run']}&after={now['seq']}")
    began = monotonic()

    page.do("say", channel=BACKEND, text="Hi")

    acted_s = monotonic() - began
    told = [json.loads(tab.getresponse().read()) for tab in tabs]
    for tab in tabs:
        tab.close()
    assert acted_s < SOON_S
    assert all("Hi" in str(one["changed"]) for one in told)


def test_time_passes_once_at_a_time(page: Page) -> None:
    """Whoever asks for it meanwhile is told so."""
    before_s = page.values["clock"]["ahead_s"]
    with ThreadPoolExecutor() as threads:
        several = [threads.submit(page.tried, "travel", days=7) for _ in range(2)]
        told = sorted((one.result() for one in several), key=lambda one: one[0])

    page.wait_for(lambda values: values["clock"] == {"ahead_s": before_s + 7 * 86_400, "travelling": False})
    assert [status for status, _ in told] == [200, 409]
    assert "Time is passing already" in told[1][1]["error"]
