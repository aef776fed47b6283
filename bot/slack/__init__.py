"""SLACK: the app, what comes in, one file per activity, and the courier that takes messages out."""
