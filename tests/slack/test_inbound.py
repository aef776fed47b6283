"""What comes in: what is for us is read, what is not is None, and nothing raises."""

from collections.abc import Callable
from dataclasses import asdict
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_bolt import BoltRequest

from bot.slack.inbound import (
    QUESTION_ID,
    Click,
    Command,
    HomeOpened,
    Message,
    MessageKind,
    Shortcut,
    Submission,
    is_wellformed,
    question_id,
    read_click,
    read_command,
    read_farewell,
    read_home_opened,
    read_message,
    read_shortcut,
    read_submission,
    thread_text,
)
from tests.slack.arrivals import (
    BOT,
    CHANNEL,
    DEEP,
    ROOT_TS,
    SAMPLES,
    TEAM,
    TRIGGER,
    TS,
    URL,
    USER,
    Json,
    broken,
    click,
    click_in_view,
    command,
    event,
    home,
    mention,
    message,
    pressed,
    reading_app,
    readings,
    shortcut,
    submission,
)

EXAMPLES = 2_000
SOAK = 100_000  # and as many at the HTTP door

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["\ud800", "\x00", TEAM, TS]),
    lambda parts: st.lists(parts, max_size=4) | st.dictionaries(st.text(max_size=8), parts, max_size=5),
    max_leaves=20,
)


def test_a_command_is_read_whole() -> None:
    """Every field of a command comes through, and its trigger names the delivery."""
    found = read_command(command())

    assert found == Command(
        team=TEAM,
        channel=CHANNEL,
        user=USER,
        text="node or python?",
        command="/stack",
        response_url=URL,
        trigger_id=TRIGGER,
        private=False,
        keys=(f"command:{TRIGGER}",),
    )


def test_a_command_with_nothing_behind_it_is_read() -> None:
    """`/stack` alone asks for help, so it must come through."""
    found = read_command(command(text="  "))

    assert found is not None
    assert found.text == ""


@pytest.mark.parametrize(
    ("channel", "name", "private"),
    [
        (CHANNEL, "general", False),
        (CHANNEL, "privategroup", True),
        (CHANNEL, "mpdm-ana--ben-1", True),
        ("D0ANA", "directmessage", True),
        ("D0ANA", "general", True),
        ("G0OLD", "general", True),
        (CHANNEL, "", True),
    ],
)
def test_a_place_is_private_unless_it_is_known_to_be_public(channel: str, name: str, private: bool) -> None:
    """The name tells private channels, whose ids look like public ones; without a name nothing is known."""
    typed = read_command(command(channel_id=channel, channel_name=name))
    pushed = read_click(click(channel={"id": channel, "name": name}))
    chosen = read_shortcut(shortcut(channel={"id": channel, "name": name}))

    assert [typed and typed.private, pushed and pushed.private, chosen and chosen.private] == [private] * 3


def test_a_message_is_read_whole() -> None:
    """Every field of a message comes through, and three keys name the delivery."""
    found = read_message(message(), BOT)

    assert found == Message(
        team=TEAM,
        channel=CHANNEL,
        user=USER,
        text="node or python?",
        ts=TS,
        thread_ts="",
        kind=MessageKind.CHANNEL,
        private=False,
        shared=False,
        keys=("event:Ev0123ABC", f"message:{CHANNEL}:{TS}", "client:1f0c-aa"),
    )


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (mention(), MessageKind.MENTION),
        (mention(text="that group, with the bot in it"), MessageKind.MENTION),
        (message(text=f"<@{BOT}> node or python?"), MessageKind.MENTION),
        (message(text=f"what says <@{BOT}|stackbot> to that?"), MessageKind.MENTION),
        (message(text="what says <@U0BEN> to that?"), MessageKind.CHANNEL),
        (message(channel="D0ANA", channel_type="im"), MessageKind.DIRECT),
        (message(channel="D0ANA", channel_type="im", text=f"<@{BOT}> hello"), MessageKind.DIRECT),
        (message(channel="G0MANY", channel_type="mpim"), MessageKind.CHANNEL),
        (message(subtype="file_share"), MessageKind.CHANNEL),
        (message(subtype="me_message", text=f"asks <@{BOT}>"), MessageKind.MENTION),
        (message(channel="D0ANA", channel_type="im", subtype="file_share", text=""), MessageKind.DIRECT),
        (message(subtype="thread_broadcast", thread_ts=ROOT_TS), MessageKind.CHANNEL),
    ],
)
def test_a_message_addresses_us_or_others(body: Json, kind: MessageKind) -> None:
    """A mention counts by either event that tells of it; in direct messages all is for us."""
    found = read_message(body, BOT)

    assert found is not None
    assert found.kind is kind


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        (f"<@{BOT}> node?", "node?"),
        (f"  <@{BOT}>: node?", "node?"),
        (f"<@{BOT}|stackbot>,\n<@{BOT}> node?", "node?"),
        (f"node? <@{BOT}>", "node?"),
        (f"node, <@{BOT}>", "node"),
        (f"<@{BOT}> node or <@{BOT}> python?", f"node or <@{BOT}> python?"),
        (f"<@{BOT}>", ""),
        ("<@U0BEN> node?", "<@U0BEN> node?"),
        (f"<@{BOT}X> node?", f"<@{BOT}X> node?"),
    ],
)
def test_our_own_mention_is_not_part_of_what_is_said(text: str, rest: str) -> None:
    """It is taken out where it addresses us, at the start or the end, and left where it is part of a sentence."""
    found = read_message(mention(text=text), BOT)

    assert found is not None
    assert found.text == rest


