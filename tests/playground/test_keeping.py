"""The workspace in its file: what is kept, who else may use it, and what is told where it cannot be written."""

import json
from pathlib import Path
from threading import Event
from time import monotonic

import pytest

from bot.errors import PlaygroundError
from bot.fake_slack import FakeSlack
from bot.playground.keeping import Keeping, restored
from bot.settings import Settings
from bot.wiring.desk import open_desk
from bot.wiring.playground import opened_playground
from tests.playground.conftest import Open
from tests.playground.page import BACKEND

PATIENCE_S = 20.0
A_MOMENT_S = 0.01  # between two looks at the file


def test_what_is_said_is_in_the_file_at_once(open_page: Open, tmp_path: Path) -> None:
    """A process that is killed loses nothing that was seen for long, and nobody but its owner reads it."""
    file = tmp_path / "kept" / "slack.json"

    with open_page() as page:
        page.do("say", channel=BACKEND, text="Will this be kept?")
        until = monotonic() + PATIENCE_S
        while not (file.exists() and "Will this be kept?" in file.read_text(encoding="utf-8")):
            assert monotonic() < until
            Event().wait(A_MOMENT_S)

    assert file.stat().st_mode & 0o077 == 0


def test_another_playground_is_kept_out(open_page: Open, small_settings: Settings, tmp_path: Path) -> None:
    """Two on one folder would answer each other's questions; once the first has ended, its folder is free."""
    desk = open_desk(small_settings)

    with (
        open_page(),
        pytest.raises(PlaygroundError, match="Another playground is open on"),
        opened_playground(small_settings, desk, tmp_path / "kept", 0),
    ):
        pass

    with open_page() as page:
        assert page.values["bot"]["state"] == "ready"


def test_a_file_that_cannot_be_written_is_told_and_tried_again(tmp_path: Path) -> None:
    """As where the disk is full; once there is room, all of it is kept."""
    with FakeSlack() as slack:
        file, in_the_way = tmp_path / "slack.json", tmp_path / "slack.new"
        in_the_way.mkdir()
        keeping = Keeping(slack, file)
        keeping.start()
        slack.wait_for(lambda: told(slack, keeping), PATIENCE_S)
        trouble = keeping.trouble
        in_the_way.rmdir()
        slack.person("ana")
        keeping.stop()

    assert "slack.json cannot be written" in trouble
    assert keeping.trouble == ""
    assert "U0ANA" in json.dumps(json.loads(file.read_text(encoding="utf-8"))["people"])


def told(slack: FakeSlack, keeping: Keeping) -> str:
    """The trouble; something changes meanwhile, so that it is met."""
    slack.advance(0.001)
    return keeping.trouble


def test_trouble_at_the_end_is_an_error(tmp_path: Path) -> None:
    """Whoever ends the playground is told that it was not kept."""
    with FakeSlack() as slack:
        keeping = Keeping(slack, tmp_path / "gone" / "slack.json")
        keeping.start()

        with pytest.raises(PlaygroundError, match="cannot be written"):
            keeping.stop()


def test_ids_of_an_earlier_run_are_not_given_out_again(tmp_path: Path) -> None:
    """Also where that was killed after its last ids were given: the bot would take what they name for a repetition."""
    with FakeSlack() as first:
        keeping = Keeping(first, tmp_path / "slack.json")
        keeping.start()
        keeping.stop()
        given = {first.new_id("Ev") for _ in range(9)}

    with FakeSlack() as second:
        assert restored(second, tmp_path / "slack.json")
        assert not given & {second.new_id("Ev") for _ in range(9)}
