"""Decisions as files: MADR and older formats, JSON, CSV and a page for a browser. Pure: texts in, texts out."""