def test_a_text_of_mentions_alone_is_read_in_time() -> None:
    """A text at the limit, made to be hard to take apart, takes no more than a moment."""
    for text in (f"<@{BOT}>" * 5_000, f"<@{BOT}>" + " " * 39_000 + "x", " ,:" * 13_000 + f"<@{BOT}>"):
        assert read_message(mention(text=text), BOT) is not None


@pytest.mark.parametrize(
    "fields",
    [
        {"bot_id": "B0OTHER"},
        {"bot_profile": {"id": "B0OTHER"}},
        {"subtype": "bot_message"},
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"subtype": "channel_join"},
        {"subtype": "assistant_app_thread"},
        {"subtype": 5},
        {"hidden": True},
        {"edited": {"user": USER, "ts": TS}},
        {"user": BOT},
        {"user": "USLACKBOT"},
        {"user": None},
        {"user": 7},
        {"user": "nobody"},
        {"text": ""},
        {"text": " \n"},
        {"text": "\x00"},
        {"text": None},
        {"text": ["node"]},
        {"ts": 1700000000.0002},
        {"ts": "now"},
        {"ts": f"{TS}\n"},
        {"thread_ts": "then"},
        {"channel": "general"},
        {"channel": "C" + "0" * 64},
        {"type": "reaction_added"},
    ],
)
@pytest.mark.parametrize("told", [message, mention])
def test_a_message_that_is_not_for_us_is_none(told: Callable[..., Json], fields: Json) -> None:
    """Bots, edits, joins, our own posts, empty texts and unreadable fields lead nowhere."""
    assert read_message(told(**fields), BOT) is None


def test_both_events_of_a_mention_share_a_key_and_a_question() -> None:
    """`app_mention` and `message` tell of the same words: whichever comes second is known."""
    first, second = read_message(mention(), BOT), read_message(message(text=f"<@{BOT}> node or python?"), BOT)

    assert first is not None
    assert second is not None
    assert f"message:{CHANNEL}:{TS}" in set(first.keys) & set(second.keys)
    assert question_id(first.keys, first.team) == question_id(second.keys, second.team)


def test_a_question_has_the_same_id_whenever_it_is_delivered() -> None:
    """The id is pinned: it stands in messages that were sent long ago."""
    keys = ("event:Ev1", f"message:{CHANNEL}:{TS}")

    found = question_id(keys, TEAM)

    assert QUESTION_ID.fullmatch(found)
    assert found == "hde720yypq"
    assert found == question_id(("event:Ev2", keys[1]), TEAM)
    assert found != question_id(keys, "T0OTHER")
    assert found != question_id((f"command:{TRIGGER}",), TEAM)


