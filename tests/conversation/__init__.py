"""Tests of what we advise."""
