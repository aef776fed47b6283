"""A workspace of the fake Slack that was kept goes on as if nothing had happened."""

import copy
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk import WebClient

from bot.fake_slack import FakeSlack
from bot.fake_slack.keeping import kept, restore
from bot.fake_slack.workspace import Workspace

Json = Any

WEEK_S = 7 * 86_400.0
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "Python"}}
PROMPTS = [{"title": "Compare", "message": "node or python?"}]
TEXTS = st.text(max_size=30)
ACTS: dict[str, Callable[[Workspace, str], object]] = {
    "say": lambda slack, text: slack.post("C0GENERAL", "U0ANA", text),
    "answer": lambda slack, text: slack.post("C0GENERAL", slack.bot_user, text, blocks=[SECTION], metadata={"a": text}),
    "reply": lambda slack, text: slack.post("C0GENERAL", "U0ANA", text, thread_ts=slack.all_messages[-1].ts),
    "whisper": lambda slack, text: slack.post("C0GENERAL", slack.bot_user, text, only_for="U0ANA"),
    "edit": lambda slack, text: slack.change(slack.all_messages[0], text, [SECTION]),
    "delete": lambda slack, _: slack.delete(slack.all_messages[-1]),
    "meet": lambda slack, text: slack.channel(f"room {text}", "private", members=["U0ANA"]),
    "come": lambda slack, text: slack.person(f"person {text}", admin=True),
    "group": lambda slack, text: slack.group(text, ["U0ANA"]),
    "travel": lambda slack, text: slack.advance(len(text) * 86_400.5),
    "home": lambda slack, text: slack.homes.update(U0ANA=slack.show("U0ANA", {"type": "home", "t": text}, home=True)),
    "prompt": lambda slack, text: slack.prompts.update({slack.dm("U0ANA"): {"title": text, "prompts": PROMPTS}}),
}


def workspace(*acts: tuple[str, str]) -> Workspace:
    """A workspace in which somebody said something, and these things happened."""
    slack = Workspace("T0ACME", "stackbot")
    slack.channel("general", members=[slack.person("ana")])
    slack.post("C0GENERAL", "U0ANA", "Hello")
    for act, text in acts:
        ACTS[act](slack, text)
    return slack


def written(slack: Workspace) -> Json:
    """What is kept, written to a file and read again."""
    return json.loads(json.dumps(kept(slack)))


def test_work_goes_on_after_a_restart() -> None:
    """The bot changes a message it posted, finds the thread, and people see their home tab and prompts."""
    with FakeSlack() as before:
        ana = before.person("ana")
        general = before.channel("general", members=[ana])
        asked = before.say(ana, general, "node or python?")
        client = WebClient(before.bot_token, base_url=before.api_url)
        ts = client.chat_postMessage(channel=general, text="Python", blocks=[SECTION], thread_ts=asked)["ts"]
        client.views_publish(user_id=ana, view={"type": "home", "blocks": [SECTION]})
        client.assistant_threads_setSuggestedPrompts(channel_id=before.dm(ana), prompts=PROMPTS)
        before.advance(WEEK_S)
        found = written(before)

    with FakeSlack() as after:
        restore(after, found)
        client = WebClient(after.bot_token, base_url=after.api_url)
        thread = client.conversations_replies(channel=general, ts=asked)["messages"]
        client.chat_update(channel=general, ts=ts, text="Node", blocks=[SECTION])
        home = after.home(ana)
        said = after.say(ana, general, "thanks", asked)

        assert [message["text"] for message in thread] == ["node or python?", "Python"]
        assert [message.text for message in after.messages(general)] == ["node or python?", "Node", "thanks"]
        assert home is not None
        assert home.shown == "Python"
        assert after.prompts[after.dm(ana)]["prompts"] == PROMPTS
        assert float(said) - float(asked) > WEEK_S
        assert after.transcript(general).startswith("ana: node or python?")