@pytest.mark.parametrize(
    ("body", "shared"),
    [
        (message(), False),
        (message(user_team=TEAM), False),
        (message(user_team="T0OTHER"), True),
        (message(team="T0OTHER"), True),
        (message(team=None), False),
        (message() | {"is_ext_shared_channel": True}, True),
        (message(user_team="E0ORG") | {"enterprise_id": "E0ORG"}, False),
        (message(user_team="E0ELSE") | {"enterprise_id": "E0ORG"}, True),
    ],
)
def test_a_channel_is_shared_where_another_workspace_reads_along(body: Json, shared: bool) -> None:
    """Slack's mark says so, and so does an author from elsewhere."""
    found = read_message(body, BOT)

    assert found is not None
    assert found.shared is shared


def test_a_message_belongs_to_the_workspace_that_installed_the_app() -> None:
    """In a shared channel the envelope may name the other workspace; the authorization is ours."""
    found = read_message(message() | {"team_id": "T0OTHER"}, BOT)

    assert found is not None
    assert found.team == TEAM


@pytest.mark.parametrize(
    ("body", "private"),
    [
        (message(), False),
        (mention(), True),
        (message(channel_type="group"), True),
        (message(channel_type="mpim"), True),
        (message(channel="D0ANA", channel_type="im"), True),
    ],
)
def test_a_message_is_private_unless_it_is_known_to_be_public(body: Json, private: bool) -> None:
    """A mention does not say of what kind its channel is, so it counts as private."""
    found = read_message(body, BOT)

    assert found is not None
    assert found.private is private


def test_a_first_message_stands_in_no_thread() -> None:
    """Slack may give the root of a thread its own ts as the thread's."""
    root, reply = read_message(message(thread_ts=TS), BOT), read_message(message(thread_ts=ROOT_TS), BOT)

    assert root is not None
    assert root.thread_ts == ""
    assert reply is not None
    assert reply.thread_ts == ROOT_TS


def test_texts_are_cut_and_hold_nothing_that_cannot_be_kept() -> None:
    """NULs and half characters, which a database refuses, are gone; of a long text the first 40,000 are left."""
    found = read_message(message(text="a\x00b\ud800" + "x" * 50_000), BOT)

    assert found is not None
    assert found.text.startswith("ab?xxx")
    assert len(found.text) == 40_000 - 1


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"user": USER, "text": "we use go", "ts": TS}, (TS, "we use go")),
        ({"type": "message", "user": USER, "text": f"<@{BOT}> and now?", "ts": TS, "edited": {}}, (TS, "and now?")),
        ({"user": USER, "text": f"<@{BOT}>", "ts": TS}, None),
        ({"user": BOT, "text": "go", "ts": TS}, None),
        ({"user": USER, "bot_id": "B1", "text": "go", "ts": TS}, None),
        ({"user": USER, "subtype": "channel_join", "text": "joined", "ts": TS}, None),
        ({"bot_id": "B1", "text": "go", "ts": TS}, None),
        ("go", None),
    ],
)
def test_what_people_say_in_a_thread_is_read(said: Json, expected: tuple[str, str] | None) -> None:
    """Apps and notices are passed over; an edited message counts as it stands now."""
    assert thread_text(said, BOT) == expected


def test_a_click_is_read_whole() -> None:
    """Every field of a click comes through."""
    found = read_click(click())

    assert found == Click(
        team=TEAM,
        user=USER,
        channel=CHANNEL,
        action_id="share_answer",
        value="q1",
        message_ts=TS,
        thread_ts=ROOT_TS,
        response_url=URL,
        trigger_id=TRIGGER,
        ephemeral=False,
        private=False,
        keys=(f"action:{TS}:share_answer:1700000001.5:{USER}",),
    )


def test_a_choice_in_a_view_is_read() -> None:
    """A view has no channel; the option chosen is the value, and the view stands for the message."""
    found = read_click(click_in_view())

    assert found is not None
    assert (found.channel, found.message_ts, found.response_url, found.value) == ("", "", "", "off")
    assert found.private
    assert found.keys == (f"action:V0HOME:share_answer:1700000001.5:{USER}",)


def test_a_feedback_button_says_what_it_stands_for() -> None:
    """Feedback buttons come back as an action with the value of the one pressed."""
    found = read_click(
        click(actions=[pressed(type="feedback_buttons", action_id="answer_feedback", value="helpful:q1")])
    )

    assert found is not None
    assert (found.action_id, found.value) == ("answer_feedback", "helpful:q1")


