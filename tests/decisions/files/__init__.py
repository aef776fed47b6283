"""Tests of decisions as files."""
