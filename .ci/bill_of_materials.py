"""Puts together the bill of materials: the lock's, with its hashes, and the licences that the installed packages state.

Neither is whole by itself: a lock knows no licences, an environment no hashes. What is locked for another platform is
not installed here, and stays without a licence. Usage:
bill_of_materials.py LOCK ENVIRONMENT OUT, all of them CycloneDX.
"""

import json
import re
import sys
from importlib.metadata import metadata
from pathlib import Path
from typing import Any


def combined(lock: dict[str, Any], environment: dict[str, Any]) -> dict[str, Any]:
    """The lock's bill with licences, and with who needs whom as far as both are locked."""
    installed = {_name(one): one for one in environment["components"]}
    root = lock["metadata"]["component"]
    locked = [one for one in (root, *lock["components"]) if _name(one) in installed]
    refs = {installed[_name(one)]["bom-ref"]: one["bom-ref"] for one in locked}
    needs = {one["ref"]: one.get("dependsOn", []) for one in environment["dependencies"]}
    dependencies = [
        {"ref": ref, "dependsOn": sorted({refs[need] for need in needs.get(theirs, []) if need in refs})}
        for theirs, ref in sorted(refs.items(), key=lambda pair: pair[1])
    ]
    components = [
        one | _licences(installed[_name(one)]) if _name(one) in installed else one for one in lock["components"]
    ]
    return {**lock, "components": components, "dependencies": dependencies}


def _licences(component: dict[str, Any]) -> dict[str, Any]:
    """What a package states, if need be in words of its own, which cyclonedx-py leaves out."""
    if "licenses" in component:
        return {"licenses": component["licenses"]}
    said = metadata(component["name"]).get("License", "")
    return {"licenses": [{"license": {"name": said}}]} if said else {}


def _name(component: dict[str, Any]) -> str:
    """A package's name in the one way of spelling it, as https://peps.python.org/pep-0503/ says."""
    return re.sub("[-_.]+", "-", component["name"]).lower()


if __name__ == "__main__":
    first, second, out = map(Path, sys.argv[1:])
    bill = combined(json.loads(first.read_text(encoding="utf-8")), json.loads(second.read_text(encoding="utf-8")))
    out.write_text(json.dumps(bill, indent=2, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
