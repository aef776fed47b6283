"""Stack Advisor: choose a backend stack, and remember what was chosen."""
