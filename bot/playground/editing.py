"""Knowledge that is edited while the bot works: what was saved is taken up, or told why not."""

import re
from collections.abc import Callable, Sequence
from threading import Condition

from bot.errors import StackbotError
from bot.fake_slack.shapes import Json
from bot.knowledge.diff import changed_entries
from bot.knowledge.entries import Library
from bot.knowledge.shelf import KnowledgeShelf

_PLACE = re.compile(r"(?P<file>.*?):(?P<line>\d+): (?P<text>.*)", re.DOTALL)


class Editing:
    """The knowledge in use and what became of the last save; `adopt` has the bot answer from another library."""

    def __init__(self, shelf: KnowledgeShelf, adopt: Callable[[Library], None], changed: Condition) -> None:
        self._shelf = shelf
        self._adopt = adopt
        self._changed = changed
        self._in_use = shelf.current
        self._state = "current"
        self._changes: list[str] = []
        self._problems: list[Json] = []

    def shown(self) -> Json:
        """What the page shows of it."""
        return {
            "version": self._in_use.version,
            "state": self._state,
            "changes": self._changes,
            "problems": self._problems,
        }

    def take_up(self) -> None:
        """Read the files again, and have the bot answer from them where they load."""
        self._tell("reading")
        before = self._in_use
        if problems := self._shelf.reload():
            return self._tell("refused", problems=[_placed(problem) for problem in problems])
        after = self._shelf.current
        if after.version == before.version:
            return self._tell("current")
        try:
            self._adopt(after)
        except StackbotError as error:
            return self._tell("refused", problems=[_placed(str(error))])
        self._in_use = after
        return self._tell("current", changes=_told(before, after))

    def _tell(self, state: str, *, changes: Sequence[str] = (), problems: Sequence[Json] = ()) -> None:
        with self._changed:
            self._state, self._changes, self._problems = state, list(changes), list(problems)
            self._changed.notify_all()


def _told(before: Library, after: Library) -> list[str]:
    found = changed_entries(before, after)
    told = [
        *(f"{entry}: added" for entry in found.added),
        *(f"{entry}: changed" for entry in found.changed),
        *(f"{entry}: removed" for entry in found.removed),
    ]
    return told or ["No entry says something else; what questions are matched with does."]


def _placed(problem: str) -> Json:
    found = _PLACE.fullmatch(problem)
    if found is None:
        return {"file": "", "line": 0, "text": problem}
    return {"file": found["file"], "line": int(found["line"]), "text": found["text"]}