@given(st.lists(st.tuples(st.sampled_from(sorted(ACTS)), TEXTS), max_size=12))
def test_nothing_that_is_kept_is_lost(acts: list[tuple[str, str]]) -> None:
    """Whatever happened, the second workspace is as the first, and gives out no ts and no id again."""
    first, second = workspace(*acts), Workspace("T0ACME", "stackbot")
    given_out = {first.new_id("V") for _ in range(3)}

    restore(second, written(first))

    assert kept(second) == kept(first)
    assert {message.shown for message in second.seen_by("U0ANA")} == {
        message.shown for message in first.seen_by("U0ANA")
    }
    assert second.new_id("V") not in given_out
    assert second.next_ts() > max(message.ts for message in second.all_messages)


def test_what_is_kept_is_the_same_from_day_to_day() -> None:
    """A channel's members stand in the order of their ids."""
    slack = Workspace("T0ACME", "stackbot")
    slack.channel("general", members=[slack.person(f"person{number}") for number in range(30)])

    (channel,) = written(slack)["channels"]

    assert channel["members"] == sorted(channel["members"])
    assert len(channel["members"]) == 31


def test_a_clock_that_was_put_back_gives_no_ts_again() -> None:
    """A ts is later than the last that was kept, though it is earlier now."""
    first, second = workspace(("travel", "a week!"), ("say", "later")), Workspace("T0ACME", "stackbot")
    first.ahead_s = 0.0
    found = written(first) | {"last_us": 0}

    restore(second, found)

    assert second.next_ts() > first.all_messages[-1].ts


BROKEN: dict[str, Callable[[Json], Json]] = {
    "no object": lambda found: [found],
    "nothing": lambda _: {},
    "another format": lambda found: found | {"format": "fake-slack-2"},
    "another team": lambda found: found | {"team": "T0OTHER"},
    "no bot": lambda found: found | {"people": []},
    "no channel": lambda found: found | {"channels": []},
    "a ts that is none": lambda found: found | {"messages": [found["messages"][0] | {"ts": "now"}]},
    "a message twice": lambda found: found | {"messages": found["messages"] * 2},
    "a text that is a number": lambda found: found | {"messages": [found["messages"][0] | {"text": 1}]},
    "somebody's home": lambda found: found | {"homes": [{"user": "U0EVE", "id": "V1", "hash": "", "body": {}}]},
    "a clock that stands at no time": lambda found: found | {"ahead_s": float("nan")},
    "a clock beyond all time": lambda found: found | {"ahead_s": 1e300},
    "a channel of no kind": lambda found: found | {"channels": [found["channels"][0] | {"kind": "secret"}]},
    "a zone that is none": lambda found: found | {"people": [found["people"][0] | {"tz": "Europe/Atlantis"}]},
    "a zone that is a path": lambda found: found | {"people": [found["people"][0] | {"tz": "/etc/passwd"}]},
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_was_not_kept_is_refused(name: str) -> None:
    """In a sentence; the workspace stays as it was."""
    slack = workspace()
    before = written(slack)

    with pytest.raises(ValueError, match=r"^[A-Z].* kept.*\.$"):
        restore(slack, BROKEN[name](written(slack)))

    assert written(slack) == before


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


def places(part: Json, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where something stands in JSON."""
    inner = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    return [path, *(place for key, value in inner for place in places(value, (*path, key)))]


@given(st.data(), JSON)
def test_any_damage_is_refused_or_harmless(data: st.DataObject, other: Json) -> None:
    """Whatever stands anywhere instead, a ValueError says so, or the workspace works and can be kept again."""
    slack = workspace(("answer", "Python"), ("home", "home"), ("prompt", "prompt"))
    found = copy.deepcopy(written(slack))
    *path, last = data.draw(st.sampled_from(places(found)[1:]))
    held = found
    for key in path:
        held = held[key]
    held[last] = other

    with suppress(ValueError):
        restore(slack, found)

    json.dumps(kept(slack), allow_nan=True)
    slack.post("C0GENERAL", slack.bot_user, "Hello")
    assert slack.messages("C0GENERAL")
