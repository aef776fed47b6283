"""Introduces the rooms to each other: the only place that picks implementations."""
