"""The command line, through its door."""
