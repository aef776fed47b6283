"""Files of decisions on the disk and in a clone: a folder read, a folder written, a branch brought up to date."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from bot.cli.git_branch import Branch, Commit, content_name
from bot.decisions.files.exporting import INDEX, file_name, madr_folder, number_in_name
from bot.decisions.files.front_matter import FORMAT, status_line
from bot.decisions.files.importing import MAX_FILES
from bot.decisions.files.opening import MAX_BYTES
from bot.decisions.record import Decision
from bot.errors import DecisionFilesError

T = TypeVar("T")

_FOLDER = re.compile(r"(?:(?!\.\.?/)[A-Za-z0-9._-]+/)+")


def folder_files(folder: Path) -> dict[str, bytes]:
    """The files of a folder by their names, one byte of those that are too large beyond what may be."""
    try:
        paths = [path for path in folder.iterdir() if path.is_file()]
        if len(paths) > MAX_FILES:
            raise DecisionFilesError([f"{folder} holds more than {MAX_FILES:,} files; import it in parts"])
        return {path.name: _content(path) for path in paths}
    except OSError as error:
        raise DecisionFilesError([f"{error.filename or folder}: cannot be read: {error.strerror}"]) from error


def write_folder(folder: Path, decisions: Sequence[Decision]) -> tuple[int, list[str]]:
    """Write the records' files and the index; returns how many changed, and which files have a number of ours besides.

    A file that an export wrote under an older title goes; one that somebody else wrote stays.
    """
    files = madr_folder(decisions)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        there = {path.name: path for path in folder.iterdir() if path.is_file()}
        renamed, foreign = _sorted_out(files, {name: _head(path) for name, path in _besides(files, there).items()})
        for name in renamed:
            there[name].unlink()
        changed = [name for name, text in files.items() if not _holds(there.get(name), text)]
        for name in changed:
            (folder / name).write_text(files[name], encoding="utf-8", newline="")
    except OSError as error:
        raise DecisionFilesError([f"{error.filename or folder}: cannot be written: {error.strerror}"]) from error
    return len(changed), foreign


def write_text(file: Path, text: str) -> None:
    """Write one file."""
    try:
        file.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise DecisionFilesError([f"{file}: cannot be written: {error.strerror}"]) from error


def commit_changes(branch: Branch, folder: str, decisions: Sequence[Decision]) -> int:
    """Commit the records that the branch does not have so, one commit each; returns how many."""
    inside = folder.strip("/")
    if not _FOLDER.fullmatch(f"{inside}/"):
        raise DecisionFilesError([f"{folder!r} is no folder inside a repository, such as docs/decisions"])
    files, there = madr_folder(decisions), branch.paths(inside)
    names = {path.removeprefix(f"{inside}/"): content for path, content in there.items()}
    heads = {name: branch.text(content) for name, content in _besides(files, names).items()}
    renamed, _ = _sorted_out(files, heads)
    changed = [one for one in decisions if not _same(files[file_name(one)], names.get(file_name(one)))]
    commits = [_commit(one, inside, files, renamed) for one in changed]
    if not _same(files[INDEX], names.get(INDEX)):
        index = {f"{inside}/{INDEX}": files[INDEX]}
        last = commits.pop() if commits else Commit("Bring the index of decisions up to date\n", {})
        commits.append(Commit(last.message, {**last.texts, **index}, last.gone))
    branch.commit(commits)
    return len(commits)


def _commit(decision: Decision, folder: str, files: Mapping[str, str], renamed: Sequence[str]) -> Commit:
    name = file_name(decision)
    gone = [f"{folder}/{old}" for old in renamed if number_in_name(old) == decision.number]
    title = " ".join(decision.title.split())
    return Commit(
        f"{decision.name}: {title}\n\nStatus: {status_line(decision)}\n", {f"{folder}/{name}": files[name]}, gone
    )


def _besides(files: Mapping[str, str], there: Mapping[str, T]) -> dict[str, T]:
    """What is there under another name with a number of ours."""
    numbers = {number_in_name(name) for name in files} - {None}
    others = {name: one for name, one in there.items() if name not in files and name.isprintable()}
    return {name: one for name, one in others.items() if number_in_name(name) in numbers}


def _sorted_out(files: Mapping[str, str], besides: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Those of an export, which have another name now, and those of other people."""
    ours = [name for name, text in besides.items() if f'\n{FORMAT}: "' in text.partition("\n---\n")[0]]
    return ours, sorted(besides.keys() - set(ours) - files.keys())


def _same(text: str, content: str | None) -> bool:
    return content is not None and content_name(text, content) == content


def _holds(path: Path | None, text: str) -> bool:
    return path is not None and path.read_bytes() == text.encode()


def _head(path: Path) -> str:
    return _content(path).decode(errors="replace")


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)
