"""What is sealed opens with its key, for what it is bound to, and not otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import SealError
from bot.sealing import Seals, new_key

KEY, OTHER_KEY = new_key(), new_key()


@given(st.text(), st.text())
def test_what_is_sealed_opens_where_it_belongs(text: str, bound_to: str) -> None:
    """Any text, for any workspace; and never twice alike, as equal tokens would tell of each other."""
    text, bound_to = (one.encode("utf-8", "replace").decode() for one in (text, bound_to))
    seals = Seals([KEY])

    sealed = seals.seal(text, bound_to)

    assert seals.opened(sealed, bound_to) == text
    assert sealed != seals.seal(text, bound_to)
    assert len(text) < 4 or text not in sealed


def test_moved_to_another_workspace_it_does_not_open() -> None:
    """Whoever can write to the database cannot speak in one workspace by another's token."""
    seals = Seals([KEY])

    with pytest.raises(SealError, match="another workspace's"):
        seals.opened(seals.seal("xoxb-canary", "T1"), "T2")


def test_one_changed_character_does_not_open() -> None:
    """Wherever it is."""
    seals = Seals([KEY])
    sealed = seals.seal("xoxb-canary", "T1")

    for place, character in enumerate(sealed):
        changed = sealed[:place] + ("A" if character != "A" else "B") + sealed[place + 1 :]
        with pytest.raises(SealError):
            seals.opened(changed, "T1")


def test_the_first_key_seals_and_every_key_opens() -> None:
    """So a key can be replaced while what the old one sealed is still there."""
    before, during = Seals([KEY]), Seals([OTHER_KEY, KEY])
    old = before.seal("xoxb-1", "T1")

    new = during.seal(during.opened(old, "T1"), "T1")

    assert Seals([OTHER_KEY]).opened(new, "T1") == "xoxb-1"
    assert (during.is_first(old), during.is_first(new)) == (False, True)
    with pytest.raises(SealError, match="that STACKBOT_SEALING_KEYS does not hold"):
        before.opened(new, "T1")


@pytest.mark.parametrize("text", ["", "xoxb-1", "1.", "1.abc.def", "2.abc.def", "....", "1.é.é"])
def test_what_was_never_sealed_does_not_open(text: str) -> None:
    """A token that somebody wrote into the database as it is, or half of one."""
    with pytest.raises(SealError):
        Seals([KEY]).opened(text, "T1")


@pytest.mark.parametrize("keys", [[], ["canary"], [KEY, KEY[:-4]], ["é" * 44]])
def test_what_is_no_key_is_refused(keys: list[str]) -> None:
    """With the command that makes one, and without what was given."""
    with pytest.raises(SealError, match="stackbot keys new") as refused:
        Seals(keys)

    assert "canary" not in str(refused.value)
