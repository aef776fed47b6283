"""`stackbot doctor` through its door: each thing is looked at, and what is said helps and holds no secret."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.conversation.installation import Sealed, token_of
from bot.fake_slack import FakeSlack
from bot.ids import TeamId, UserId
from bot.sealing import Seals, new_key
from bot.slack.manifest import OPTIONAL_SCOPES, SCOPES
from bot.store.schema import open_store
from tests.cli.doors import FAQ, write_folder
from tests.fake_claude import FakeClaude, Wire
from tests.store.canaries import installed
from tests.store.pieces import NOW

KEY = "sk-ant-canary-key"
SECRET = "5ec2e7canary"  # noqa: S105  # it is looked for where it must not be
SEALING_KEY = new_key()
NAMES = [
    *("settings", "bot token", "scopes", "clock", "app token"),
    *("database", "disk", "knowledge", "sentence model", "language model"),
]

Look = Callable[..., dict[str, tuple[str, str]]]


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    """A workspace in which the app was installed as its manifest says."""
    with FakeSlack() as slack:
        slack.scopes = {*SCOPES, *OPTIONAL_SCOPES}
        yield slack


@pytest.fixture
def claude() -> Iterator[FakeClaude]:
    """A model that counts tokens."""
    with FakeClaude() as claude:
        claude.behaviour = counts
        yield claude


def counts(wire: Wire) -> None:
    """Answer as https://docs.anthropic.com/en/api/messages-count-tokens says."""
    wire.begin(content_type="application/json")
    wire.send(b'{"input_tokens": 8}')


def refuses(wire: Wire) -> None:
    """Answer as to a key that was revoked."""
    wire.begin(401, "application/json")
    wire.send(b'{"type": "error", "error": {"type": "authentication_error", "message": "invalid x-api-key"}}')


@pytest.fixture
def well(slack: FakeSlack, claude: FakeClaude, faq: str, tmp_path: Path) -> dict[str, str]:
    """The environment of a bot to which nothing is lacking."""
    open_store(f"sqlite:///{tmp_path / 'stackbot.db'}").close()
    return {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": slack.api_url,
        "ANTHROPIC_API_KEY": KEY,
        "ANTHROPIC_BASE_URL": claude.url,
        "STACKBOT_OWNERS": "U0ANN",
        "STACKBOT_DATABASE_URL": f"sqlite:///{tmp_path / 'stackbot.db'}",
        "STACKBOT_KNOWLEDGE": faq,
    }


def examined(env: Mapping[str, str], *arguments: str) -> Result:
    """What the command prints, and its exit code."""
    return CliRunner().invoke(app, ["doctor", *arguments], env=dict(env), catch_exceptions=False)


def found(env: Mapping[str, str], **changes: str) -> dict[str, tuple[str, str]]:
    """State and sentence by the name of what was looked at, without the models unless a test changes that."""
    result = examined({**env, "STACKBOT_SEMANTIC": "false", "ANTHROPIC_API_KEY": "", **changes}, "--json")
    said: dict[str, Any] = json.loads(result.stdout)
    states = {one["name"]: (one["state"], one["said"]) for one in said["found"]}
    assert said["well"] == all(state != "wrong" for state, _ in states.values()) == (result.exit_code == 0)
    return states


def test_all_is_well(well: Mapping[str, str]) -> None:
    """Each thing has a line that says so, and the exit code is 0."""
    result = examined(well)

    lines = [line.split(maxsplit=1) for line in result.stdout.splitlines()]
    assert [said.partition(": ")[0] for _, said in lines] == NAMES
    assert {state for state, said in lines if not said.startswith("knowledge")} == {"ok"}
    assert result.exit_code == 0


def test_no_secret_is_printed(well: Mapping[str, str], slack: FakeSlack) -> None:
    """Neither where all is well, nor where each of them is refused."""
    secrets = (slack.bot_token, slack.app_token, KEY, SECRET)
    one = examined(well).output
    slack.bot_token, slack.app_token = "xoxb-other", "xapp-other"

    other = examined(well).output + examined(well, "--json").output

    assert [secret for secret in secrets if secret in one + other] == []


