"""The documentation is true: the map, the settings, the commands and the examples are what the bot does."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from textwrap import dedent

import pytest

from bot.cli import app
from bot.cli.slack import NOT_CONNECTED
from bot.errors import SettingsError
from bot.settings import Settings, read_settings, variable
from bot.store.schema import open_store

REPOSITORY = Path(__file__).parents[1]
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
MAP = (REPOSITORY / "bot" / "README.md").read_text(encoding="utf-8")
UNNAMED = {"__init__.py"}  # the map may name one, and need not: the folder has a line

_FENCE = re.compile(r"^( *)```(\w+)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_MAP_LINE = re.compile(r"^ {4}( *)(\S+) +(\S.*)$", re.MULTILINE)

Shell = Callable[[str], "subprocess.CompletedProcess[str]"]


def fenced(*languages: str) -> list[str]:
    """The README's fenced blocks in these languages."""
    return [dedent(body) for _, language, body in _FENCE.findall(README) if language in languages]


def commands() -> list[str]:
    """The README's command lines, without prompts and comments, those broken over lines made whole."""
    blocks = "".join(fenced("sh", "console")).replace("\\\n", " ")
    lines = (re.sub(r"^\$ |\s+# .*$", "", line).strip() for line in blocks.splitlines())
    return [line for line in lines if line]


def mapped() -> dict[str, str]:
    """What the map says of each path below bot/."""
    said, room = {}, ""
    for indent, name, meaning in _MAP_LINE.findall(MAP):
        room = room if indent else ""
        said[room + name] = meaning
        room = name if name.endswith("/") else room
    return said


@pytest.fixture(scope="module")
def surroundings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a reader: `stackbot` on the path, words alone to be quick, a cache and a database."""
    here = str(Path(sys.executable).parent)
    url = f"sqlite:///{tmp_path_factory.mktemp('data') / 'stackbot.db'}"
    open_store(url).close()
    cache = str(tmp_path_factory.mktemp("cache"))
    settings = {"STACKBOT_SEMANTIC": "false", "STACKBOT_CACHE_DIR": cache, "STACKBOT_DATABASE_URL": url}
    return {**os.environ, **settings, "PATH": os.pathsep.join([here, os.environ["PATH"]])}


@pytest.fixture
def shell(surroundings: Mapping[str, str], tmp_path: Path) -> Shell:
    """Runs a command line in an empty folder, and has it succeed."""

    def run(line: str) -> "subprocess.CompletedProcess[str]":
        done = subprocess.run(
            ["/bin/sh", "-c", line],
            check=False,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            cwd=tmp_path,
            env=surroundings,
            timeout=300,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr
        return done

    return run


def test_the_map_names_every_module() -> None:
    """Whoever adds a file adds its line."""
    modules = {path.relative_to(REPOSITORY / "bot").as_posix() for path in (REPOSITORY / "bot").rglob("*.py")}

    missing = {module for module in modules if module.rpartition("/")[2] not in UNNAMED} - mapped().keys()

    assert missing == set()


def test_the_map_names_nothing_else() -> None:
    """Whoever removes a file removes its line."""
    assert {name for name in mapped() if not (REPOSITORY / "bot" / name).exists()} == set()


def test_the_map_says_what_each_is_for() -> None:
    """No path is named twice, and each has some words of its own."""
    assert len(mapped()) == len(_MAP_LINE.findall(MAP)) == len(set(mapped().values()))
    assert all(len(meaning) > 10 for meaning in mapped().values())


def settings_table() -> dict[str, tuple[str, str]]:
    """The default and the meaning of each variable in the README's table."""
    rows = re.findall(r"^\| `([A-Z_]+)` \| (.+?) \| (.+?) \|$", README, re.MULTILINE)
    return {name: (default, meaning) for name, default, meaning in rows}


def test_the_table_holds_every_setting() -> None:
    """And no variable that is none."""
    assert settings_table().keys() == {*map(variable, Settings.model_fields)}


@pytest.mark.parametrize("name", Settings.model_fields)
def test_the_table_has_the_default(name: str) -> None:
    """As it would be written in the environment; in words where it depends on the machine."""
    default, meaning = settings_table()[variable(name)]
    value = Settings.model_fields[name].default

    fixed = isinstance(value, str | bool | int | Decimal)
    assert (default == f"`{str(value).lower()}`") is fixed
    assert ("`" in default) is fixed
    assert len(meaning) > 10


def test_the_terminal_names_the_page_that_helps() -> None:
    """Who starts the bot without Slack is sent to a page that exists."""
    (page,) = re.findall(r'see "(.+)" in README.md', NOT_CONNECTED)

    assert f"\n## {page}\n" in README


def test_the_page_on_slack_names_what_slack_says() -> None:
    """Errors as they are shown, each with a remedy; and the settings in its example are ones we read."""
    page = README.partition("## Connect Slack")[2].partition("\n## ")[0]
    (example,) = fenced("ini")

    for shown in ("invalid_auth", "dispatch_failed", "operation_timeout", "invalid_service"):
        assert re.search(rf"^\| .*`{shown}`.* \| .{{20,}} \|$", page, re.MULTILINE)
    names = re.findall(r"^(\w+)=", example, re.MULTILINE)
    assert names
    assert set(names) <= settings_table().keys()


def test_the_page_on_slack_names_what_we_say_of_swapped_tokens() -> None:
    """They are told apart before Slack is asked, so what Slack would say never shows."""
    with pytest.raises(SettingsError) as refused:
        read_settings(slack_bot_token="xapp-1-a", slack_app_token="xoxb-1-a")  # noqa: S106  # no secrets
    (row,) = (line for line in README.splitlines() if "the two tokens are swapped" in line)

    shown = re.findall(r"`(this is .+?)`", row)

    assert len(shown) == 2
    assert all(words in str(refused.value) for words in shown)


