"""The model's transport: whatever its server does ends in words or in a ModelError, in time."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

import pytest
from llmock.pytest_plugin import LLMock

from bot.claude import Claude, Written
from bot.errors import ModelError
from tests import fake_claude
from tests.fake_claude import GARBAGE, Behaviour, FakeClaude, garbles, refuses, writes

DEADLINE_S = 0.3
SLACK_S = 0.5  # of a busy machine
KEY, CANARY = "sk-ant-test-0123456789", "canary-in-the-prompt"
SYSTEM, USER = f"system {CANARY}", f"user {CANARY}"

Open = Callable[..., Claude]


@pytest.fixture
def fake() -> Iterator[FakeClaude]:
    """A server."""
    with FakeClaude() as server:
        yield server


@pytest.fixture
def open_claude() -> Iterator[Open]:
    """Opens clients that are closed after the test."""
    opened: list[Claude] = []

    def open_(url: str, **options: object) -> Claude:
        claude = Claude(KEY, "claude-test", base_url=url, **{"deadline_s": DEADLINE_S, **options})
        opened.append(claude)
        return claude

    yield open_
    for claude in opened:
        claude.close()


@contextmanager
def in_time() -> Iterator[None]:
    """Fails if what is inside outlasts the deadline."""
    begun = monotonic()
    yield
    assert monotonic() - begun < DEADLINE_S + SLACK_S


def error_of(claude: Claude) -> ModelError:
    """What a call ends in, in time; it tells nothing of what was sent."""
    with in_time(), pytest.raises(ModelError) as caught:
        claude.write(SYSTEM, USER)
    assert CANARY not in str(caught.value)
    assert KEY not in str(caught.value)
    assert caught.value.__cause__ is None
    return caught.value


def test_what_the_model_writes_comes_back_whole_with_its_tokens(fake: FakeClaude, open_claude: Open) -> None:
    """The pieces of a stream are joined."""
    fake.behaviour = writes(
        lambda _: "The pick is {pick}. What you give up: {gives_up.1}", input_tokens=7, output_tokens=5
    )

    written = open_claude(fake.url).write(SYSTEM, USER)

    assert written == Written("The pick is {pick}. What you give up: {gives_up.1}", 7, 5)


def test_the_model_is_given_the_prompt_and_no_tools(fake: FakeClaude, open_claude: Open) -> None:
    """A request has a system prompt, one message and a bound on the output."""
    fake.behaviour = writes(lambda _: "{why.1}")

    open_claude(fake.url).write(SYSTEM, USER)

    (request,) = fake.requests
    assert request["system"] == SYSTEM
    assert request["messages"] == [{"role": "user", "content": USER}]
    assert request["max_tokens"] > 0
    assert "tools" not in request


@pytest.mark.parametrize(
    "behaviour",
    [
        fake_claude.drips,
        fake_claude.drips_one_line,
        fake_claude.drips_headers,
        fake_claude.hangs,
        fake_claude.stalls,
    ],
)
def test_a_server_that_does_not_come_to_an_end_is_cut_off_at_the_deadline(
    fake: FakeClaude, open_claude: Open, behaviour: Behaviour
) -> None:
    """The caller goes on, and the thread that was reading ends too; so does the server's."""
    fake.behaviour = behaviour
    claude = open_claude(fake.url)

    error = error_of(claude)

    assert "within 0.3 s" in str(error)
    assert error.may_cost
    assert_idle(claude)


