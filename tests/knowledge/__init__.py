"""Tests of what the bot knows."""
