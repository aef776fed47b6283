"""The Slack room."""
