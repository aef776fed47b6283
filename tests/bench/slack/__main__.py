"""`python -m tests.bench.slack`: the part on Slack alone, printed and not written. Takes some minutes."""

from bot.settings import read_settings
from tests.bench.slack.measuring import measured
from tests.bench.slack.report import slack_part


def main() -> None:
    """Measure and print."""
    print(slack_part(measured(read_settings().cache_dir / "bench" / "slack")))


if __name__ == "__main__":
    main()
