"""Every store keeps what was asked and answered, once, and gives it back as it was."""

from dataclasses import replace
from datetime import timedelta, timezone

import pytest

from bot.conversation.records import EVER, NEVER, ChannelSettings, Lack, Listing, Mode, Objection, Reason
from bot.errors import StoreError
from bot.ids import ChannelId, UserId
from tests.store.conftest import AnyStore
from tests.store.pieces import (
    CHANNEL,
    MINUTE,
    NOW,
    OTHER_TEAM,
    TEAM,
    THREAD,
    USER,
    asked,
    channel,
    exchange,
    gap,
    given,
    mail,
    question,
    vote,
    whole,
)


def test_an_exchange_comes_back_as_it_was(store: AnyStore) -> None:
    """Question, answer, vote, gap and settings are equal to what was written, times in UTC."""
    written = store.record(whole())

    assert written
    assert store.answer(TEAM, question()) == (asked(), given())
    assert store.vote(TEAM, question(), USER) == vote()
    assert store.gaps(TEAM, NOW, 10) == [replace(gap(), text=asked().text)]
    assert store.channel_settings(TEAM, CHANNEL) == channel()
    assert store.waiting(NOW).states == {"pending": 1}


@pytest.mark.parametrize("keys", [("event-1", "message-1"), ("event-1", "new"), ("new", "message-1"), ("message-1",)])
def test_a_delivery_with_any_known_key_leaves_nothing(store: AnyStore, keys: tuple[str, ...]) -> None:
    """It is a repetition, whatever else it holds; its new keys are not taken either."""
    store.record(whole(1))

    repeated = store.record(replace(whole(2), keys=keys, settings=channel(mode=Mode.OFF)))

    assert not repeated
    assert store.answer(TEAM, question(2)) is None
    assert store.channel_settings(TEAM, CHANNEL).mode is Mode.SUGGEST
    assert store.waiting(NOW).states == {"pending": 1}
    assert store.record(exchange("new"))


def test_a_delivery_may_name_a_key_twice(store: AnyStore) -> None:
    """A message's event id and timestamp may be the same text."""
    assert store.record(exchange("same", "same"))
    assert not store.record(exchange("same"))


def test_an_exchange_without_keys_is_written(store: AnyStore) -> None:
    """What is done on our own account has no delivery to repeat."""
    assert store.record(exchange(outgoing=(mail("a"),)))
    assert store.record(exchange(outgoing=(mail("b"),)))


def test_a_question_or_an_answer_that_is_there_makes_a_repetition(store: AnyStore) -> None:
    """Where the keys are new but the question is not, nothing is written, the keys neither."""
    store.record(whole(1))

    again = [
        store.record(exchange("k2", asked=asked(1, text="another"), outgoing=(mail("m2"),))),
        store.record(exchange("k3", given=given(1, outcome="none"), outgoing=(mail("m3"),))),
    ]

    assert again == [False, False]
    assert store.answer(TEAM, question(1)) == (asked(1), given(1))
    assert store.waiting(NOW).states == {"pending": 1}
    assert store.record(exchange("k2", "k3"))


def test_an_answer_may_come_after_its_question(store: AnyStore) -> None:
    """A question in a thread is kept first, and answered by a task."""
    store.record(exchange("k1", asked=asked()))
    before = store.answer(TEAM, question())

    store.record(exchange(given=given()))

    assert before is None
    assert store.answer(TEAM, question()) == (asked(), given())


def test_what_belongs_to_no_question_is_left_out(store: AnyStore) -> None:
    """A vote, a gap or an answer to a question that is no longer kept is not kept, the rest of the exchange is."""
    written = store.record(exchange("k1", given=given(9), gap=gap(9), vote=vote(9), outgoing=(mail(),)))

    assert written
    assert store.answer(TEAM, question(9)) is None
    assert store.vote(TEAM, question(9), USER) is None
    assert store.gaps(TEAM, NOW, 10) == []
    assert store.waiting(NOW).states == {"pending": 1}


