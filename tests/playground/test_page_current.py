"""The built page that the package carries is the one that its sources make."""

import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parents[2]
SOURCES = HERE / "page"
BUILT = HERE / "bot/playground/page"
ROOT_FILES = ("index.html", "package-lock.json", "package.json", "tsconfig.json", "vite.config.ts")


def hash_of_sources() -> str:
    """The hash that page/tools/stamp.mjs writes beside the page: of names and contents, in the order of the names."""
    below = [path for folder in ("src", "tools") for path in (SOURCES / folder).rglob("*")]
    found = [path for path in below if path.is_file() and not path.name.startswith(".")]
    named = {path.relative_to(SOURCES).as_posix(): path for path in [*found, *(SOURCES / name for name in ROOT_FILES)]}
    content = hashlib.sha256()
    for name in sorted(named):
        content.update(name.encode() + b"\0" + named[name].read_bytes() + b"\0")
    return content.hexdigest()


def test_the_built_page_is_built_from_the_sources_beside_it() -> None:
    """Whoever changes page/ and forgets `make page` is told here, without Node."""
    built_from = (BUILT / "built-from.txt").read_text().strip()

    assert built_from == hash_of_sources(), "page/ changed since the page was built: run `make page`"


@pytest.fixture(scope="module")
def fetched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sources in a folder of their own, with the packages they need; skipped where these cannot be had."""
    if "CI" not in os.environ:
        pytest.skip("the page is tested and built anew in CI alone; `make page` does it anywhere")
    if not shutil.which("npm"):
        pytest.skip("there is no npm")
    page = tmp_path_factory.mktemp("anew") / "page"
    shutil.copytree(SOURCES, page, ignore=shutil.ignore_patterns("node_modules"))
    if npm(page, "ci", "--no-fund", "--no-audit").returncode:
        pytest.skip("npm could not fetch the page's packages")
    return page


def npm(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """What npm does there."""
    return subprocess.run(["npm", *arguments], cwd=folder, capture_output=True, text=True, check=False, timeout=300)  # noqa: S607


def test_the_built_page_is_what_the_sources_make_to_the_byte(fetched: Path) -> None:
    """What was changed by hand behind the build would differ."""
    anew = fetched.parent / "bot/playground/page"
    anew.mkdir(parents=True)

    built = npm(fetched, "run", "build")

    assert built.returncode == 0, built.stdout + built.stderr
    assert contents(anew) == contents(BUILT)


def test_the_pages_own_tests_pass(fetched: Path) -> None:
    """Those of what needs no browser."""
    done = npm(fetched, "test")

    assert done.returncode == 0, done.stdout + done.stderr


def contents(folder: Path) -> dict[str, str]:
    """The hash of each file below a folder."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_page_refers_only_to_files_that_it_brings_along() -> None:
    """No script, style or font comes from elsewhere, and none is missing."""
    index = (BUILT / "index.html").read_text()

    referred = re.findall(r'<(?:script|link)[^>]* (?:src|href)="([^"]+)"', index)

    files = [name for name in referred if not name.startswith("data:")]
    assert files
    assert all((BUILT / name.lstrip("/")).is_file() for name in files), files


def test_the_lock_names_no_addresses_to_fetch_from() -> None:
    """Which registry packages come from is for whoever installs them to say."""
    lock = (SOURCES / "package-lock.json").read_text()

    assert '"resolved"' not in lock
    assert '"integrity"' in lock


def test_the_licences_of_what_the_page_contains_come_with_it() -> None:
    """Each package that the page needs when it runs is named in the licences, with its text."""
    licences = (BUILT / "THIRD-PARTY.md").read_text()

    assert all(f"## {name} - " in licences for name in ("react", "react-dom", "slack-blocks-to-jsx", "react-markdown"))
    assert "Permission is hereby granted" in licences
