"""What was measured in Slack, as Markdown."""

from tests.bench.slack.measuring import BURST, FAST, MENTION_RATE, MENTIONS, MODEL_S, STEADY, Measured, percentile_ms
from tests.bench.table import rows_of

INTRO = """## Slack

`stackbot run` as a process of its own over Socket Mode, the fake Slack and the crowd in another, on one machine; beside
it a bare Bolt app with a listener that only acks, in the same run. Each command is a question of its own, kept durably
before its ack. The burst is {burst} commands at once, ours with a model that takes {model:.0f} seconds.
"""


def slack_part(measured: Measured) -> str:
    """The part on Slack: ours beside the bare app, then what only ours does."""
    ours, bare = measured.ours, measured.bare
    beside = [
        (f"command to ack at {STEADY}/s, p50", _ms(ours.steady.ms(50)), _ms(bare.steady.ms(50))),
        (f"command to ack at {STEADY}/s, p99", _ms(ours.steady.ms(99)), _ms(bare.steady.ms(99))),
        (f"command to ack at {FAST}/s, p99", _ms(ours.fast.ms(99)), _ms(bare.fast.ms(99))),
        (f"acks a second when {FAST}/s are sent", f"{ours.fast.rate:.0f}", f"{bare.fast.rate:.0f}"),
        (f"{BURST} at once: acked within a second", str(ours.burst.within(1)), str(bare.burst.within(1))),
        (f"{BURST} at once: the last ack", _ms(ours.burst.ms(100)), _ms(bare.burst.ms(100))),
        ("from start to ready", _s(ours.ready_s), _s(bare.ready_s)),
    ]
    mention_name = f"mention to posted card at {MENTION_RATE}/s (N={MENTIONS})"
    alone = [
        (f"{mention_name}, p50", _ms(percentile_ms(measured.mention_s, 50))),
        (f"{mention_name}, p99", _ms(percentile_ms(measured.mention_s, 99))),
        *((f"memory after {number:,} questions", f"{held:.0f} MB") for number, held in measured.memory_mb.items()),
    ]
    intro = INTRO.format(burst=BURST, model=MODEL_S)
    return "\n".join((intro, rows_of(("", "ours", "bare Bolt"), beside), rows_of(("", "ours"), alone)))


def _ms(value: float) -> str:
    return f"{value:.1f} ms"


def _s(value: float) -> str:
    return f"{value:.2f} s"