def test_an_exchange_holds_one_workspace(store: AnyStore) -> None:
    """A part of another one's is a bug, and nothing is written."""
    with pytest.raises(StoreError, match="of another"):
        store.record(exchange("k1", asked=asked(team=OTHER_TEAM)))

    assert store.record(exchange("k1"))


def test_a_later_vote_replaces_an_earlier_one(store: AnyStore) -> None:
    """One person has one vote on an answer; another person has their own."""
    store.record(whole(1, vote=vote(helpful=True, reason=None, comment="")))

    store.record(exchange("k2", vote=vote(helpful=False)))
    store.record(exchange("k3", vote=vote(user=UserId("U2"), helpful=True, reason=None)))

    assert store.vote(TEAM, question(), USER) == vote(helpful=False)
    assert store.vote(TEAM, question(), UserId("U2")) == vote(user=UserId("U2"), helpful=True, reason=None)


def test_a_gap_is_noticed_once_for_each_lack(store: AnyStore) -> None:
    """The first notice stays; the same question may lack something else too."""
    store.record(whole(1))

    store.record(exchange("k2", gap=gap(1, noticed_at=NOW + 9 * MINUTE)))
    store.record(exchange("k3", gap=gap(1, Lack.DISLIKED, near=None, noticed_at=NOW + 8 * MINUTE)))

    text = asked(1).text
    why = (Objection(vote(1).reason, vote(1).comment),)
    later = gap(1, Lack.DISLIKED, near=None, noticed_at=NOW + 8 * MINUTE, text=text, objections=why)
    assert store.gaps(TEAM, NOW, 10) == [later, gap(1, text=text)]
    assert store.gaps(TEAM, NOW, 1) == [later]
    assert store.gaps(TEAM, NOW + 8 * MINUTE, 10) == [later]


def test_a_disliked_answer_has_the_reasons_of_those_who_dislike_it(store: AnyStore) -> None:
    """The last first, without who gave them, and not beside what else the question lacks."""
    store.record(whole(1, vote=vote(voted_at=NOW)))
    store.record(whole(2, vote=vote(2, comment="elsewhere"), settings=None))
    disliked = gap(1, Lack.DISLIKED, noticed_at=NOW + 9 * MINUTE)
    for number, (user, values) in enumerate(
        {
            "U2": {"reason": Reason.WRONG_PICK, "comment": "later"},
            "U3": {"reason": None, "comment": ""},
            "U4": {"helpful": True, "reason": None, "comment": ""},
        }.items(),
        start=1,
    ):
        cast = vote(1, user=UserId(user), voted_at=NOW + number * MINUTE, **values)
        store.record(exchange(user, gap=disliked, vote=cast))

    found = store.gaps(TEAM, NOW, 10)

    reasons = (Objection(None), Objection(Reason.WRONG_PICK, "later"), Objection(Reason.OUTDATED, "é"))
    assert [(one.question, one.lack, one.objections) for one in found] == [
        (question(1), Lack.DISLIKED, reasons),
        (question(2), Lack.UNANSWERED, ()),
        (question(1), Lack.UNANSWERED, ()),
    ]


def test_a_thread_gives_its_last_questions_oldest_first(store: AnyStore) -> None:
    """Those of other threads and channels, and those outside any thread, are not among them."""
    for number in (3, 1, 2):
        store.record(exchange(f"k{number}", asked=asked(number)))
    store.record(exchange("k4", asked=asked(4, thread_ts="other")))
    store.record(exchange("k5", asked=asked(5, channel=ChannelId("C2"))))
    store.record(exchange("k6", asked=asked(6, thread_ts="")))

    assert store.thread_questions(TEAM, CHANNEL, THREAD, 10) == [asked(1), asked(2), asked(3)]
    assert store.thread_questions(TEAM, CHANNEL, THREAD, 2) == [asked(2), asked(3)]
    assert store.thread_questions(TEAM, CHANNEL, "", 10) == []