def test_nothing_is_asked_of_slack_without_a_token(slack: FakeSlack, tmp_path: Path, faq: str) -> None:
    """That it is not connected is a warning; the rest is looked at all the same, and nothing is made."""
    env = {
        "SLACK_API_URL": slack.api_url,
        "STACKBOT_KNOWLEDGE": faq,
        "STACKBOT_SEMANTIC": "false",
        "STACKBOT_DATABASE_URL": f"sqlite:///{tmp_path / 'none' / 'stackbot.db'}",
    }

    states = found(env)

    assert slack.all_calls == []
    assert states["settings"][0] == states["database"][0] == "warning"
    assert states["bot token"][0] == states["sentence model"][0] == states["language model"][0] == "skipped"
    assert not (tmp_path / "none").exists()


def test_half_of_the_settings_are_wrong(well: Mapping[str, str]) -> None:
    """Which other one is to be set is said."""
    state, said = found(well, SLACK_APP_TOKEN="", SLACK_SIGNING_SECRET="")["settings"]  # unset

    assert state == "wrong"
    assert "set SLACK_APP_TOKEN too" in said


def test_a_refused_bot_token_is_wrong(well: Mapping[str, str]) -> None:
    """What hangs on it is not looked at, and the other token is."""
    states = found(well, SLACK_BOT_TOKEN="xoxb-other")  # noqa: S106  # none that is known

    assert states["bot token"] == (
        "wrong",
        "Slack refused SLACK_BOT_TOKEN (invalid_auth). Install the app and copy its bot token.",
    )
    assert "scopes" not in states
    assert states["app token"][0] == "ok"


def test_a_refused_app_token_is_wrong(well: Mapping[str, str]) -> None:
    """It says which scope one needs."""
    state, said = found(well, SLACK_APP_TOKEN="xapp-other")["app token"]  # noqa: S106  # none that is known

    assert state == "wrong"
    assert "(invalid_auth)" in said
    assert "connections:write" in said


def test_http_needs_no_app_token(well: Mapping[str, str]) -> None:
    """Then none is asked about."""
    assert found(well, SLACK_APP_TOKEN="")["app token"][0] == "skipped"


@pytest.mark.parametrize(
    ("lost", "more", "state", "said"),
    [
        (
            ("commands",),
            (),
            "wrong",
            "The app lacks commands. Paste what `stackbot manifest` prints, and reinstall it.",
        ),
        (("users:read",), (), "warning", "Declined, so the bot does less: users:read."),
        ((), ("files:read",), "warning", "Granted, and not needed: files:read."),
    ],
)
def test_scopes_are_compared_with_the_manifest(
    well: Mapping[str, str], slack: FakeSlack, lost: tuple[str, ...], more: tuple[str, ...], state: str, said: str
) -> None:
    """A required one that is missing is wrong; a declined one, or one too many, is a warning."""
    slack.scopes = slack.scopes - set(lost) | set(more)

    got = found(well)["scopes"]

    assert got[0] == state
    assert said in got[1]


@pytest.mark.parametrize(("seconds", "state"), [(30, "ok"), (-30, "ok"), (90, "wrong"), (-90, "wrong")])
def test_the_clock_is_compared_with_slacks(well: Mapping[str, str], slack: FakeSlack, seconds: int, state: str) -> None:
    """Whoever is a minute off will be five one day, and then no call is taken any more."""
    slack.advance(seconds)

    got = found(well)["clock"]

    assert got[0] == state
    assert state == "ok" or f" s {'behind' if seconds > 0 else 'ahead of'} Slack's" in got[1]


def test_slack_out_of_reach_is_wrong(well: Mapping[str, str]) -> None:
    """With what to check."""
    state, said = found(well, SLACK_API_URL="http://127.0.0.1:1/api/")["bot token"]

    assert state == "wrong"
    assert "Check the network" in said


def test_a_database_that_cannot_be_used_is_wrong(well: Mapping[str, str], tmp_path: Path) -> None:
    """As no database, and without its password."""
    (tmp_path / "text.db").write_text("not a database" * 100)

    spoilt = found(well, STACKBOT_DATABASE_URL=f"sqlite:///{tmp_path / 'text.db'}")["database"]
    far = found(well, STACKBOT_DATABASE_URL="postgresql://bot:hunter2@127.0.0.1:1/stacks")["database"]

    assert spoilt[0] == far[0] == "wrong"
    assert "not a database" in spoilt[1]
    assert "hunter2" not in far[1]


def test_a_database_of_an_earlier_release_names_the_command(well: Mapping[str, str], tmp_path: Path) -> None:
    """An empty file has no tables at all."""
    (tmp_path / "empty.db").touch()

    state, said = found(well, STACKBOT_DATABASE_URL=f"sqlite:///{tmp_path / 'empty.db'}")["database"]

    assert state == "wrong"
    assert said.endswith("Run: stackbot db upgrade")


