"""The desk in the terminal: a prompt that takes questions, and a few words for what comes after an answer.

It knows nothing of how an answer is found: what asks, explains and reloads is passed in, and so is what reads a line.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress

from rich.console import Console
from rich.text import Text

from bot.advice.answer import Answer
from bot.advice.markdown import one_line
from bot.cli.terminal import answer_view, fitting
from bot.errors import StackbotError

PROMPT = "stack> "
GREETING = "Ask which stack to build on. `help` lists what else there is, `quit` ends."
HELP = """\
a question  is answered, or you are told that it is not known
1, 2, ...   picks from the choices when you were asked back
why         shows what the last answer rests on
reload      reads the knowledge again
quit        ends, as Ctrl-D and Ctrl-C do"""
SAMPLES = (
    "Node or Python for a multiplayer game with LLM characters?",
    "How long is a cold start on AWS Lambda?",
    "Should we write the backend in Rust?",
)

Ask = Callable[[str], Answer]


def run_desk(
    ask: Ask,
    explain: Callable[[str], str],
    reload: Callable[[], Sequence[str]],
    console: Console,
    *,
    read_line: Callable[[str], str] = input,
) -> None:
    """Answer lines until `quit` or their end.

    `reload` returns the problems for which the old knowledge was kept. `read_line` is given the prompt and raises
    EOFError at the end.
    """
    _remember_lines()
    desk = _Desk(ask, explain, reload, console)
    console.print(Text(GREETING))
    with suppress(EOFError, KeyboardInterrupt):
        while desk.takes(_next_line(read_line, console)):
            pass
    console.print()


def run_samples(ask: Ask, console: Console) -> None:
    """Answer the sample questions, as for someone who has no terminal to type in."""
    for question in SAMPLES:
        console.print(Text(f"{PROMPT}{question}"), answer_view(ask(question)), Text(), sep="\n")


class _Desk:
    """What is remembered between two lines."""

    def __init__(
        self, ask: Ask, explain: Callable[[str], str], reload: Callable[[], Sequence[str]], console: Console
    ) -> None:
        self._ask = ask
        self._explain = explain
        self._reload = reload
        self._console = console
        self._question = ""
        self._answer: Answer | None = None

    def takes(self, line: str) -> bool:
        """Do what the line says; False when it says to end."""
        words = line.strip()
        if words.lower() in {"quit", "exit"}:
            return False
        try:
            self._obey(words)
        except StackbotError as error:
            self._say(str(error), "red")
        return True

    def _obey(self, words: str) -> None:
        match words.lower():
            case "":
                return
            case "help":
                self._console.print(Text(HELP))
            case "why":
                self._show_why()
            case "reload":
                self._read_again()
            case number if number.isdecimal():
                self._choose(number)
            case _:
                self._answer_to(words)

    def _answer_to(self, question: str) -> None:
        answer = self._ask(question)
        self._question, self._answer = question, answer
        self._console.print(answer_view(answer))
        if answer.clarification:
            self._say("Type the number of a choice, or ask in other words.", "dim")

    def _show_why(self) -> None:
        self._say(
            self._explain(self._question) if self._question else "Ask something first; `why` explains its answer."
        )

    def _read_again(self) -> None:
        problems = self._reload()
        if not problems:
            self._say("The knowledge was read again.", "green")
            return
        self._say("\n".join(problems))
        self._say(f"The knowledge in use stays as it was; problems found: {len(problems)}.", "yellow")

    def _choose(self, number: str) -> None:
        clarification = self._answer.clarification if self._answer else None
        if self._answer is None or clarification is None:
            self._say("There is nothing to choose from. Ask a question in words.", "yellow")
        elif settled := self._answer.settled(int(number[:9])):
            self._answer_to(settled)
        else:
            self._say(f"Choose a number from 1 to {len(clarification.choices)}.", "yellow")

    def _say(self, text: str, style: str = "") -> None:
        _say(self._console, text, style)


def _say(console: Console, text: str, style: str = "") -> None:
    """Print lines as they are, with their indentation and without control characters."""
    for line in text.splitlines():
        indent = line[: len(line) - len(line.lstrip(" "))]
        console.print(fitting(Text(indent + one_line(line), style)), soft_wrap=True)


def _next_line(read_line: Callable[[str], str], console: Console) -> str:
    """The next line; an empty one where what was typed is no text."""
    try:
        return read_line(PROMPT)
    except UnicodeDecodeError:
        _say(console, "That line is not UTF-8 text.", "red")
        return ""


def _remember_lines() -> None:
    """Let the arrow keys bring back earlier lines, where the system has readline."""
    with suppress(ImportError):
        import readline  # noqa: F401  to import it is all it takes
