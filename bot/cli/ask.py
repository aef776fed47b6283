"""`stackbot ask`: one question from the arguments, or a batch of them as JSON lines from standard input."""

import io
import json
import sys
from typing import Annotated

import typer

from bot.advice.advisor import Advisor
from bot.advice.answer import Answer
from bot.advice.explanation import explained
from bot.advice.markdown import answer_markdown
from bot.advice.plain import answer_data
from bot.advice.question import Question, read_question
from bot.cli.batch import answer_lines
from bot.cli.door import checked_text, desk, stdin_text
from bot.errors import QuestionError
from bot.wiring.desk import today


def ask(
    context: typer.Context,
    question: Annotated[
        list[str] | None, typer.Argument(help="The question; `-` reads it from standard input.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole answer as JSON.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the answer as Markdown.")] = False,
    why: Annotated[bool, typer.Option("--why", help="Also print what the answer rests on.")] = False,
    jsonl: Annotated[
        bool,
        typer.Option("--jsonl", help='Read {"id", "text"} or {"id", "thread"} a line, write an answer a line.'),
    ] = False,
) -> None:
    """Answer a question about a backend stack; also when the answer is that it doesn't know, the exit code is 0."""
    if as_json + markdown + jsonl > 1:
        raise QuestionError("Choose one of --json, --markdown and --jsonl.")
    if jsonl:
        _answer_batch(context, question)
        return
    words = " ".join(question or [])
    read = read_question(stdin_text() if words == "-" else checked_text(words))
    advisor = desk(context).advisor
    answer = advisor.ask(read, today())
    if as_json:
        _print_json(answer, advisor, read if why else None)
        return
    _show(answer, markdown=markdown)
    if why:
        print(f"\n{explained(advisor.consider(read), advisor.library)}")  # noqa: T201


def _answer_batch(context: typer.Context, question: list[str] | None) -> None:
    if question:
        raise QuestionError("--jsonl reads questions from standard input; leave the question out.")
    source = sys.stdin.buffer if sys.stdin else io.BytesIO()
    sink = sys.stdout.buffer if sys.stdout else io.BytesIO()
    answer_lines(desk(context).advisor, today(), source, sink)


def _print_json(answer: Answer, advisor: Advisor, explain: Question | None) -> None:
    data = answer_data(answer)
    if explain is not None:
        data["explanation"] = explained(advisor.consider(explain), advisor.library)
    print(json.dumps(data, default=str, indent=2))  # noqa: T201


def _show(answer: Answer, *, markdown: bool) -> None:
    if markdown:
        print(answer_markdown(answer))  # noqa: T201
        return
    from rich.console import Console

    from bot.cli.terminal import answer_view

    Console().print(answer_view(answer))