def test_questions_of_one_moment_have_an_order(store: AnyStore) -> None:
    """It is that of their ids, by code points, in every store."""
    ids = ["b", "B", "a", "é", "Z", "_"]
    for id_ in ids:
        store.record(exchange(id_, asked=asked(id=id_, asked_at=NOW)))

    assert [one.id for one in store.thread_questions(TEAM, CHANNEL, THREAD, 10)] == sorted(ids)


def test_recent_questions_are_a_persons_own_newest_first(store: AnyStore) -> None:
    """Only those with an answer."""
    for number in (1, 2, 3):
        store.record(exchange(f"k{number}", asked=asked(number), given=given(number)))
    store.record(exchange("k4", asked=asked(4)))
    store.record(exchange("k5", asked=asked(5, user=UserId("U2")), given=given(5)))

    assert store.recent(TEAM, USER, 10) == [(asked(3), given(3)), (asked(2), given(2)), (asked(1), given(1))]
    assert store.recent(TEAM, USER, 2) == [(asked(3), given(3)), (asked(2), given(2))]


def test_a_channel_that_nobody_changed_has_the_defaults(store: AnyStore) -> None:
    """And settings may say that they were never changed."""
    before = store.channel_settings(TEAM, CHANNEL)

    store.record(exchange("k1", settings=ChannelSettings(TEAM, CHANNEL, Mode.OFF)))

    assert before == ChannelSettings(TEAM, CHANNEL)
    assert store.channel_settings(TEAM, CHANNEL) == ChannelSettings(TEAM, CHANNEL, Mode.OFF, changed_at=NEVER)


def test_a_channel_is_known_to_be_shared_whatever_its_settings(store: AnyStore) -> None:
    """Once noted, it stays so when settings are changed, and settings stay as they were when it is noted."""
    store.note_shared(TEAM, CHANNEL)
    fresh = store.channel_settings(TEAM, CHANNEL)

    store.record(exchange("k1", settings=channel()))
    store.record(exchange("k2", settings=channel("C2")))
    store.note_shared(TEAM, ChannelId("C2"))

    assert fresh == ChannelSettings(TEAM, CHANNEL, shared=True)
    assert store.channel_settings(TEAM, CHANNEL) == channel(shared=True)
    assert store.channel_settings(TEAM, ChannelId("C2")) == channel("C2", shared=True)
    assert not store.channel_settings(OTHER_TEAM, CHANNEL).shared


def test_listed_channels_are_those_allowed_or_denied(store: AnyStore) -> None:
    """A channel that is taken off the list is not among them."""
    for name, listing in (("C1", Listing.ALLOWED), ("C2", Listing.DENIED), ("C3", Listing.NONE)):
        store.record(exchange(name, settings=channel(name, listing=listing)))
    store.record(exchange("again", settings=channel("C1", listing=Listing.NONE)))

    assert store.listed_channels(TEAM) == {"C2": Listing.DENIED}


def test_an_answer_is_phrased_once(store: AnyStore) -> None:
    """The first sentences stay; without an answer there is nothing to phrase."""
    store.record(whole(1))

    done = [store.phrased(TEAM, question(1), "model-1", "Good."), store.phrased(TEAM, question(1), "model-2", "Bad.")]
    nowhere = store.phrased(TEAM, question(2), "model-1", "Good.")

    assert (done, nowhere) == ([True, False], False)
    assert store.answer(TEAM, question(1)) == (asked(1), given(1, phrased_by="model-1", prose="Good."))


def test_a_question_is_made_public(store: AnyStore) -> None:
    """It alone, in its workspace alone; one that is not kept is let go."""
    for number in (1, 2):
        store.record(exchange(f"k{number}", asked=asked(number, private=True)))
    store.record(exchange("k1", team=OTHER_TEAM, asked=asked(1, team=OTHER_TEAM, private=True)))

    store.make_public(TEAM, question(1))
    store.make_public(TEAM, question(9))

    kept = [
        store.question(TEAM, question(1)),
        store.question(TEAM, question(2)),
        store.question(OTHER_TEAM, question(1)),
    ]
    assert kept == [asked(1), asked(2, private=True), asked(1, team=OTHER_TEAM, private=True)]


