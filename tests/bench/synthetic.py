"""Made-up libraries of any size: plain FAQ entries about an office's software, four differently worded asks each.

The words are our own and the choice is seeded, so that a size always gives the same files, and each larger library
holds the smaller one.
"""

import itertools
import json
import random
from collections.abc import Iterator
from pathlib import Path

ASKS = 4  # of each entry
FILE_ENTRIES = 5_000  # in one file; the reader refuses files of more than 5 MB
SEED = 20

# What is done: its imperative, another way to say it, and its noun.
ACTIONS = (
    ("reset", "set back", "resetting"), ("export", "get out", "exporting"), ("rename", "retitle", "renaming"),
    ("archive", "put away", "archiving"), ("share", "give others", "sharing"), ("delete", "get rid of", "deleting"),
    ("restore", "bring back", "restoring"), ("merge", "put together", "merging"), ("lock", "freeze", "locking"),
    ("translate", "have in French", "translating"), ("print", "put on paper", "printing"), ("sign", "okay", "signing"),
    ("schedule", "plan ahead", "scheduling"), ("copy", "duplicate", "copying"), ("encrypt", "protect", "encrypting"),
    ("sort", "put in order", "sorting"), ("filter", "narrow down", "filtering"), ("audit", "check", "auditing"),
    ("import", "bring in", "importing"), ("publish", "make public", "publishing"),
)  # fmt: skip
THINGS = (
    "invoice", "travel claim", "holiday request", "payslip", "meeting room", "parking permit", "visitor badge",
    "purchase order", "contract", "timesheet", "shift plan", "stock list", "delivery note", "price list",
    "customer record", "mailing list", "newsletter", "survey", "training course", "exam result", "lab report",
    "patient file", "prescription", "recipe", "menu", "seating plan", "floor plan", "blueprint", "photo album",
    "playlist", "podcast", "chat history", "voice message", "signature", "password", "access key", "audit trail",
    "backup", "calendar", "address book",
)  # fmt: skip
PLACES = (
    "the warehouse app", "the staff portal", "the shop", "the mobile app", "the archive", "the billing system",
    "the kiosk", "the front desk", "the school site", "the clinic", "the call centre", "the field tablet",
    "the test account", "the partner login", "the night shift", "the Berlin office", "the canteen", "the library",
    "the showroom", "the garage",
)  # fmt: skip
WORDINGS = (
    "How do I {act} a {thing} in {place}?",
    "{place}: can't {act} the {thing}",
    "I need to {other} our {thing} and {place} doesn't let me",
    "who is allowed to {act} a {thing} from {place}",
    "{acting} a {thing} in {place}, is there a button for it?",
    "what happens to the {thing} when somebody wants to {other} it in {place}",
    "steps for {acting} the {thing} ({place})",
    "Is it possible to {other} more than one {thing} at once in {place}?",
    "my {thing} is wrong, do I have to {act} it through {place} or can you",
    "colleague asks about {acting} in {place}, it's her {thing}",
)


def write_library(folder: Path, entries: int) -> None:
    """Write a folder of that many entries; up to 16,000."""
    folder.mkdir(parents=True, exist_ok=True)
    written = _written_entries(entries)
    for number in range(-(-entries // FILE_ENTRIES)):
        text = "entries:\n" + "".join(itertools.islice(written, FILE_ENTRIES))
        (folder / f"office{number}.yaml").write_text(text, encoding="utf-8")


def _written_entries(count: int) -> Iterator[str]:
    """The entries as YAML; JSON's strings and lists are YAML too."""
    chance = random.Random(SEED)  # noqa: S311  repeatable, not secret
    subjects = list(itertools.product(ACTIONS, THINGS, PLACES))
    chance.shuffle(subjects)
    for number, ((act, other, acting), thing, place) in enumerate(subjects[:count]):
        words = {"act": act, "other": other, "acting": acting, "thing": thing, "place": place}
        asks = [wording.format_map(words) for wording in chance.sample(WORDINGS, ASKS)]
        yield (
            f"  - id: office{number // FILE_ENTRIES}.e{number}\n"
            f"    title: {json.dumps(f'{acting.capitalize()} a {thing} in {place}')}\n"
            f"    answer: {json.dumps(f'Open the {thing} in {place} and choose {act}.')}\n"
            f"    asks: {json.dumps(asks)}\n"
        )
