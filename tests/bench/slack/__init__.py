"""How fast the bot is in Slack: a process of its own, the fake Slack in ours, and a bare Bolt app beside it."""
