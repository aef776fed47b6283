"""`stackbot kb`: the knowledge as an editor sees it: lint, show, export, diff, version."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.door import settings
from bot.errors import KnowledgeError, StackbotError
from bot.knowledge.diff import changed_entries
from bot.knowledge.entries import EntryId, Library
from bot.knowledge.export import exported, exported_entry
from bot.knowledge.finding import Finding
from bot.knowledge.lint import lint
from bot.knowledge.loading import load_library
from bot.wiring.desk import builtin_folder, knowledge_folders

app = typer.Typer(help="Look at the knowledge, and check it.", no_args_is_help=True, rich_markup_mode=None)


def _library(context: typer.Context) -> Library:
    return load_library(knowledge_folders(settings(context).knowledge))


@app.command("lint")
def check(
    context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="Print findings as JSON.")] = False
) -> None:
    """Check the knowledge; exit 1 where there is an error."""
    try:
        library = _library(context)
        findings = lint(library)
        summary = f"{len(library.entries)} entries, {sum(len(e.asks) for e in library.entries.values()):,} asks"
    except KnowledgeError as error:
        findings = [Finding("error", *_split(problem)) for problem in error.problems]
        summary = "the knowledge does not load"
    errors = sum(finding.severity == "error" for finding in findings)
    if as_json:
        print(json.dumps({"errors": errors, "findings": [asdict(finding) for finding in findings]}, indent=2))  # noqa: T201
    else:
        for finding in findings:
            print(f"{finding.severity}: {finding.where}: {finding.message}")  # noqa: T201
        print(f"{summary}: {errors} errors, {len(findings) - errors} warnings")  # noqa: T201
    if errors:
        raise typer.Exit(1)


@app.command()
def show(context: typer.Context, id_: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Print one entry."""
    library = _library(context)
    entry = library.entries.get(EntryId(id_))
    if entry is None:
        close = [known for known in library.entries if known.startswith(id_.partition(".")[0])]
        raise StackbotError(f"There is no entry {id_}. {'Near it: ' + ', '.join(close) if close else 'See kb export.'}")
    print(json.dumps(exported_entry(entry, library), indent=2, ensure_ascii=False))  # noqa: T201


@app.command()
def export(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="JSON is the one format there is.")] = True,  # noqa: ARG001
) -> None:
    """Print all entries with all their fields as JSON."""
    print(json.dumps(exported(_library(context)), indent=2, ensure_ascii=False))  # noqa: T201


@app.command()
def version(context: typer.Context) -> None:
    """Print the hash of the knowledge's content."""
    print(_library(context).version)  # noqa: T201


@app.command()
def diff(
    context: typer.Context,
    old: Annotated[str, typer.Argument(help="Knowledge folders, joined like a PATH.")],
    new: Annotated[str, typer.Argument(help="The same for the other side.")],
    questions: Annotated[
        Path | None, typer.Option(help="Labelled questions to ask both; in a clone, tests/golden.yaml unless told.")
    ] = None,
) -> None:
    """Print which entries changed, and on which questions the pick or the sources did."""
    before, after = load_library(knowledge_folders(old)), load_library(knowledge_folders(new))
    changes = changed_entries(before, after)
    for name in ("added", "removed", "changed"):
        for id_ in getattr(changes, name):
            print(f"{name}: {id_}")  # noqa: T201
    asked = questions or builtin_folder().parent / "tests" / "golden.yaml"
    if before.version == after.version:
        print("no difference")  # noqa: T201
    elif questions or asked.is_file():
        _print_flips(context, before, after, asked)
    else:
        print("no questions to compare picks on; give a file with --questions", file=sys.stderr)  # noqa: T201


def _print_flips(context: typer.Context, before: Library, after: Library, asked: Path) -> None:
    from bot.cli.evaluate import judge, read_cases
    from bot.wiring.desk import learned_desk

    cases = read_cases(asked)
    sides = [judge(learned_desk(library, settings(context)), cases) for library in (before, after)]
    flips = citations = 0
    for one, other in zip(*sides, strict=True):
        if one.answer.pick != other.answer.pick:
            flips += 1
            print(f"pick: {one.case.id}: {one.answer.pick} -> {other.answer.pick}")  # noqa: T201
        cited = [sorted(citation.entry for citation in side.answer.sources) for side in (one, other)]
        if cited[0] != cited[1]:
            citations += 1
            print(f"sources: {one.case.id}: {', '.join(cited[0])} -> {', '.join(cited[1])}")  # noqa: T201
    print(f"{len(cases)} questions: {flips} picks flipped, {citations} with other sources")  # noqa: T201


def _split(problem: str) -> tuple[str, str]:
    """A problem's place and what is wrong there."""
    where, _, what = problem.partition(": ")
    return where, what or problem
