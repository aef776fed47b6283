"""Block Kit: pure functions from what is to be said to the JSON that Slack shows."""
