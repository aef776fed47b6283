"""What an answer rested on, as it was written down when the answer was given."""

from collections.abc import Iterator

from bot.conversation.records import Asked, Given
from bot.slack.blocks.card import Block, Card
from bot.slack.blocks.mrkdwn import Mrkdwn, code, context, escape, joined, plain, quiet
from bot.slack.blocks.rich import rich_code, rich_quote

QUESTION_LIMIT = 300  # characters
CHUNK_LIMIT = 2_800  # of an explanation in one block
CHUNKS_LIMIT = 3
LINE_LIMIT = 300
EVIDENCE_LIMIT = 12  # entries
HASH_SHOWN = 8  # characters


def why_card(asked: Asked, given: Given) -> Card:
    """The stored explanation of an answer."""
    blocks = [
        {"type": "header", "text": plain("Why this answer", 150)},
        rich_quote(asked.text, QUESTION_LIMIT),
        *(rich_code(chunk) for chunk in _chunks(given.explanation)),
        *_evidence(given),
        context(_small_print(asked, given)),
    ]
    return Card(quiet(f"Why this answer: {asked.text}", QUESTION_LIMIT), tuple(blocks))


def _evidence(given: Given) -> Iterator[Block]:
    """The entries it rests on, each with the start of the hash that its content had then."""
    rested = [
        joined(" ", code(item.entry, LINE_LIMIT), code(item.content_hash[:HASH_SHOWN]))
        for item in given.evidence[:EVIDENCE_LIMIT]
    ]
    if rested:
        yield context(joined(" ", escape("Rested on, with the hash of each entry then:"), joined(", ", *rested)))


def _small_print(asked: Asked, given: Given) -> Mrkdwn:
    wording = f"wording added by {given.phrased_by}" if given.phrased_by else "worded without a model"
    return joined(
        " · ",
        escape(f"Asked {asked.asked_at:%Y-%m-%d %H:%M} UTC"),
        joined(" ", escape("knowledge"), code(given.knowledge_version, 100)),
        joined(" ", escape("answer"), code(given.question, 100)),
        escape(wording, 200),
    )


def _chunks(explanation: str) -> list[str]:
    """The lines in as many blocks as they need; what is beyond the last is left out."""
    chunks = [""]
    for line in explanation.splitlines() or ["Nothing was written down."]:
        cut = line if len(line) <= LINE_LIMIT else f"{line[: LINE_LIMIT - 1]}…"
        if len(chunks[-1]) + len(cut) >= CHUNK_LIMIT:
            chunks.append("")
        chunks[-1] += f"{cut}\n"
    rest = [f"{chunks[CHUNKS_LIMIT - 1]}…"] if len(chunks) > CHUNKS_LIMIT else chunks[CHUNKS_LIMIT - 1 : CHUNKS_LIMIT]
    return [*chunks[: CHUNKS_LIMIT - 1], *rest]
