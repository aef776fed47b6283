"""Block Kit, whatever it has to show."""