def test_times_of_any_zone_come_back_in_utc(store: AnyStore) -> None:
    """The moment is kept, not the zone."""
    there = NOW.astimezone(timezone(timedelta(hours=-9, minutes=-30)))

    store.record(exchange("k1", asked=asked(asked_at=there), given=given(answered_at=there)))

    found = store.answer(TEAM, question())
    assert found is not None
    assert found[0].asked_at == NOW
    assert found[0].asked_at.utcoffset() == found[1].answered_at.utcoffset()


def test_forgetting_erases_what_is_kept_of_a_person(store: AnyStore) -> None:
    """Their questions with all that hangs on them, their votes, their name on settings; then the rest is written."""
    other = UserId("U2")
    store.record(whole(1, vote=vote(1, user=other)))
    store.record(whole(2, asked=asked(2, user=other), vote=vote(2), settings=None))
    store.record(exchange("k3", vote=vote(2, user=other)))

    store.record(exchange("k4", forget=USER, outgoing=(mail("done"),)))

    assert store.answer(TEAM, question(1)) is None
    assert store.recent(TEAM, USER, 10) == []
    assert store.vote(TEAM, question(1), other) is None
    assert store.vote(TEAM, question(2), USER) is None
    assert [one.question for one in store.gaps(TEAM, NOW, 10)] == [question(2)]
    assert store.channel_settings(TEAM, CHANNEL) == channel(changed_by=UserId(""))
    assert store.answer(TEAM, question(2)) == (asked(2, user=other), given(2))
    assert store.vote(TEAM, question(2), other) == vote(2, user=other)
    assert store.waiting(NOW).states == {"pending": 3}


def test_a_repeated_delivery_forgets_nobody(store: AnyStore) -> None:
    """What was asked after the first delivery stays."""
    store.record(exchange("k1", forget=USER))
    store.record(whole(1))

    assert not store.record(exchange("k1", forget=USER))
    assert store.answer(TEAM, question(1)) is not None


def test_old_keys_and_old_texts_are_pruned(store: AnyStore) -> None:
    """Each by its own age; what hangs on a question goes with it."""
    store.record(whole(1))
    store.record(replace(whole(2), at=NOW + 2 * MINUTE))

    store.prune(NOW + MINUTE, NOW + 2 * MINUTE)

    assert store.answer(TEAM, question(1)) is None
    assert store.vote(TEAM, question(1), USER) is None
    assert store.answer(TEAM, question(2)) == (asked(2), given(2))
    assert [one.question for one in store.gaps(TEAM, NOW, 10)] == [question(2)]
    assert store.record(exchange("event-1"))
    assert not store.record(exchange("event-2"))
    assert store.channel_settings(TEAM, CHANNEL) == channel()


def test_a_key_that_is_for_good_outlives_what_is_pruned(store: AnyStore) -> None:
    """What is done once ever is not done again years later; a workspace that is erased takes it along."""
    store.record(exchange(f"{EVER}review:1"))
    store.record(exchange("never:ever:review:1"))

    store.prune(NOW + 9999 * MINUTE, NOW + 9999 * MINUTE)

    assert not store.record(exchange(f"{EVER}review:1"))
    assert store.record(exchange("never:ever:review:1"))
    store.erase_team(TEAM)
    assert store.record(exchange(f"{EVER}review:1"))


def test_what_no_database_can_hold_is_replaced(store: AnyStore) -> None:
    """A NUL or half a surrogate pair in a text does not lose the question."""
    store.record(exchange("k\0", "\ud800", asked=asked(text="a\0b\ud800c🙂")))

    found = store.thread_questions(TEAM, CHANNEL, THREAD, 1)

    assert [one.text for one in found] == ["a\ufffdb\ufffdc🙂"]
    assert not store.record(exchange("\ud800"))
