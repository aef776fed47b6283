"""What the bot can do, with examples."""

from bot.slack.blocks.card import Card
from bot.slack.blocks.limits import FALLBACK_LIMIT
from bot.slack.blocks.mrkdwn import bold, code, context, escape, joined, quiet, section

EXAMPLES = (
    "Node or Python for a chat app with an LLM?",
    "How long is a cold start on AWS Lambda?",
    "We know Django and need live cursors. What should we build on?",
)


def help_card(command: str) -> Card:
    """Help; `command` is the name under which the command was typed."""
    asking = [joined(" ", escape("•"), code(f"{command} {example}")) for example in EXAMPLES]
    more = (
        ("why <answer>", "what an answer rests on, by the id at its foot"),
        ("settings", "when I speak in this channel"),
        ("gaps", "what I could not answer, for owners"),
        ("privacy", "what is kept, and for how long"),
        ("forget me", "erases what is kept of you"),
    )
    words = [joined(" ", escape("•"), code(f"{command} {word}"), escape(f"– {meaning}")) for word, meaning in more]
    elsewhere = "Mention me in a channel or a thread, write me directly, or choose “Ask about this” on a message."
    return Card(
        quiet(f"Ask me which backend stack to build on, for example: {command} {EXAMPLES[0]}", FALLBACK_LIMIT),
        (
            section(joined("\n", bold(escape("Ask me which backend stack to build on")), *asking)),
            section(escape(elsewhere)),
            section(joined("\n", bold(escape("And more")), *words)),
            context(escape("Answers to the command are seen by you alone, until you share them.")),
        ),
    )
