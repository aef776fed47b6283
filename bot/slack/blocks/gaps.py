"""What the knowledge did not serve, by the entry nearest to it; and a draft to mend it with.

The draft is an entry in the format of a plain FAQ and a golden case, both to be pasted. What is measured with must not
be taught, so one question goes into the case and the others into the entry.
"""

import re
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

import yaml

from bot.conversation.records import Gap, Lack, Reason
from bot.knowledge.entries import EntryId, Library
from bot.slack.blocks.actions import DRAFT_ENTRY
from bot.slack.blocks.card import Block, Card
from bot.slack.blocks.limits import HEADER_LIMIT, LABEL_LIMIT, fitted
from bot.slack.blocks.mrkdwn import Mrkdwn, bold, code, context, escape, joined, plain, quiet, section, seen
from bot.slack.blocks.rich import rich_code, rich_quote, rich_quotes

NOWHERE = "none"  # the value of the button for questions that are near no entry
GROUPS_LIMIT = 10
EXAMPLES_LIMIT = 2  # of a group
COMMENTS_LIMIT = 3  # of a group
TEXT_LIMITS = (300, 150, 80, 40)  # characters of one text, the first with which all fits

ASKS_LIMIT = 20  # in a draft
ASK_LIMITS = (500, 250, 120, 60)  # characters
TITLE_LIMIT = 300  # characters; what the knowledge takes
NEW_ANSWER = "Write the answer here, in one or two sentences."
NEW_ASK = "Write here how somebody else would ask it."
NEW_CASE = "Write here how yet somebody else would ask it."

_SLUG_WORDS = 6
_SLUG_LIMIT = 60  # characters


def gaps_card(gaps: Sequence[Gap], library: Library, since: datetime) -> Card:
    """The largest groups of gaps, each with a button for a draft; `gaps` are newest first."""
    day = f"{since:%Y-%m-%d}"
    if not gaps:
        return Card(quiet(f"No gaps since {day}."), (section(escape(f"Every question since {day} was served.")),))
    title = f"Not served since {day}: {len(gaps):,} {'question' if len(gaps) == 1 else 'questions'}"
    groups = _largest_first(gaps)

    def made(limit: int) -> Card:
        shown = enumerate(groups[:GROUPS_LIMIT], start=1)
        blocks = [block for number, group in shown for block in _group(group, library, number, limit)]
        return Card(quiet(title), ({"type": "header", "text": plain(title, HEADER_LIMIT)}, *blocks, *_rest(groups)))

    return fitted(made, TEXT_LIMITS)


def draft_card(gaps: Sequence[Gap], near: str) -> Card:
    """An entry and a golden case made of the questions that are nearest to the entry `near`, or to none."""

    def made(limit: int) -> Card:
        texts = _texts([gap for gap in gaps if (gap.near or NOWHERE) == near], limit)
        name = f"faq.{_slug(texts[0] if texts else '')}"
        where = "Paste the entry under entries: of knowledge/faq.yaml, and write its title and its answer."
        case = "Then paste the case into tests/golden.yaml; its question is none of the entry's, on purpose."
        blocks = (section(escape(where)), rich_code(_entry(name, texts)), section(escape(case)))
        return Card(quiet(f"A draft for {name}"), (*blocks, rich_code(_case(name, texts)), *_nearness(near)))

    return fitted(made, ASK_LIMITS)


def _largest_first(gaps: Sequence[Gap]) -> list[list[Gap]]:
    """The gaps by the entry nearest to them; of two groups of a size that with the newest gap comes first."""
    groups: dict[EntryId | None, list[Gap]] = {}
    for gap in gaps:
        groups.setdefault(gap.near, []).append(gap)
    return sorted(groups.values(), key=len, reverse=True)


