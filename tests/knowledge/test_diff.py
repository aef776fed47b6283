"""What differs between two libraries."""

from bot.knowledge.diff import changed_entries
from bot.knowledge.loading import load_library
from tests.knowledge.conftest import WriteFolder

OLD = """
entries:
  - {id: faq.stays, title: Stays, answer: The same, asks: [does it stay?]}
  - {id: faq.goes, title: Goes, answer: Soon gone, asks: [does it go?]}
  - {id: faq.turns, title: Turns, answer: Before, asks: [does it turn?]}
"""
NEW = """
entries:
  - {id: faq.turns, title: Turns, answer: After, asks: [does it turn?]}
  - {id: faq.comes, title: Comes, answer: New, asks: [does it come?]}
  - {id: faq.stays, title: Stays, answer: The same, asks: [will it stay?, does it remain?], see: [faq.comes]}
"""


def test_entries_that_came_went_or_say_something_else_are_told(write_folder: WriteFolder) -> None:
    """An entry with other asks, another place in the file or other links is the same entry."""
    old = load_library([write_folder("old", faq=OLD)])
    new = load_library([write_folder("new", faq=NEW)])

    changes = changed_entries(old, new)

    assert (changes.added, changes.removed, changes.changed) == (("faq.comes",), ("faq.goes",), ("faq.turns",))


def test_a_library_does_not_differ_from_itself(write_folder: WriteFolder) -> None:
    """Loading the same files again changes nothing."""
    folder = write_folder("old", faq=OLD)

    changes = changed_entries(load_library([folder]), load_library([folder]))

    assert (changes.added, changes.removed, changes.changed) == ((), (), ())
