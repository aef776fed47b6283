"""Commits on a branch of a local clone, made without its working tree: nothing that lies there is touched.

This is the one module that starts another program: git itself, of which `fast-import` writes all commits at once, and
moves the branch only if it is still where it was.
"""

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import new as new_hash
from pathlib import Path

from bot.errors import DecisionFilesError

TIMEOUT_S = 120


@dataclass(frozen=True, slots=True)
class Commit:
    """A message, the texts of files by their path in the repository, and the paths that go."""

    message: str
    texts: Mapping[str, str]
    gone: Sequence[str] = ()


class Branch:
    """A branch of a clone. One that is not there begins at what is checked out, or at nothing in an empty clone."""

    def __init__(self, clone: Path, name: str) -> None:
        self._clone = clone
        self._ref = f"refs/heads/{name}"
        self._name = name
        self._git("rev-parse", "--git-dir")
        self._git("check-ref-format", self._ref)
        if f"branch {self._ref}\n" in self._git("worktree", "list", "--porcelain").decode(errors="replace"):
            raise DecisionFilesError(
                [f"the branch {name} is checked out in {clone}; check out another one, or name one"]
            )
        self._base = self._found(self._ref) or self._found("HEAD")

    def paths(self, folder: str) -> dict[str, str]:
        """The files that are in a folder of the branch, each with git's name for its content."""
        if not self._base:
            return {}
        listed = self._git("ls-tree", "-r", "-z", self._base, "--", f"{folder}/").decode(errors="surrogateescape")
        entries = (entry.split("\t", 1) for entry in listed.split("\0") if entry)
        return {path: kind.split(" ")[2] for kind, path in entries}

    def text(self, content: str) -> str:
        """A content by git's name for it."""
        return self._git("cat-file", "blob", content).decode(errors="replace")

    def commit(self, commits: Sequence[Commit]) -> None:
        """Add the commits to the branch, in this order."""
        if commits:
            who = self._git("var", "GIT_COMMITTER_IDENT").strip()
            self._git("fast-import", "--quiet", given=b"".join(self._stream(commits, who)))

    def _stream(self, commits: Sequence[Commit], who: bytes) -> Iterator[bytes]:
        for place, commit in enumerate(commits):
            yield b"commit %s\ncommitter %s\n%s" % (self._ref.encode(), who, _data(commit.message))
            if place == 0 and self._base:
                yield b"from %s\n" % self._base.encode()
            for path in commit.gone:
                yield b"D %s\n" % path.encode(errors="surrogateescape")
            for path, text in commit.texts.items():
                yield b"M 100644 inline %s\n%s" % (path.encode(), _data(text))
        yield b"done\n"

    def _found(self, name: str) -> str:
        try:
            return self._git("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").decode().strip()
        except DecisionFilesError:
            return ""

    def _git(self, *arguments: str, given: bytes = b"") -> bytes:
        """What git prints; raises `DecisionFilesError` with its last line where it fails."""
        command = ["git", "-C", str(self._clone), *arguments]
        try:
            done = subprocess.run(command, input=given, capture_output=True, check=True, timeout=TIMEOUT_S)  # noqa: S603
        except FileNotFoundError as error:
            raise DecisionFilesError(["git is not installed; install it, or export to a folder"]) from error
        except subprocess.TimeoutExpired as error:
            raise DecisionFilesError([f"{self._clone}: git took longer than {TIMEOUT_S} s"]) from error
        except subprocess.CalledProcessError as error:
            said = error.stderr.decode(errors="replace").strip().split("\n")[-1]
            raise DecisionFilesError([f"{self._clone}: git {arguments[0]}: {said or 'failed'}"]) from error
        return done.stdout


def content_name(text: str, like: str) -> str:
    """Git's name for a content, with the hash of a name that the clone has: SHA-1 or SHA-256."""
    data = text.encode()
    algorithm = "sha1" if len(like) == 40 else "sha256"  # noqa: PLR2004  characters of a SHA-1
    return new_hash(algorithm, b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _data(text: str) -> bytes:
    content = text.encode(errors="replace")
    return b"data %d\n%s\n" % (len(content), content)
