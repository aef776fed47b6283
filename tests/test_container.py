"""The image and the composition keep their promises, as far as their files tell; nothing is built here."""

import fnmatch
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import Settings, variable
from tests.containers import REPOSITORY, environment, services, stages

SECRETS = re.compile(r"(?i)token|secret|password|_key|xox|xapp|sk-ant")
OURS = ("migrate", "bot", "proxy")


def test_the_image_runs_as_a_user_with_a_number() -> None:
    """So that a cluster can see that it is not root; nothing after that is root's again."""
    last = stages()[-1]

    users = [one.said for one in last if one.name == "USER"]
    places = [one.name for one in last]

    assert users == ["10001:10001"]
    assert places.index("USER") > max(place for place, name in enumerate(places) if name in {"RUN", "COPY"})


def test_the_image_is_of_pinned_parts() -> None:
    """Python by its version, what it needs by hashes; nothing is taken from an address."""
    instructions = [one for stage in stages() for one in stage]
    run, bases = ([one.said for one in instructions if one.name == name] for name in ("RUN", "FROM"))

    assert all(re.fullmatch(r"python:3\.\d+\.\d+-slim-\w+( AS \w+)?", base) for base in bases)
    assert any("pip install --require-hashes --only-binary :all: -r requirements.lock" in line for line in run)
    assert all("--no-index" in line for line in run if "pip install" in line and "--require-hashes" not in line)
    assert [one.said for one in instructions if one.name == "ADD"] == []
    assert [line for line in run if re.search(r"\b(apt|apt-get|curl|wget|git)\b|://", line)] == []


def test_the_last_stage_holds_no_tools_to_build() -> None:
    """It is begun anew, and takes over what was made."""
    copied = [one.said for one in stages()[-1] if one.name == "COPY"]

    assert copied
    assert all(said.startswith("--from=build ") for said in copied)


def test_no_secret_is_in_the_image() -> None:
    """Neither set nor asked for while it is built."""
    instructions = [one for stage in stages() for one in stage]

    assert [one.said for one in instructions if one.name in {"ENV", "ARG", "LABEL"} and SECRETS.search(one.said)] == []


def test_what_the_image_sets_are_settings() -> None:
    """Each is one that we read, and only the data folder is written to."""
    ours = {name: value for name, value in environment(stages()[-1]).items() if name.startswith("STACKBOT_")}

    assert ours.keys() <= {*map(variable, Settings.model_fields)}
    assert ours["STACKBOT_DATABASE_URL"] == "sqlite:////data/stackbot.db"
    assert [one.said for one in stages()[-1] if one.name == "VOLUME"] == ["/data"]


def test_the_image_starts_the_bot() -> None:
    """In place of which another of its commands can be given."""
    last = {one.name: one for one in stages()[-1]}

    assert last["ENTRYPOINT"].listed() == ["stackbot"]
    assert last["CMD"].listed() == ["run"]


@pytest.mark.parametrize(
    ("ignored", "name"),
    [
        (True, ".env"),
        (True, "bot/.env"),
        (True, ".git"),
        (True, "stackbot.db"),
        (True, "tests"),
        (True, ".venv"),
        (False, "bot"),
        (False, "knowledge"),
        (False, "migrations"),
        (False, "requirements.lock"),
        (False, "README.md"),
    ],
)
def test_what_the_build_sees(ignored: bool, name: str) -> None:
    """No settings, no history, no database: the last line that fits decides, as in Docker's own rules."""
    lines = (REPOSITORY / ".dockerignore").read_text(encoding="utf-8").split("\n")
    rules = [line for line in lines if line and not line.startswith("#")]

    decided = False
    for rule in rules:
        pattern = rule.removeprefix("!")
        if fnmatch.fnmatch(name, pattern) or fnmatch.fnmatch(f"./{name}", f"*{pattern.removeprefix('**')}"):
            decided = not rule.startswith("!")

    assert decided is ignored