def test_a_click_on_a_message_that_one_person_sees_is_marked() -> None:
    """Such a message cannot be updated, so listeners must know."""
    container = {"type": "message", "message_ts": TS, "channel_id": CHANNEL, "is_ephemeral": True, "thread_ts": TS}

    found = read_click(click(container=container, channel=None, message=None))

    assert found is not None
    assert (found.ephemeral, found.channel, found.thread_ts) == (True, CHANNEL, TS)


def test_an_app_installed_for_an_organisation_names_no_team() -> None:
    """The workspace is then the person's, or the one that the view was opened for."""
    by_person, by_view = read_click(click(team=None)), read_submission(submission() | {"team": None})
    by_nobody = read_click(click(team=None, user={"id": USER}))

    assert by_person is not None
    assert by_person.team == TEAM
    assert by_view is not None
    assert by_view.team == TEAM
    assert by_nobody is None


@pytest.mark.parametrize(
    "fields",
    [
        {"actions": []},
        {"actions": None},
        {"actions": [{}]},
        {"actions": [pressed(action_ts=None)]},
        {"actions": [pressed(action_id="x" * 256)]},
        {"container": {}},
        {"container": None},
        {"user": {}},
        {"user": USER},
        {"type": "view_submission"},
        {"trigger_id": "a b"},
        {"response_url": "file:///etc/passwd"},
        {"response_url": "https://hooks.slack.com/\nx"},
    ],
)
def test_a_click_that_cannot_be_read_is_none(fields: Json) -> None:
    """What is missing or of another kind leads nowhere."""
    assert read_click(click(**fields)) is None


def test_a_shortcut_is_read_whole() -> None:
    """Every field of a shortcut comes through."""
    found = read_shortcut(shortcut())

    assert found == Shortcut(
        team=TEAM,
        user=USER,
        channel=CHANNEL,
        callback_id="ask_about_message",
        text="node?",
        author="U0BEN",
        ts=TS,
        thread_ts=ROOT_TS,
        response_url=URL,
        trigger_id=TRIGGER,
        private=False,
        keys=(f"shortcut:{TRIGGER}",),
    )


def test_a_shortcut_on_the_message_of_an_app_has_no_author() -> None:
    """People ask about alerts, too."""
    alert = {"type": "message", "subtype": "bot_message", "bot_id": "B0ALERT", "text": "cpu!", "ts": TS}

    found = read_shortcut(shortcut(message=alert))

    assert found is not None
    assert (found.author, found.text, found.thread_ts) == ("", "cpu!", "")


def test_a_submission_is_read_whole() -> None:
    """Values come by their action id, whichever kind of input holds them."""
    found = read_submission(submission())

    assert isinstance(found, Submission)
    assert (found.team, found.user, found.callback_id) == (TEAM, USER, "feedback_reason")
    assert found.private_metadata == '{"question": "q1"}'
    assert found.values == {"reason": "outdated", "comment": "it is 2026"}
    assert len(found.keys) == 1
    assert found.keys[0].startswith("view:V0MODAL:")


def test_a_submission_repeated_has_the_same_key_and_another_has_not() -> None:
    """What a modal holds is part of its key: after a correction it is another delivery."""
    empty = {"b2": {"comment": {"type": "plain_text_input", "value": None}}}

    state = submission()["view"]["state"]["values"]
    turned = dict(reversed(state.items()))

    same = {
        found.keys for values in (state, turned) if (found := read_submission(submission(state={"values": values})))
    }
    corrected = read_submission(submission(state={"values": empty}))

    assert len(same) == 1
    assert corrected is not None
    assert corrected.values == {"comment": ""}
    assert corrected.keys not in same


@pytest.mark.parametrize("tab", ["home", "messages"])
def test_a_tab_opened_is_read(tab: str) -> None:
    """Both tabs tell of themselves by the same event."""
    assert read_home_opened(home(tab)) == HomeOpened(TEAM, USER, "D0ANA", tab, ("event:Ev0123ABC",))