def test_forty_calls_of_a_server_that_drips_leave_no_thread_behind(fake: FakeClaude, open_claude: Open) -> None:
    """Those that find no free thread end at their own deadline."""
    fake.behaviour = fake_claude.drips_one_line
    claude, ended = open_claude(fake.url), []

    def call() -> None:
        with pytest.raises(ModelError):
            claude.write(SYSTEM, USER)
        ended.append(monotonic())

    begun = monotonic()
    callers = [threading.Thread(target=call) for _ in range(40)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join(5)

    assert len(ended) == 40
    assert max(ended) - begun < DEADLINE_S + 2 * SLACK_S
    assert_idle(claude)


def assert_idle(claude: Claude) -> None:
    """All the client's threads can be had for other work at once, so none of them is still reading."""
    meeting = threading.Barrier(9)
    for _ in range(8):
        claude._threads.submit(meeting.wait, 5)  # noqa: SLF001  nothing else shows them
    meeting.wait(5)


@pytest.mark.parametrize(
    "behaviour",
    [
        fake_claude.cuts_off,
        fake_claude.promises_more,
        fake_claude.floods,
        fake_claude.compresses,
        *(pytest.param(garbles(body), id=name) for name, body in GARBAGE.items()),
        pytest.param(garbles(GARBAGE["a web page"], "text/html"), id="a web page as such"),
    ],
)
def test_what_is_not_a_whole_message_is_an_error(fake: FakeClaude, open_claude: Open, behaviour: Behaviour) -> None:
    """It may have cost something, because the server had taken the request."""
    fake.behaviour = behaviour

    error = error_of(open_claude(fake.url))

    assert error.may_cost
    assert not error.declined


def test_a_response_is_read_up_to_a_number_of_bytes(fake: FakeClaude, open_claude: Open) -> None:
    """One byte more than the cap is too much, long before the deadline."""
    stream = b"".join(fake_claude.events("The pick is {pick}."))
    fake.behaviour = garbles(stream)

    whole = open_claude(fake.url, byte_cap=len(stream), deadline_s=5).write(SYSTEM, USER)

    assert whole.text == "The pick is {pick}."
    with in_time(), pytest.raises(ModelError, match="StreamError"):
        open_claude(fake.url, byte_cap=len(stream) - 1, deadline_s=5).write(SYSTEM, USER)


def test_a_refusal_is_an_error_of_its_own(fake: FakeClaude, open_claude: Open) -> None:
    """The model works, but would not."""
    fake.behaviour = fake_claude.declines

    error = error_of(open_claude(fake.url))

    assert error.declined


@pytest.mark.parametrize(
    ("status", "kind", "says"),
    [
        (400, "invalid_request_error", "400"),
        (401, "authentication_error", "ANTHROPIC_API_KEY"),
        (403, "permission_error", "STACKBOT_MODEL"),
        (404, "not_found_error", "STACKBOT_MODEL"),
        (429, "rate_limit_error", "429"),
        (500, "api_error", "500"),
        (529, "overloaded_error", "529"),
    ],
)
def test_an_error_of_the_server_is_named_and_costs_nothing(
    fake: FakeClaude, open_claude: Open, status: int, kind: str, says: str
) -> None:
    """The server repeats the prompt in its message; ours does not."""
    fake.behaviour = refuses(status, kind)

    error = error_of(open_claude(fake.url))

    assert says in str(error)
    assert not error.may_cost
    assert len(fake.requests) == 1


def test_a_redirect_is_not_followed(fake: FakeClaude, open_claude: Open) -> None:
    """The key goes to the address that was configured and nowhere else."""
    fake.behaviour = lambda wire: wire.begin(307, Location=f"{fake.url}/elsewhere", Content_Length="0")

    error_of(open_claude(fake.url))

    assert len(fake.requests) == 1


def test_a_server_that_is_not_there_costs_nothing(open_claude: Open) -> None:
    """Nothing can have been charged where no connection was made."""
    with FakeClaude() as gone:
        url = gone.url

    error = error_of(open_claude(url))

    assert str(error) == "The model cannot be reached."
    assert not error.may_cost


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(lambda mock: mock.rate_limit(retry_after=30), id="429"),
        pytest.param(lambda mock: mock.fail(500), id="500"),
        pytest.param(lambda mock: mock.fail(529), id="529"),
        pytest.param(lambda mock: mock.outage(), id="503 for ever"),
        pytest.param(lambda mock: mock.delay(1), id="delay"),
        pytest.param(lambda mock: mock.disconnect(after_chunks=3), id="disconnect"),
        pytest.param(lambda mock: mock.truncate(after_chunks=3), id="truncate"),
        pytest.param(lambda mock: mock.corrupt(after_chunks=3), id="corrupt"),
        pytest.param(lambda mock: mock.stall(after_chunks=3, seconds=1), id="stall"),
    ],
)
def test_every_fault_of_a_mocked_provider_is_an_error_in_time_after_one_request(
    llmock: LLMock, open_claude: Open, fault: Callable[[LLMock], LLMock]
) -> None:
    """No second try is made, however the server fails."""
    fault(llmock.reply("The pick is {pick}."))

    error_of(open_claude(llmock.base_url("anthropic")))

    assert len(llmock.requests) == 1


def test_after_a_fault_the_next_call_is_answered(llmock: LLMock, open_claude: Open) -> None:
    """A call leaves nothing behind that could harm the next."""
    claude = open_claude(llmock.base_url("anthropic"), deadline_s=5)
    llmock.disconnect(after_chunks=2)
    with pytest.raises(ModelError):
        claude.write(SYSTEM, USER)
    llmock.reply("The pick is {pick}.")

    written = claude.write(SYSTEM, USER)

    assert written.text == "The pick is {pick}."


def test_the_library_is_not_imported_before_a_client_is_made() -> None:
    """Importing it takes longer than answering a question."""
    code = "import sys, bot.claude; raise SystemExit('anthropic' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], check=False)

    assert done.returncode == 0