@pytest.mark.parametrize("line", [line for line in commands() if line.startswith("make ")])
def test_every_make_command_has_its_target(line: str) -> None:
    """What the README tells to make can be made, and `make help` tells of it."""
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    target = line.split()[1]

    assert re.search(rf"^{target}:", makefile, re.MULTILINE)
    assert re.search(rf"^\t@echo 'make {target} ", makefile, re.MULTILINE)


@pytest.mark.parametrize("line", [line for line in commands() if not line.startswith("make ")])
def test_every_command_runs(shell: Shell, line: str) -> None:
    """With the knowledge that comes with the bot, each prints something and ends with 0."""
    assert "stackbot" in line

    assert shell(line).stdout.strip()


def test_the_readme_names_every_command() -> None:
    """Whoever adds one tells of it."""
    named = set(re.findall(r"stackbot(?: --knowledge \S+)? (\w+)", README))

    commands_ = {one.name or one.callback.__name__ for one in app.registered_commands if one.callback}
    groups = {one.name for one in app.registered_groups}
    assert commands_ | groups <= named


def test_every_promise_names_tests_that_are_there() -> None:
    """SECURITY.md says nothing that nobody checks."""
    security = (REPOSITORY / "SECURITY.md").read_text(encoding="utf-8")
    (promises,) = re.findall(r"^\|---\|---\|\n((?:\|.+\n)+)", security, re.MULTILINE)

    for line in promises.splitlines():
        tests = re.findall(r"`(tests/\S+\.py)::(test_\w+)`", line)
        assert tests, line
        for path, name in tests:
            assert re.search(rf"^def {name}\(", (REPOSITORY / path).read_text(encoding="utf-8"), re.MULTILINE), name


def test_the_readme_shows_commands() -> None:
    """The tests above have something to do."""
    assert len(commands()) >= 8


def test_the_batch_in_the_readme_is_answered(shell: Shell) -> None:
    """Each line in gets a line out with the fields the README lists, in its order."""
    (line,) = (line for line in commands() if "--jsonl" in line)
    (fields,) = re.findall(r"Each line out is `\{(.*?)\}`", README)

    answers = [json.loads(answer) for answer in shell(line).stdout.splitlines()]

    assert [answer["id"] for answer in answers] == [1, 2]
    assert all(list(answer) == re.findall(r"\w+", fields) for answer in answers)
    assert all(answer["entries"] for answer in answers)


def inline_commands() -> list[str]:
    """The command lines in the editors' page that name no placeholder."""
    page = README.partition("## For editors")[2].partition("\n## ")[0]
    return [line for line in re.findall(r"`(stackbot [^`]+)`", page) if not re.search(r"\b[A-Z]{2,}\b", line)]


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """A folder with the files of the editors' page: the first entry, and the third option's, named by comments."""
    folder = tmp_path / "ours"
    folder.mkdir()
    first, third = fenced("yaml")
    (folder / "faq.yaml").write_text(first, encoding="utf-8")
    names_and_texts = re.split(r"^# (\w+\.yaml)\n", third, flags=re.MULTILINE)[1:]
    for name, text in zip(names_and_texts[::2], names_and_texts[1::2], strict=True):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_the_examples_lint(shell: Shell, ours: Path) -> None:
    """What the editors' page shows loads over ours and has no errors."""
    (linting,) = (line for line in inline_commands() if line.endswith("kb lint"))

    lint = json.loads(shell(f"{linting} --json").stdout)

    files = ["faq.yaml", "options.yaml", "signals.yaml", "team.yaml"]
    assert sorted(path.name for path in ours.iterdir()) == files
    assert lint["errors"] == 0


@pytest.mark.usefixtures("ours")
def test_the_editors_example_wins(shell: Shell) -> None:
    """The page's entry, laid over ours, answers the question that the page asks."""
    (asking,) = (line for line in inline_commands() if " ask " in line)

    answer = json.loads(shell(asking.replace(" ask ", " ask --json ")).stdout)

    assert (answer["outcome"], answer["matches"][0]["entry"]) == ("answer", "faq.session-store")
    assert answer["why"][0]["text"] == "In Redis, behind the gateway, for 24 hours."
    assert "Runner-up" in answer["explanation"]


@pytest.mark.usefixtures("ours")
def test_the_third_option_is_picked(shell: Shell) -> None:
    """Its row makes Go the pick where a gateway is asked for."""
    line = 'stackbot --knowledge builtin:./ours ask --json "which language for our gateway with 500k connections?"'

    answer = json.loads(shell(line).stdout)

    assert (answer["pick"], answer["pick_title"]) == ("go", "Go")
    assert answer["why"][0]["entry"] == "team.go-gateway"


@pytest.mark.parametrize("page", ["README.md", "bot/README.md", "CHANGELOG.md", "SECURITY.md"])
def test_every_link_to_a_file_leads_somewhere(page: str) -> None:
    """Relative links are read from the folder of their page."""
    text = (REPOSITORY / page).read_text(encoding="utf-8")

    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]

    assert [link for link in links if not (REPOSITORY / page).parent.joinpath(link).exists()] == []


def test_the_changelog_says_what_is_new() -> None:
    """It opens with what is not released yet, and that holds at least one line."""
    changelog = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")

    first = re.split(r"^## ", changelog, flags=re.MULTILINE)[1]

    assert first.startswith("[Unreleased]")
    assert re.search(r"^- \w", first, re.MULTILINE)
