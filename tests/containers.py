"""The Dockerfile and the Compose file as their parts."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

REPOSITORY = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction of a Dockerfile, its lines joined."""

    name: str
    said: str

    def listed(self) -> list[str]:
        """The words of an instruction in JSON form, whatever flags stand before them."""
        return list(json.loads(self.said[self.said.index("[") :]))


def stages() -> Sequence[Sequence[Instruction]]:
    """The Dockerfile's stages, each from its FROM on."""
    text = (REPOSITORY / "Dockerfile").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    found: list[list[Instruction]] = []
    for line in joined.splitlines():
        name, _, said = line.partition(" ")
        if name == "FROM":
            found.append([])
        found[-1].append(Instruction(name, said))
    return found


def environment(stage: Sequence[Instruction]) -> dict[str, str]:
    """What a stage sets."""
    pairs = [pair for one in stage if one.name == "ENV" for pair in one.said.split()]
    return dict(pair.split("=", 1) for pair in pairs)


def services() -> dict[str, dict[str, Any]]:
    """The Compose file's services, with what they share merged in."""
    composed = yaml.safe_load((REPOSITORY / "compose.yaml").read_text(encoding="utf-8"))
    return dict(composed["services"])