def test_knowledge_is_linted_and_stale_entries_are_named(well: Mapping[str, str], tmp_path: Path) -> None:
    """What does not load is wrong; old evidence is a warning."""
    old = FAQ + "as_of: 2020-01-01\nmax_age_days: 30\n"
    stale = found(well, STACKBOT_KNOWLEDGE=write_folder(tmp_path / "old", {"faq": old}))["knowledge"]
    gone = found(well, STACKBOT_KNOWLEDGE=str(tmp_path / "nowhere"))["knowledge"]

    assert stale[0] == "warning"
    assert "3 entries are stale, and marked so: faq.deploy" in stale[1]
    assert gone[0] == "wrong"
    assert "cannot be read as a folder" in gone[1]


def test_another_sentence_model_is_wrong(well: Mapping[str, str], tmp_path: Path) -> None:
    """Its hash is compared, cached or not."""
    (tmp_path / "model.onnx").write_bytes(b"another")

    state, said = found(well, STACKBOT_SEMANTIC="true", STACKBOT_MODEL_FILE=str(tmp_path / "model.onnx"))[
        "sentence model"
    ]

    assert state == "wrong"
    assert "its SHA-256 differs" in said


def test_a_refused_key_is_wrong(well: Mapping[str, str], claude: FakeClaude) -> None:
    """What is asked of the model is counted, not answered, so nothing is spent."""
    assert found(well, ANTHROPIC_API_KEY=KEY)["language model"][0] == "ok"
    assert claude.requests == [{"model": "claude-haiku-5-5", "messages": [{"role": "user", "content": "Hello"}]}]
    claude.behaviour = refuses

    assert found(well, ANTHROPIC_API_KEY=KEY)["language model"] == (
        "wrong",
        "The model refused the key; check ANTHROPIC_API_KEY.",
    )


def test_something_else_than_a_model_is_wrong(well: Mapping[str, str], claude: FakeClaude) -> None:
    """Such as a proxy that answers everything kindly."""

    def greets(wire: Wire) -> None:
        wire.begin(content_type="application/json")
        wire.send(b'{"hello": "world"}')

    claude.behaviour = greets

    state, said = found(well, ANTHROPIC_API_KEY=KEY)["language model"]

    assert (state, "ANTHROPIC_BASE_URL" in said) == ("wrong", True)


@pytest.fixture
def many(well: Mapping[str, str]) -> dict[str, str]:
    """The environment of a bot that workspaces install."""
    app = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "5ec2e7", "STACKBOT_SEALING_KEYS": SEALING_KEY}
    return {**well, **app, "SLACK_BOT_TOKEN": "", "SLACK_APP_TOKEN": ""}


def install(env: Mapping[str, str], team: str, token: str, **values: object) -> None:
    """Have the database keep a token that a workspace gave."""
    sealed = Sealed(Seals([SEALING_KEY]).seal(token, token_of(TeamId(team))))
    with closing(open_store(env["STACKBOT_DATABASE_URL"])) as store:
        store.install(installed(TeamId(team), UserId("U0ANN"), token=sealed, **values))


def test_each_workspace_that_installed_the_bot_is_looked_at(many: Mapping[str, str], slack: FakeSlack) -> None:
    """By its own token; one that was revoked, or does not open, is wrong, and the others are looked at all the same."""
    install(many, "T0ACME", slack.bot_token)
    install(many, "T0GONE", "xoxb-revoked")
    install(many, "T0OLD", "xoxb-ended", expires_at=NOW)

    states = found(many)
    locked = found(many, STACKBOT_SEALING_KEYS=new_key())

    assert states["settings"][0] == states["bot token of T0ACME"][0] == states["scopes of T0ACME"][0] == "ok"
    assert states["bot token of T0GONE"][0] == "wrong"
    assert "SLACK_BOT_TOKEN" not in states["bot token of T0GONE"][1]
    assert states["bot token of T0OLD"] == ("warning", "It has ended; the bot gets a new one while it runs.")
    assert locked["bot token of T0ACME"][0] == "wrong"
    assert "STACKBOT_SEALING_KEYS" in locked["bot token of T0ACME"][1]


def test_a_bot_that_nobody_installed_is_told_where(many: Mapping[str, str]) -> None:
    """It works, and has nobody to work for."""
    assert found(many)["workspaces"][0] == "warning"
    assert found(many, STACKBOT_SEALING_KEYS="")["settings"][0] == "wrong"