@pytest.mark.parametrize("name", OURS)
def test_what_is_composed_may_do_little(name: str) -> None:
    """A root that cannot be written, no rights of root's, and none to be had."""
    service = services()[name]

    assert service["init"] is True  # a signal does not reach a first process that handles none
    assert service["read_only"] is True
    assert service["tmpfs"] == ["/tmp"]  # noqa: S108  # the container's own
    assert service["cap_drop"] == ["ALL"]
    assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "proxy" else [])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service


def test_the_database_cannot_be_reached_from_outside() -> None:
    """Only the proxy's ports are published; the database keeps its files and says when it is ready."""
    composed = services()

    assert [name for name, service in composed.items() if "ports" in service] == ["proxy"]
    assert composed["db"]["networks"] == ["inside"]
    assert composed["db"]["image"].startswith("postgres:17.")
    assert composed["db"]["healthcheck"]["test"][1:3] == ["pg_isready", "--host=127.0.0.1"]  # not yet while it is made
    assert composed["db"]["volumes"] == ["db:/var/lib/postgresql/data"]


def test_two_replicas_start_behind_one_migration() -> None:
    """Which waits for the database, and has to end well."""
    composed = services()

    assert [name for name, service in composed.items() if "build" in service] == ["bot"]  # two would race for the tag
    assert composed["migrate"]["image"] == composed["bot"]["image"]
    assert composed["migrate"]["pull_policy"] == "never"
    assert composed["bot"]["deploy"]["replicas"] == 2
    assert composed["migrate"]["command"] == ["db", "upgrade"]
    assert composed["migrate"]["depends_on"] == {"db": {"condition": "service_healthy"}}
    assert composed["bot"]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_secrets_come_from_the_environment() -> None:
    """None stands in the file, and each that is needed is asked for."""
    settings = {
        name: str(value) for service in services().values() for name, value in service.get("environment", {}).items()
    }

    secret = {name: value for name, value in settings.items() if SECRETS.search(name) or "://" in value}
    assert {"SLACK_SIGNING_SECRET", "POSTGRES_PASSWORD", "STACKBOT_DATABASE_URL"} <= secret.keys()
    assert [name for name, value in secret.items() if value and not re.search(r"\$\{\w+:[-?]", value)] == []
    assert services()["bot"]["env_file"] == [".env"]  # every other setting
    ours = {name for name in settings if not name.startswith("POSTGRES_")} - {"STACKBOT_DOMAIN"}
    assert ours <= {*map(variable, Settings.model_fields)}


def test_the_proxy_hands_on_slacks_paths_alone() -> None:
    """To the port on which the bot listens; metrics and health stay inside."""
    caddyfile = (REPOSITORY / "deploy" / "Caddyfile").read_text(encoding="utf-8")

    assert re.findall(r"path (.+)", caddyfile) == ["/slack/*"]
    assert f"dynamic a bot {Settings.model_fields['port'].default} " in caddyfile


def test_the_health_check_tells_an_answer_from_none(tmp_path: Path) -> None:
    """It is the image's own line: 0 where the health port says that all is well, something else otherwise."""
    (check,) = [one for one in stages()[-1] if one.name == "HEALTHCHECK"]
    _, *line = check.listed()
    (tmp_path / "healthz").write_text("ok")
    serving = [sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1"]

    def checked(port: str) -> int:
        env = {**os.environ, "STACKBOT_HEALTH_PORT": port}
        return subprocess.run([sys.executable, *line], check=False, env=env, capture_output=True).returncode

    with subprocess.Popen(serving, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server:
        assert server.stdout is not None
        (port,) = re.findall(rb" port (\d+) ", server.stdout.readline())
        well = checked(port.decode())
        (tmp_path / "healthz").unlink()
        ill = checked(port.decode())
        server.terminate()

    assert (well, ill) == (0, 1)