def _group(group: Sequence[Gap], library: Library, number: int, limit: int) -> Iterator[Block]:
    near = group[0].near
    button = {
        "type": "button",
        "action_id": f"{DRAFT_ENTRY}_{number}",
        "text": plain("Draft an entry", LABEL_LIMIT),
        "value": near or NOWHERE,
    }
    yield {
        **section(joined("\n", _title(near, library, limit), escape(_counts(group)), escape(_reasons(group)))),
        "accessory": button,
    }
    for text in _texts(group, limit)[:EXAMPLES_LIMIT]:
        yield rich_quote(text, limit)
    yield from _comments(group, limit)


def _title(near: EntryId | None, library: Library, limit: int) -> Mrkdwn:
    if near is None:
        return bold(escape("Near no entry"))
    entry = library.entries.get(near)
    title = bold(escape(entry.title, limit)) if entry else escape("An entry that is gone")
    return joined(" ", title, code(near, limit))


def _counts(group: Sequence[Gap]) -> str:
    counts = Counter(gap.lack for gap in group)
    return ", ".join(f"{counts[lack]:,} {lack.value}" for lack in Lack if counts[lack])


def _reasons(group: Sequence[Gap]) -> str:
    counts = Counter(why.reason for gap in group for why in gap.objections)
    said = [f"{counts[reason]:,} {reason.value}" for reason in Reason if counts[reason]]
    said += [f"{counts[None]:,} without a reason"] if counts[None] else []
    return f"Reasons: {', '.join(said)}" if said else ""


def _comments(group: Sequence[Gap], limit: int) -> Iterator[Block]:
    """What people wrote who disliked an answer, the last of it."""
    comments = [text for gap in group for why in gap.objections if (text := seen(why.comment, limit))]
    more = len(comments) > COMMENTS_LIMIT
    lead = f"It should have said, the last {COMMENTS_LIMIT} of {len(comments):,}:" if more else "It should have said:"
    if comments:
        yield rich_quotes(lead, comments[:COMMENTS_LIMIT], limit)


def _rest(groups: Sequence[Sequence[Gap]]) -> Iterator[Block]:
    if rest := groups[GROUPS_LIMIT:]:
        noun = "group" if len(rest) == 1 else "groups"
        yield context(escape(f"and {sum(map(len, rest)):,} more in {len(rest):,} smaller {noun}"))


def _texts(gaps: Sequence[Gap], limit: int) -> list[str]:
    """Different questions, newest first; one that somebody had erased is empty and left out."""
    different: dict[str, str] = {}
    for text in (seen(gap.text, limit) for gap in gaps):
        different.setdefault(_folded(text), text)
    return [text for text in different.values() if text]


def _folded(text: str) -> str:
    """What two questions share that differ in case and punctuation alone."""
    return " ".join("".join(one if one.isalnum() else " " for one in text.lower()).split())


def _slug(text: str) -> str:
    words = re.findall(r"[a-z0-9]+", text.lower())[:_SLUG_WORDS]
    return "-".join(words)[:_SLUG_LIMIT].strip("-") or "new-entry"


def _entry(name: str, texts: Sequence[str]) -> str:
    taught = texts[: max(1, len(texts) - 1)][:ASKS_LIMIT] or [NEW_ASK]
    return _yaml(
        [{"id": name, "title": seen(taught[0], TITLE_LIMIT), "answer": NEW_ANSWER, "asks": list(taught)}], indent=2
    )


def _case(name: str, texts: Sequence[str]) -> str:
    """The golden case, with the oldest question; with words to replace where there is only one."""
    asked = texts[-1] if len(texts) > 1 else NEW_CASE
    return _yaml([{"id": name.replace(".", "-"), "text": asked, "kind": "in_scope", "accept": [name], "pick": None}])


def _yaml(items: list[dict[str, object]], indent: int = 0) -> str:
    """Every text on one line, however long, so that nothing is read otherwise than it is shown."""
    written = yaml.safe_dump(items, sort_keys=False, allow_unicode=True, width=1_000_000, default_flow_style=False)
    return textwrap.indent(written.rstrip("\n"), " " * indent)


def _nearness(near: str) -> Iterator[Block]:
    if near != NOWHERE:
        yield context(joined(" ", escape("The nearest entry so far is"), code(near, ASK_LIMITS[1])))
