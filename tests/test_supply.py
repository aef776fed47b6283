"""What we take from others is locked by hashes, and under licences that let everybody use the bot."""

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")
ALLOWED = frozenset(
    "0BSD Apache-2.0 BSD-2-Clause BSD-3-Clause CC0-1.0 ISC MIT MIT-0 PSF-2.0 Zlib ZPL-2.1".split()  # permissive
)
UNUSUAL = {
    # Copyleft for the library's own files; it is used as it is, and can be replaced.
    "psycopg": "LGPL-3.0-only",
    "psycopg-binary": "LGPL-3.0-only",
    # Copyleft for each file of theirs, none of which we change.
    "pathspec": "MPL-2.0",
    "tqdm": "MPL-2.0 AND MIT",
}
# What packages that state no SPDX expression say instead.
SPOKEN = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "ISC License": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "ZPL 2.1": "ZPL-2.1",
}
ELSEWHERE = {"colorama", "httpx2-jsfetch"}  # locked for Windows and for browsers alone, where the bot does not run


def requirements(lock: str) -> Mapping[str, str]:
    """The requirements of a lock with all that belongs to each; a package may be locked in several versions."""
    text = (REPOSITORY / lock).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    whole = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return {line.split(" ")[0]: line for line in whole.splitlines()}


def names() -> list[str]:
    """The packages that the bot runs with."""
    return sorted({re.split(r"[\[=]", one)[0] for one in requirements("requirements.lock")})


def licence(package: str) -> str:
    """What a package states, as an SPDX expression."""
    stated = metadata(package)
    classifiers = [line.rpartition(" :: ")[2] for line in stated.get_all("Classifier", []) if line.startswith("Licen")]
    said = stated.get("License-Expression") or stated.get("License") or " AND ".join(classifiers)
    return SPOKEN.get(said, said)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_locked_by_hashes(lock: str) -> None:
    """To one version, and from no address: whatever index serves it, it is the same file."""
    locked = requirements(lock)

    assert len(locked) > 50
    assert [one for one in locked if not re.fullmatch(r"[\w.-]+(\[[\w,-]+\])?==[\w.+!]+", one)] == []
    assert [one for one, line in locked.items() if not re.search(r" --hash=sha256:[0-9a-f]{64}", line)] == []
    text = (REPOSITORY / lock).read_text(encoding="utf-8")
    assert re.findall(r"://|^\s*(?:-e|--(?:extra-)?index-url|--find-links|--trusted-host)\b", text, re.MULTILINE) == []


def test_the_lock_holds_what_is_declared() -> None:
    """Whoever adds a dependency locks it."""
    declared = re.findall(r'^    "([\w-]+)(?:\[\w+\])?[=<>]', (REPOSITORY / "pyproject.toml").read_text(), re.MULTILINE)

    assert len(declared) > 20
    runtime = declared[: declared.index("websockets") + 1]
    assert {name.lower() for name in runtime} <= {*names()}


@pytest.mark.parametrize("package", names())
def test_licences_let_everybody_use_the_bot(package: str) -> None:
    """Permissive ones, and others for a reason; of two that are offered, one is enough."""
    if package in ELSEWHERE:
        with pytest.raises(PackageNotFoundError):
            metadata(package)
        return
    stated = licence(package)

    offered = [set(re.split(r" AND ", offer)) for offer in stated.split(" OR ")]
    assert UNUSUAL.get(package) == stated or any(terms <= ALLOWED for terms in offered)


def test_no_exception_outlives_its_reason() -> None:
    """Each is of a package that we take, and would not be allowed otherwise."""
    assert {*UNUSUAL, *ELSEWHERE} <= {*names()}
    assert [name for name, stated in UNUSUAL.items() if set(re.split(" AND ", stated)) <= ALLOWED] == []


@pytest.mark.soak
def test_the_bill_of_materials_is_whole_and_always_the_same(tmp_path: Path) -> None:
    """It holds every requirement with its hashes, and a licence but for those of other platforms."""
    bills = [made(tmp_path / name) for name in ("one", "two")]

    bill = json.loads(bills[0])
    assert bills[0] == bills[1]
    assert bill["bomFormat"] == "CycloneDX"
    assert len(bill["components"]) == len(requirements("requirements.lock"))
    assert {one["name"] for one in bill["components"] if "licenses" not in one} == ELSEWHERE
    assert all(one["externalReferences"][0]["hashes"] for one in bill["components"])
    needs = {one["ref"]: one["dependsOn"] for one in bill["dependencies"]}
    assert len(needs[bill["metadata"]["component"]["bom-ref"]]) > 20


def made(folder: Path) -> bytes:
    """The bill as `make sbom` makes it, in a folder."""
    folder.mkdir()
    command = re.search(r"^sbom:.*\n((?:\t.+\n)+)", (REPOSITORY / "Makefile").read_text(), re.MULTILINE)
    assert command
    line = re.sub(r"^\t@?", "", command[1], flags=re.MULTILINE)
    line = line.replace("$(BIN)/", f"{Path(sys.executable).parent}/")
    subprocess.run(["/bin/sh", "-ec", line.replace("build/", f"{folder}/")], check=True, cwd=REPOSITORY)
    return (folder / "sbom.json").read_bytes()
