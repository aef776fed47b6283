"""Small knowledge files, and what loading says of folders with problems."""

from pathlib import Path

import pytest

from bot.errors import KnowledgeError
from bot.knowledge.loading import load_library

FAQ = "entries: [{id: faq.refund, title: Refunds, answer: In 14 days, asks: [how do I get a refund?]}]"
OPTIONS = """
options:
  - {id: python, title: Python, names: [python]}
  - {id: node, title: Node.js, names: [node]}
"""
MATRIX = """
source: {title: Stacks, author: A. Writer, publisher: The Press, date: 2026-05-26}
heading: Matrix
as_of: 2026-05-26
max_age_days: 365
notes: [Read with care.]
entries:
  - {id: matrix.ai, title: AI, pick: python, points: [Libraries], asks: [which for agents?], see: [matrix.live]}
  - {id: matrix.live, title: Live, pick: node, points: [{text: Sockets, from: matrix.ai}], asks: [which for chat?]}
"""
SIGNALS = """
signals:
  - {id: ai, title: AI, phrases: [llm], taught_by: [matrix.ai]}
  - {id: live, title: Live, phrases: [chat]}
rows:
  - {entry: matrix.ai, needs: [ai]}
  - {entry: matrix.live, needs: [live], excludes: [ai], rank: 2}
  - {id: split, entry: matrix.ai, pick: both, needs: [ai, live], beats: [matrix.ai]}
"""


def problems_of(*folders: Path) -> list[str]:
    """The problems loading ends with, folders named from the last one's parent."""
    with pytest.raises(KnowledgeError) as caught:
        load_library(folders)
    return [problem.replace(f"{folders[-1].parent}/", "") for problem in caught.value.problems]