@pytest.mark.parametrize(
    ("inner", "leaves"),
    [
        ({"type": "app_uninstalled"}, True),
        ({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [BOT]}}, False),
        ({"type": "tokens_revoked", "tokens": {"oauth": [USER], "bot": []}}, False),
        ({"type": "tokens_revoked", "tokens": {"oauth": [USER]}}, False),
        ({"type": "tokens_revoked"}, False),
        ({"type": "message"}, False),
    ],
)
def test_only_the_end_of_the_app_itself_is_a_farewell(inner: Json, leaves: bool) -> None:
    """A person who withdraws their own token does not remove the app."""
    farewell = read_farewell(event(inner))

    assert (farewell.team if farewell else None) == (TEAM if leaves else None)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: str(sample.get("type", "command")))
def test_a_true_payload_is_wellformed(sample: Json) -> None:
    """What Slack sends reaches a listener, also where it is not for us."""
    answered = reading_app().dispatch(BoltRequest(mode="socket_mode", body=sample))

    assert is_wellformed(sample)
    assert answered.status == 200


@pytest.mark.parametrize(
    "body",
    [
        *(None, "", "payload", 5, [], {}, [command()], DEEP, command(more=DEEP), {"type": "message"}),
        *(event({}), event(None), event("message"), event({"type": None}), event({"type": 5})),
        *(message() | {"authorizations": "x"}, message() | {"authorizations": [None]}, message(user=["id"])),
        *(click(actions=[]), click(actions=[{}]), click(user=5), command(command=5), command(event=None)),
        *(submission(callback_id=None), submission(type=None), submission() | {"view": None}),
    ],
    ids=lambda body: str(body)[:20],
)
def test_a_payload_that_bolt_cannot_read_is_not_wellformed(body: Json) -> None:
    """Each of these ends in an error, or in no answer, inside Bolt."""
    assert not is_wellformed(body)


def test_a_bottomless_payload_does_not_exhaust_the_stack() -> None:
    """Wherever it is bottomless, it is read or passed over."""
    deep: Json = None
    for _ in range(100_000):
        deep = {"values": deep}

    for body in (deep, message(blocks=deep), message(user=deep), click(message=deep), submission(state=deep)):
        assert_keepable(body)
        assert not is_wellformed(body)
    assert read_submission(submission(state={"values": {"b": {"a": {"value": deep}}}})) is None


@settings(max_examples=EXAMPLES)
@given(anything)
def test_anything_at_all_can_be_read(body: Json) -> None:
    """Whatever it is, the readers give something or nothing."""
    is_wellformed(body)

    assert_keepable(body)


@settings(max_examples=EXAMPLES)
@given(st.randoms())
def test_a_broken_payload_can_be_read(random: Random) -> None:
    """Whatever is missing, wrong or too many in a true payload, the readers give something or nothing."""
    assert_keepable(broken(random))


def test_a_broken_payload_that_is_wellformed_passes_bolt() -> None:
    """Nothing that is let through makes Bolt fail; and of what is not, much would."""
    random, app, passed, saved = Random(3), reading_app(), 0, 0  # noqa: S311 - not a secret

    for _ in range(EXAMPLES):
        body = broken(random)
        if is_wellformed(body):
            passed += 1
            assert app.dispatch(BoltRequest(mode="socket_mode", body=body)).status == 200
        else:
            saved += 1

    assert min(passed, saved) > EXAMPLES / 4


@pytest.mark.soak
def test_very_many_broken_payloads_can_be_read() -> None:
    """Figure of the soak: 0 exceptions, and 0 answers of Bolt's but 200, in 100,000."""
    random, app = Random(7), reading_app()  # noqa: S311 - not a secret

    for _ in range(SOAK):
        body = broken(random)
        assert_keepable(body)
        if is_wellformed(body):
            assert app.dispatch(BoltRequest(mode="socket_mode", body=body)).status == 200


def assert_keepable(body: Json) -> None:
    """What the readers made of it holds no text that a database refuses."""
    for found in readings(body):
        held = asdict(found).values() if not isinstance(found, tuple) else found  # type: ignore[call-overload]
        for text in _texts(list(held)):
            assert len(text) <= 40_000
            assert "\x00" not in text
            assert text.encode().decode() == text


def _texts(held: object) -> list[str]:
    if isinstance(held, str):
        return [held]
    if isinstance(held, dict):
        return [text for part in held.values() for text in _texts(part)]
    return [text for part in held for text in _texts(part)] if isinstance(held, list | tuple) else []
