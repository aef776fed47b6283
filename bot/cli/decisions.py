"""`stackbot decisions`: what was decided, as an operator sees it: list, show, export, import.

Records of private channels are shown and exported only where `--private` asks for them.
"""

import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from bot.cli.door import opened_store, team_named
from bot.decisions.change import Act
from bot.decisions.files.front_matter import day, status_line
from bot.decisions.files.typed_text import in_line
from bot.decisions.record import EVERYWHERE, NO_ONE, Decision, DecisionId, Person, Status
from bot.decisions.search import Search
from bot.errors import DecisionError
from bot.ids import TeamId

if TYPE_CHECKING:
    from bot.store.store import Store

OPERATOR = "operator"

app = typer.Typer(help="Look at decisions, and carry them out and in.", no_args_is_help=True, rich_markup_mode=None)

Team: TypeAlias = Annotated[str, typer.Option(help="The workspace's id; needed where the database has several.")]
Private: TypeAlias = Annotated[bool, typer.Option("--private", help="With the records of private channels.")]


class Format(StrEnum):
    """What an export writes."""

    MADR = "madr"
    JSON = "json"
    CSV = "csv"
    HTML = "html"


@app.command("list")
def list_(
    context: typer.Context,
    words: Annotated[list[str] | None, typer.Argument(help="Words that all stand in the record.")] = None,
    status: Annotated[Status | None, typer.Option(help="Only those in this status.")] = None,
    topic: Annotated[str, typer.Option(help="Only those on this topic.")] = "",
    by: Annotated[str, typer.Option(help="Only those that this person decided or logged.")] = "",
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only those since this day.")] = None,
    team: Team = "",
    private: Private = False,
) -> None:
    """Print the decisions, newest first, a line each."""
    wanted = Search(tuple(words or ()), status, topic, Person(by) or NO_ONE, since=since.date() if since else None)
    with opened_store(context) as store:
        for decision in _found(store, team_named(store, team), wanted, private=private):
            print(f"{decision.name}  {status_line(decision)}  {day(decision)}  {in_line(decision.title)}")  # noqa: T201


@app.command()
def show(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ADR-NUMBER", help="Such as ADR-0007, or 7.")],
    team: Team = "",
    private: Private = False,
) -> None:
    """Print one decision as a MADR file."""
    from bot.decisions.files.exporting import exportable, file_name, madr_folder

    with opened_store(context) as store:
        decisions = exportable(store.all_decisions(team_named(store, team)), private=private)
    number = name.upper().removeprefix("ADR-").lstrip("0")
    found = next((one for one in decisions if str(one.number) == number), None)
    if found is None:
        raise DecisionError(f"There is no decision {name}, or it is of a private channel; see: stackbot decisions list")
    print(madr_folder(decisions)[file_name(found)], end="")  # noqa: T201


@app.command()
def export(
    context: typer.Context,
    to: Annotated[
        Path | None, typer.Argument(metavar="PATH", help="A folder for madr, else a file or nothing.")
    ] = None,
    format_: Annotated[Format, typer.Option("--format", help="madr: a folder of files and an index.")] = Format.MADR,
    git: Annotated[Path | None, typer.Option(metavar="REPO", help="Commit to a branch of this clone instead.")] = None,
    branch: Annotated[str, typer.Option(help="The branch that --git commits to.")] = "decisions",
    folder: Annotated[str, typer.Option(help="The folder in the repository of --git.")] = "docs/decisions",
    team: Team = "",
    private: Private = False,
) -> None:
    """Write the decisions to files, or a single file to standard output; never drafts."""
    from bot.decisions.files.exporting import exportable

    with opened_store(context) as store:
        decisions = exportable(store.all_decisions(team_named(store, team)), private=private)
    if git is not None:
        if format_ is not Format.MADR or to is not None:
            raise DecisionError("With --git, MADR files go to a branch: leave the path and --format out.")
        _commit(git, branch, folder, decisions)
    elif format_ is Format.MADR:
        _write_folder(to, decisions)
    else:
        _write_file(to, format_, decisions)


@app.command("import")
def import_(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="The folder with MADR files, or those of adr-tools.")],
    by: Annotated[str, typer.Option(help="Who imports: a member id or a name.")] = OPERATOR,
    decided_by: Annotated[
        list[str] | None, typer.Option(help="Who decided where a file does not say; may be given several times.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report, and write nothing.")] = False,
    team: Team = "",
) -> None:
    """Read a folder of decisions, all of it or nothing; what had to be guessed goes to standard error."""
    from bot.cli.decision_files import folder_files
    from bot.conversation.records import Exchange
    from bot.decisions.files.importing import Importing, read_folder

    act = Act(Person(by), datetime.now(UTC))
    with opened_store(context) as store:
        where = team_named(store, team)
        deciders = tuple(map(Person, decided_by or ()))
        importing = Importing(where, store.all_decisions(where), act, lambda: DecisionId(token_hex(5)), deciders)
        imported = read_folder(folder_files(folder), importing)
        for guess in imported.guesses:
            print(f"guessed: {guess}", file=sys.stderr)  # noqa: T201
        for name in imported.skipped:
            print(f"skipped: {name}: its name begins with no number", file=sys.stderr)  # noqa: T201
        if imported.changes and not dry_run:
            store.record(Exchange(where, (f"import {token_hex(8)}",), act.at, changes=imported.changes))
    verb = "would be imported" if dry_run else "imported"
    print(f"{len(imported.changes):,} {verb}, {len(imported.known):,} known already")  # noqa: T201


def _found(store: "Store", team: TeamId, wanted: Search, *, private: bool) -> list[Decision]:
    """What fits, newest first: public records, and where asked those that a private channel alone may see."""
    from dataclasses import replace

    places = {one.private_to for one in store.all_decisions(team)} if private else set()
    found: dict[int, Decision] = {}
    for place in {EVERYWHERE, *places}:
        search = replace(wanted, seen_from=place)
        while page := store.decisions_found(team, search).decisions:
            found.update({one.number: one for one in page})
            search = replace(search, page=search.page + 1)
    return [found[number] for number in sorted(found, reverse=True)]


def _commit(clone: Path, branch: str, folder: str, decisions: tuple[Decision, ...]) -> None:
    from bot.cli.decision_files import commit_changes
    from bot.cli.git_branch import Branch

    count = commit_changes(Branch(clone, branch), folder, decisions)
    print(f"{count:,} commits on the branch {branch}, for {len(decisions):,} decisions")  # noqa: T201


def _write_folder(folder: Path | None, decisions: tuple[Decision, ...]) -> None:
    from bot.cli.decision_files import write_folder

    if folder is None:
        raise DecisionError("Name a folder for the MADR files, such as: stackbot decisions export docs/decisions")
    changed, foreign = write_folder(folder, decisions)
    for name in foreign:
        print(f"{name}: has a number of ours and is none of ours; it was left alone", file=sys.stderr)  # noqa: T201
    print(f"{changed:,} files changed, for {len(decisions):,} decisions")  # noqa: T201


def _write_file(file: Path | None, format_: Format, decisions: tuple[Decision, ...]) -> None:
    from bot.cli.decision_files import write_text
    from bot.decisions.files.page import as_page
    from bot.decisions.files.tabular import as_csv, as_json

    write = {Format.JSON: as_json, Format.CSV: as_csv, Format.HTML: as_page}[format_]
    text = write(decisions)
    if file is None:
        sys.stdout.write(text)
    else:
        write_text(file, text)
        print(f"{len(decisions):,} decisions written to {file}")  # noqa: T201
