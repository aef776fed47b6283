"""`stackbot chat`: the desk in the terminal, without Slack."""

import sys
from collections.abc import Sequence

import typer

from bot.advice.answer import Answer
from bot.advice.explanation import explained
from bot.advice.question import read_question
from bot.cli.door import checked_text, desk, settings
from bot.knowledge.shelf import KnowledgeShelf
from bot.wiring.desk import knowledge_folders, today


def chat(context: typer.Context) -> None:
    """Ask questions at a prompt; without a terminal, answer three samples and end."""
    from rich.console import Console

    from bot.cli.desk import run_desk, run_samples

    session = _Session(context)
    if sys.stdin and sys.stdin.isatty():
        run_desk(session.ask, session.explain, session.reload, Console())
    else:
        run_samples(session.ask, Console())


class _Session:
    """The desk in use; a reload replaces it only when the new knowledge loads."""

    def __init__(self, context: typer.Context) -> None:
        self._context = context
        self._shelf = KnowledgeShelf(knowledge_folders(settings(context).knowledge))
        self._desk = desk(context, self._shelf.current)

    def ask(self, text: str) -> Answer:
        """The answer to a line typed at the prompt."""
        return self._desk.advisor.ask(read_question(checked_text(text)), today())

    def explain(self, text: str) -> str:
        """What the answer to a line rests on."""
        advisor = self._desk.advisor
        return explained(advisor.consider(read_question(checked_text(text))), advisor.library)

    def reload(self) -> Sequence[str]:
        """Read the knowledge again; the problems for which the old one was kept, or nothing."""
        problems = self._shelf.reload()
        if not problems:
            self._desk = desk(self._context, self._shelf.current)
        return problems
