"""The benchmark: ours beside other engines on the golden questions, and what ours costs as knowledge grows."""
