"""What was decided: records, their lives, what they rest on, and what the team hears of them. Pure."""
