"""Ways to the command line, and small knowledge to ask there."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from typer.testing import Result

FAQ = """
entries:
  - id: faq.deploy
    title: When do we deploy?
    answer: On weekdays before noon.
    asks:
      - when is deploy day
      - can I ship on friday afternoon
      - what is our deployment window
      - is it too late to release today
  - id: faq.session-store
    title: Where do we keep sessions?
    answer: In Redis, for 24 hours.
    asks:
      - where do sessions live
      - what's our session store
      - do we keep logins in redis or in the database
      - how long does a session last
  - id: faq.holiday
    title: How many days off are there?
    answer: Thirty, and the public ones.
    asks:
      - how many holidays do I get
      - how much paid leave is there
      - days off per year
      - can I carry my holidays over
"""

STACKS = {
    "options": """
options:
  - {id: python, title: Python, names: [python, fastapi]}
  - {id: node, title: Node.js, names: [node, express]}
""",
    "signals": """
signals:
  - {id: ai, title: AI agents, phrases: [agent, llm, rag], taught_by: [stack.ai]}
  - {id: live, title: Live updates, phrases: [chat, websocket, multiplayer], taught_by: [stack.live]}
rows:
  - {entry: stack.ai, needs: [ai]}
  - {entry: stack.live, needs: [live]}
""",
    "stack": """
entries:
  - id: stack.ai
    title: Agents and retrieval
    pick: python
    points: [The agent libraries are written for it.]
    asks:
      - which language for an llm agent
      - what do we use for rag over our documents
      - backend for agents that call tools
      - python or node for an agent with tools
  - id: stack.live
    title: Chat and multiplayer
    pick: node
    points: [One loop holds many sockets.]
    asks:
      - which language for a chat with websockets
      - backend for a multiplayer game
      - what do we use for thousands of websocket connections
      - python or node for a chat
""",
}

THE_TEAM_KNOWS_PYTHON = """
entries:
  - id: stack.live
    replace: true
    title: Chat and multiplayer
    pick: python
    points: [Our team knows asyncio.]
    asks:
      - which language for a chat with websockets
      - backend for a multiplayer game
      - what do we use for thousands of websocket connections
      - python or node for a chat
"""
GO = {
    "options": "options: [{id: go, title: Go, names: [golang]}]",
    "signals": """
signals:
  - {id: binary, title: A single binary, phrases: [single binary], taught_by: [team.binary]}
rows:
  - {entry: team.binary, needs: [binary], beats: [stack.live]}
""",
    "team": """
entries:
  - id: team.binary
    title: One file to install
    pick: go
    points: [It compiles to a file that needs nothing else.]
    asks:
      - which language when customers install a single binary
      - we ship a single binary to servers we do not own
      - what compiles to a single binary
""",
}


class RunHere(Protocol):
    """Runs the command line in this process; errors meant for the user are raised."""

    def __call__(self, *arguments: str, knowledge: str | None = None, stdin: str | bytes = b"") -> Result:
        """What it printed, and its exit code."""
        ...


@dataclass(frozen=True, slots=True)
class Finished:
    """What a process left."""

    code: int
    out: bytes
    complaint: str  # what it wrote to standard error


class RunApart(Protocol):
    """Runs `python -m bot` in a process of its own, in an empty folder and without a terminal."""

    def __call__(self, *arguments: str | bytes, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> Finished:
        """What it left."""
        ...


def write_folder(folder: Path, files: Mapping[str, str]) -> str:
    """Write a text for each file stem into a knowledge folder, and return its path."""
    folder.mkdir(exist_ok=True)
    for stem, text in files.items():
        (folder / f"{stem}.yaml").write_text(text, encoding="utf-8")
    return str(folder)
