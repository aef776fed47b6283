"""What we know: entries with their sources, and what surrounds them, read from folders of YAML.

Pure but for one thing: loading a knowledge folder reads its files.
"""
