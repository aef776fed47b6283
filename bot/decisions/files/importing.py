"""A folder of decision files as changes to write: all of it, or nothing and every problem found.

A file that an export wrote gives the record that it was written from, provenance included. Any other gives what it
says; what had to be guessed is reported. What the workspace has already is left as it is.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.decisions.change import Act, Change, Deed
from bot.decisions.files.exporting import number_in_name
from bot.decisions.files.formats import said_by
from bot.decisions.files.front_matter import number_in
from bot.decisions.files.guessing import Guess, Origin, completed
from bot.decisions.files.madr_reading import read_madr, says_the_same
from bot.decisions.files.opening import File, opened
from bot.decisions.files.outline import MisreadError
from bot.decisions.files.succession import joined, succession_faults
from bot.decisions.record import Decision, DecisionId, Person
from bot.decisions.soundness import faults
from bot.errors import DecisionFilesError, KnowledgeError
from bot.ids import TeamId

MAX_FILES = 10_000


@dataclass(frozen=True, slots=True)
class Importing:
    """What is known apart from the files: the workspace, what it has, and who imports.

    `deciders` decided where a file does not say who did. `new_id` makes an id that no record has.
    """

    team: TeamId
    present: Sequence[Decision]
    act: Act
    new_id: Callable[[], DecisionId]
    deciders: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import would write, by number, and what it guessed; the files that are known, and that are no records."""

    changes: tuple[Change, ...]
    guesses: tuple[Guess, ...] = ()
    known: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()


def read_folder(files: Mapping[str, bytes], importing: Importing) -> Imported:
    """What the files, by their names, would change; raises `DecisionFilesError` with every problem found."""
    return _Folder(importing).read(files)


class _Folder:
    """Reads one folder; `_problems` end it."""

    def __init__(self, importing: Importing) -> None:
        self._importing = importing
        self._present = {one.number: one for one in importing.present}
        self._by_hash = {one.provenance.file_hash: one for one in importing.present if one.provenance.file_hash}
        self._problems: list[str] = []
        self._guesses: list[Guess] = []
        self._numbers: dict[int, int] = {}  # of files whose number no record can have

    def read(self, files: Mapping[str, bytes]) -> Imported:
        """What the files would change."""
        if len(files) > MAX_FILES:
            raise DecisionFilesError([f"the folder holds more than {MAX_FILES:,} files; import it in parts"])
        found = self._opened(files)
        ids = self._ids(found)
        self._numbers = {0: max(ids) + 1} if 0 in ids else {}
        read = {file.name: one for file in found if (one := self._tried(file, ids))}
        known = tuple(file.name for file in found if file.name in read and self._is_known(file, read[file.name]))
        new = {one.id: name for name, one in read.items() if name not in known}
        foreign = {read[file.name].id for file in found if file.name in read and not file.ours}
        records, changed = joined({id_: read[name] for id_, name in new.items()}, foreign & new.keys())
        self._report(changed, new)
        self._check(records, new)
        if self._problems:
            raise DecisionFilesError(self._problems)
        digests = {file.name: file.digest for file in found}
        changes = tuple(self._change(one, new[one.id], digests[new[one.id]]) for one in _by_number(records.values()))
        skipped = tuple(name for name in sorted(files) if number_in_name(name) is None)
        return Imported(changes, tuple(one for one in self._guesses if one.file not in known), known, skipped)

    def _opened(self, files: Mapping[str, bytes]) -> list[File]:
        """The files that are records, as far as they can be opened, each number once."""
        found: dict[int, File] = {}
        for name in sorted(files):
            number = number_in_name(name)
            if number is None:
                continue
            try:
                file = opened(name, number, files[name])
            except KnowledgeError as error:
                self._problems += error.problems
            except MisreadError as error:
                self._problem(name, error.line, str(error))
            else:
                if found.setdefault(number, file) is not file:
                    self._problem(name, 1, f"has the number of {found[number].name}; give one of them another")
        return list(found.values())

    def _ids(self, found: Sequence[File]) -> dict[int, DecisionId]:
        """The id of each record that may be named: those of the workspace, and new ones."""
        ids = {number: one.id for number, one in self._present.items()}
        for file in found:
            if file.digest in self._by_hash:
                ids[file.number] = self._by_hash[file.digest].id
            elif file.number not in ids:
                ids[file.number] = self._importing.new_id()
        return ids

    def _tried(self, file: File, ids: Mapping[int, DecisionId]) -> Decision | None:
        """The record in a file, None with a problem where there is none."""
        try:
            return self._read(file, ids)
        except MisreadError as error:
            self._problem(file.name, error.line, str(error))
            return None

    def _read(self, file: File, ids: Mapping[int, DecisionId]) -> Decision:
        if file.ours:
            if number_in(file.front) != file.number:
                raise MisreadError(file.front.line(("id",)), "id: is not the number in the file's name")
            return read_madr(file.text, file.parts, file.front, self._importing.team, ids)
        if file.digest in self._by_hash:
            return self._by_hash[file.digest]
        act, deciders = self._importing.act, self._importing.deciders
        origin = Origin(file.name, file.digest, file.number, self._importing.team, ids, self._numbers, act, deciders)
        decision, guesses = completed(said_by(file.text, file.front), origin)
        self._guesses += guesses
        return decision

    def _is_known(self, file: File, decision: Decision) -> bool:
        """Whether the workspace has the record; one that has the number and says something else is a problem."""
        present = self._present.get(file.number)
        if file.digest in self._by_hash and not file.ours:
            return True
        if present is None:
            return False
        if not file.ours or not says_the_same(file.text, file.parts, present):
            self._problem(file.name, 1, f"has the number of {present.name} in the workspace, which says something else")
        return decision.id == present.id

    def _report(self, changed: Sequence[Decision], names: Mapping[DecisionId, str]) -> None:
        for one in changed:
            what = f"{one.status}, tied to " + ", ".join(f"ADR-{link.number:04d}" for link in one.links)
            self._guesses.append(Guess(names[one.id], "links", what, "the other record's file says so"))

    def _check(self, records: Mapping[DecisionId, Decision], names: Mapping[DecisionId, str]) -> None:
        for one in records.values():
            for place, what in faults(one):
                self._problem(names[one.id], 1, f"{place}: {what}")
        for one, what in succession_faults(records, {one.id: one for one in self._importing.present}):
            self._problem(names[one.id], 1, what)

    def _change(self, decision: Decision, name: str, digest: str) -> Change:
        act = replace(self._importing.act, why=f"{name}, SHA-256 {digest}")
        return Change(None, decision, Deed.IMPORTED, act)

    def _problem(self, name: str, line: int, what: str) -> None:
        self._problems.append(f"{name}:{line}: {what}")


def _by_number(decisions: Iterable[Decision]) -> list[Decision]:
    return sorted(decisions, key=lambda one: one.number)
