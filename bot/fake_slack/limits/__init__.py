"""What Slack would refuse in the blocks of a message or a view, by its documented limits.

https://docs.slack.dev/reference/block-kit and, where that is silent, what others measured. Everything is looked at as
any JSON may be, so that a wrong shape is a problem and never an exception.
"""

from bot.fake_slack.limits.blocks import MOST_MARKDOWN
from bot.fake_slack.limits.values import text_size
from bot.fake_slack.limits.whole import problems

__all__ = ["MOST_MARKDOWN", "problems", "text_size"]
