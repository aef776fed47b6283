"""The fake Slack's Web API and response URLs, seen through slack_sdk as the bot sees them."""

import json
import re
from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import urlsplit
from zoneinfo import ZoneInfoNotFoundError

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.fake_slack import FakeSlack, Message

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "Python", "verbatim": True}}
TABLE = {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}], [{"type": "raw_text", "text": "b"}]]}
MODAL = {
    "type": "modal",
    "callback_id": "reason",
    "title": {"type": "plain_text", "text": "Why?"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [SECTION],
}
HOME = {"type": "home", "blocks": [SECTION]}


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    """A workspace with nobody in it."""
    with FakeSlack() as slack:
        yield slack


@pytest.fixture
def client(slack: FakeSlack) -> WebClient:
    """The bot's client, without retries."""
    return WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])


def refused(error: pytest.ExceptionInfo[SlackApiError]) -> str:
    """The name of the error that Slack gave."""
    return str(error.value.response["error"])


def test_a_token_is_checked(slack: FakeSlack) -> None:
    """The bot's token names the bot; another is invalid; the app's token opens connections and nothing else."""
    good = WebClient(slack.bot_token, base_url=slack.api_url).auth_test()

    with pytest.raises(SlackApiError) as wrong:
        WebClient("xoxb-other", base_url=slack.api_url).auth_test()
    with pytest.raises(SlackApiError) as mixed_up:
        WebClient(slack.app_token, base_url=slack.api_url).auth_test()
    with pytest.raises(SlackApiError) as none:
        WebClient(base_url=slack.api_url).auth_test()

    assert (good["team_id"], good["user_id"]) == (slack.team, slack.bot_user)
    assert refused(wrong) == "invalid_auth"
    assert refused(mixed_up) == "not_allowed_token_type"
    assert refused(none) == "not_authed"


def test_an_unknown_method_is_named_so(client: WebClient) -> None:
    """A method that Slack does not have is refused by its name."""
    with pytest.raises(SlackApiError) as error:
        client.api_call("chat.shout")

    assert refused(error) == "unknown_method"


def test_a_message_is_kept_as_it_was_sent(slack: FakeSlack, client: WebClient) -> None:
    """Text, blocks, thread and metadata are there to read; each ts is later than the one before."""
    general = slack.channel("general")
    metadata = {"event_type": "answer", "event_payload": {"key": "k1"}}

    first = client.chat_postMessage(channel=general, text="Hello", blocks=[SECTION], metadata=metadata)
    second = client.chat_postMessage(channel=general, text="There", thread_ts=first["ts"])

    kept, reply = slack.messages(general)
    assert (kept.text, kept.metadata, kept.shown) == ("Hello", metadata, "Python")
    assert kept.blocks[0]["block_id"]
    assert (reply.thread_ts, reply.is_reply) == (first["ts"], True)
    assert first["ts"] < second["ts"]
    assert slack.messages(general, first["ts"]) == [kept, reply]
    assert [call.outcome for call in slack.calls("chat.postMessage", general)] == ["", ""]


def test_each_ts_is_later_whatever_the_clock_says(slack: FakeSlack, client: WebClient) -> None:
    """Also when the clock is put back."""
    general = slack.channel("general")

    first = client.chat_postMessage(channel=general, text="one")["ts"]
    slack.advance(-60)
    second = client.chat_postMessage(channel=general, text="two")["ts"]

    assert first < second
    assert re.fullmatch(r"\d{10}\.\d{6}", second)


def test_nonsense_is_answered(slack: FakeSlack) -> None:
    """A body that is no object has no arguments; one connection serves many requests."""
    connection = HTTPConnection(*urlsplit(slack.api_url).netloc.split(":"), timeout=10)
    headers = {"Authorization": f"Bearer {slack.bot_token}", "Content-Type": "application/json"}

    answers = []
    for body in (b"[1]", b"{", b"\xff", b""):
        connection.request("POST", "/api/chat.postMessage", body, headers)
        answers.append(json.loads(connection.getresponse().read()))
    connection.close()

    assert [answer["error"] for answer in answers] == ["channel_not_found"] * 4


def test_metadata_has_its_two_fields(slack: FakeSlack, client: WebClient) -> None:
    """Metadata of another shape is refused."""
    general = slack.channel("general")

    with pytest.raises(SlackApiError) as error:
        client.chat_postMessage(channel=general, text="Hello", metadata={"key": "k1"})

    assert refused(error) == "invalid_metadata_format"


def test_a_form_is_read_like_json(slack: FakeSlack, client: WebClient) -> None:
    """Blocks in a form are JSON within a string, and mean the same."""
    general = slack.channel("general")

    form = {"channel": general, "text": "Hi", "blocks": '[{"type": "divider"}]'}
    client.api_call("chat.postMessage", params=form)

    assert slack.messages(general)[0].blocks[0]["type"] == "divider"


def test_history_gives_metadata_only_when_asked(slack: FakeSlack, client: WebClient) -> None:
    """Metadata is left out unless include_all_metadata is set."""
    general = slack.channel("general")
    metadata = {"event_type": "answer", "event_payload": {"key": "k1"}}
    client.chat_postMessage(channel=general, text="Hello", metadata=metadata)

    plain = client.conversations_history(channel=general)["messages"][0]
    full = client.conversations_history(channel=general, include_all_metadata=True)["messages"][0]

    assert "metadata" not in plain
    assert full["metadata"] == metadata
    assert full["bot_id"] == slack.bot_id


def test_history_is_paged_newest_first_without_replies(slack: FakeSlack, client: WebClient) -> None:
    """A cursor leads from page to page; replies stay in their thread."""
    ana = slack.person("ana")
    general = slack.channel("general")
    root, *_ = [slack.say(ana, general, f"text {number}") for number in range(5)]
    slack.say(ana, general, "a reply", root)

    first = client.conversations_history(channel=general, limit=3)
    rest = client.conversations_history(channel=general, limit=3, cursor=first["response_metadata"]["next_cursor"])

    texts = [message["text"] for page in (first, rest) for message in page["messages"]]
    assert texts == ["text 4", "text 3", "text 2", "text 1", "text 0"]
    assert (first["has_more"], rest["has_more"]) == (True, False)
    assert rest["messages"][-1]["reply_count"] == 1


def test_history_is_bounded_by_time(slack: FakeSlack, client: WebClient) -> None:
    """The bounds are left out unless they are inclusive."""
    ana = slack.person("ana")
    general = slack.channel("general")
    one, two, three = [slack.say(ana, general, text) for text in ("one", "two", "three")]

    between = client.conversations_history(channel=general, oldest=one, latest=three)
    within = client.conversations_history(channel=general, oldest=one, latest=two, inclusive=True)

    assert [message["ts"] for message in between["messages"]] == [two]
    assert [message["ts"] for message in within["messages"]] == [two, one]


def test_a_thread_is_read_from_its_first_message(slack: FakeSlack, client: WebClient) -> None:
    """Replies come oldest first after the root, which is there whatever the bounds; a reply's ts finds it too."""
    ana = slack.person("ana")
    general = slack.channel("general")
    root = slack.say(ana, general, "root")
    slack.say(ana, general, "first", root)
    last = slack.say(ana, general, "last", root)

    whole = client.conversations_replies(channel=general, ts=last)
    newer = client.conversations_replies(channel=general, ts=root, oldest=last, inclusive=True)
    with pytest.raises(SlackApiError) as error:
        client.conversations_replies(channel=general, ts="1.000000")

    assert [message["text"] for message in whole["messages"]] == ["root", "first", "last"]
    assert [message["text"] for message in newer["messages"]] == ["root", "last"]
    assert whole["messages"][1]["parent_user_id"] == ana
    assert refused(error) == "thread_not_found"


def test_a_channel_that_the_bot_may_not_write_to(slack: FakeSlack, client: WebClient) -> None:
    """Archived, not a member, or not to be known of."""
    channels = {
        slack.archive(slack.channel("old")): "is_archived",
        slack.channel("elsewhere", bot=False): "not_in_channel",
        slack.channel("secret", "private", bot=False): "channel_not_found",
        "C0NOWHERE": "channel_not_found",
    }

    for channel, error in channels.items():
        with pytest.raises(SlackApiError) as caught:
            client.chat_postMessage(channel=channel, text="Hello")

        assert refused(caught) == error
        assert not slack.messages(channel)


def test_history_needs_its_scope(slack: FakeSlack, client: WebClient) -> None:
    """Without groups:history a private channel cannot be read, and the answer says what is needed."""
    secret = slack.channel("secret", "private")
    slack.scopes.discard("groups:history")

    with pytest.raises(SlackApiError) as error:
        client.conversations_history(channel=secret)

    assert (refused(error), error.value.response["needed"]) == ("missing_scope", "groups:history")


def test_channels_and_people_are_told(slack: FakeSlack, client: WebClient) -> None:
    """conversations.info and users.info say what a bot decides by."""
    ana = slack.person("ana", admin=True)
    shared = slack.channel("shared", ext_shared=True)

    channel = client.conversations_info(channel=shared)["channel"]
    direct = client.conversations_info(channel=slack.dm(ana))["channel"]
    person = client.users_info(user=ana)["user"]
    slack.deactivate(ana)
    left = client.users_info(user=ana)["user"]

    assert (channel["is_ext_shared"], channel["is_private"], channel["is_member"]) == (True, False, True)
    assert (direct["is_im"], direct["user"]) == (True, ana)
    assert (person["name"], person["is_admin"], person["deleted"], left["deleted"]) == ("ana", True, False, True)


def test_people_live_in_a_time_zone(slack: FakeSlack, client: WebClient) -> None:
    """Berlin where nothing is said; the offset is in seconds. There is no zone but those of the IANA database."""
    ana, ken = slack.person("ana"), slack.person("ken", tz="Asia/Tokyo")

    berlin, tokyo = (client.users_info(user=user)["user"] for user in (ana, ken))
    with pytest.raises(ZoneInfoNotFoundError):
        slack.person("eve", tz="Europe/Atlantis")

    assert (berlin["tz"], berlin["tz_offset"] in {3_600, 7_200}) == ("Europe/Berlin", True)
    assert (tokyo["tz"], tokyo["tz_label"], tokyo["tz_offset"]) == ("Asia/Tokyo", "JST", 9 * 3_600)


def test_an_update_keeps_what_it_does_not_name(slack: FakeSlack, client: WebClient) -> None:
    """The text changes and the blocks stay, until they are named; somebody else's message can't be changed."""
    ana = slack.person("ana")
    general = slack.channel("general")
    ts = client.chat_postMessage(channel=general, text="Hello", blocks=[SECTION])["ts"]
    theirs = slack.say(ana, general, "mine")

    client.chat_update(channel=general, ts=ts, text="Bye")
    with pytest.raises(SlackApiError) as not_ours:
        client.chat_update(channel=general, ts=theirs, text="Bye")
    with pytest.raises(SlackApiError) as nothing:
        client.chat_update(channel=general, ts="1.000000", text="Bye")

    message = slack.messages(general)[0]
    assert (message.text, message.versions, len(message.blocks)) == ("Bye", ["Hello"], 1)
    assert (refused(not_ours), refused(nothing)) == ("cant_update_message", "message_not_found")


def test_an_ephemeral_message_is_for_one(slack: FakeSlack, client: WebClient) -> None:
    """One person sees it, history does not have it, and it can't be updated."""
    ana, bob = slack.person("ana"), slack.person("bob")
    general = slack.channel("general", members=[ana, bob])

    ts = client.chat_postEphemeral(channel=general, user=ana, text="Psst")["message_ts"]
    with pytest.raises(SlackApiError) as error:
        client.chat_update(channel=general, ts=ts, text="Bye")

    assert [message.text for message in slack.ephemerals(ana)] == ["Psst"]
    assert [message.text for message in slack.seen_by(ana)] == ["Psst"]
    assert slack.seen_by(bob) == slack.messages(general) == []
    assert client.conversations_history(channel=general)["messages"] == []
    assert refused(error) == "message_not_found"


def test_a_permalink_names_channel_and_message(slack: FakeSlack, client: WebClient) -> None:
    """It has the ts without its dot."""
    general = slack.channel("general")
    ts = client.chat_postMessage(channel=general, text="Hello")["ts"]

    link = client.chat_getPermalink(channel=general, message_ts=ts)["permalink"]

    assert link.endswith(f"/archives/{general}/p{ts.replace('.', '')}")


def test_a_workspace_without_the_newer_blocks_refuses_them(slack: FakeSlack, client: WebClient) -> None:
    """One table loses the whole message; older blocks pass, until all are refused."""
    general = slack.channel("general")
    slack.refuse_newer_blocks = True

    with pytest.raises(SlackApiError) as newer:
        client.chat_postMessage(channel=general, text="Hello", blocks=[SECTION, TABLE])
    client.chat_postMessage(channel=general, text="Hello", blocks=[SECTION])
    slack.refuse_all_blocks = True
    with pytest.raises(SlackApiError) as every:
        client.chat_postMessage(channel=general, text="Hello", blocks=[SECTION])
    client.chat_postMessage(channel=general, text="Just text")

    assert refused(newer) == refused(every) == "invalid_blocks"
    assert [message.text for message in slack.messages(general)] == ["Hello", "Just text"]


def test_what_is_beyond_slacks_limits_is_refused(slack: FakeSlack, client: WebClient) -> None:
    """No text at all, too long a text, too many blocks, and an edit that is too long."""
    general = slack.channel("general")
    ts = client.chat_postMessage(channel=general, text="Hello")["ts"]

    with pytest.raises(SlackApiError) as nothing:
        client.api_call("chat.postMessage", json={"channel": general})
    with pytest.raises(SlackApiError) as too_long:
        client.chat_postMessage(channel=general, text="x" * 40_001)
    with pytest.raises(SlackApiError) as too_many:
        client.chat_postMessage(channel=general, text="Hello", blocks=[{"type": "divider"}] * 51)
    with pytest.raises(SlackApiError) as long_edit:
        client.chat_update(channel=general, ts=ts, text="x" * 4_001)

    errors = [refused(error) for error in (nothing, too_long, too_many, long_edit)]
    assert errors == ["no_text", "msg_too_long", "invalid_blocks", "msg_too_long"]


def test_a_modal_opens_once_and_soon(slack: FakeSlack, client: WebClient) -> None:
    """A trigger id is good for one view within three seconds."""
    ana = slack.person("ana")
    used, stale = slack.new_trigger(ana), slack.new_trigger(ana)

    view = client.views_open(trigger_id=used, view=MODAL)["view"]
    with pytest.raises(SlackApiError) as again:
        client.views_open(trigger_id=used, view=MODAL)
    slack.advance(3.5)
    with pytest.raises(SlackApiError) as late:
        client.views_open(trigger_id=stale, view=MODAL)
    with pytest.raises(SlackApiError) as unknown:
        client.views_open(trigger_id="1.2.3", view=MODAL)

    opened = slack.modal(ana)
    assert opened is not None
    assert (opened.id, opened.shown) == (view["id"], "Python")
    errors = [refused(error) for error in (again, late, unknown)]
    assert errors == ["exchanged_trigger_id", "expired_trigger_id", "invalid_trigger_id"]


def test_a_view_is_updated_by_its_hash(slack: FakeSlack, client: WebClient) -> None:
    """An update with the hash of an older state is refused; a modal without a title is, too."""
    ana = slack.person("ana")
    view = client.views_open(trigger_id=slack.new_trigger(ana), view=MODAL)["view"]

    client.views_update(view_id=view["id"], hash=view["hash"], view={**MODAL, "blocks": []})
    with pytest.raises(SlackApiError) as conflict:
        client.views_update(view_id=view["id"], hash=view["hash"], view=MODAL)
    with pytest.raises(SlackApiError) as nonsense:
        client.api_call("views.update", json={"view_id": view["id"], "view": "modal"})
    with pytest.raises(SlackApiError) as untitled:
        client.views_update(view_id=view["id"], view={"type": "modal", "blocks": []})

    opened = slack.modal(ana)
    assert opened is not None
    assert opened.blocks == []
    assert refused(conflict) == "hash_conflict"
    assert refused(untitled) == refused(nonsense) == "invalid_arguments"


def test_a_home_tab_is_published_for_one(slack: FakeSlack, client: WebClient) -> None:
    """The last one published shows."""
    ana, bob = slack.person("ana"), slack.person("bob")

    client.views_publish(user_id=ana, view={"type": "home", "blocks": []})
    client.views_publish(user_id=ana, view=HOME)

    home = slack.home(ana)
    assert home is not None
    assert home.shown == "Python"
    assert slack.home(bob) is None


def test_suggested_prompts_show_only_without_a_thread(slack: FakeSlack, client: WebClient) -> None:
    """With a thread_ts Slack says yes and shows nothing; more than four are refused."""
    ana, bob = slack.person("ana"), slack.person("bob")
    prompts = [{"title": "Compare", "message": "node or python?"}]

    client.assistant_threads_setSuggestedPrompts(channel_id=slack.dm(ana), prompts=prompts)
    client.assistant_threads_setSuggestedPrompts(channel_id=slack.dm(bob), thread_ts="1.0", prompts=prompts)
    with pytest.raises(SlackApiError) as error:
        client.assistant_threads_setSuggestedPrompts(channel_id=slack.dm(ana), prompts=prompts * 5)

    assert slack.prompts[slack.dm(ana)]["prompts"] == prompts
    assert slack.dm(bob) not in slack.prompts
    assert refused(error) == "invalid_arguments"


def test_a_status_is_kept(slack: FakeSlack, client: WebClient) -> None:
    """Both the older call and the one of agents are."""
    direct = slack.dm(slack.person("ana"))

    client.assistant_threads_setStatus(channel_id=direct, thread_ts="1.0", status="thinking")
    client.agents_sessions_setStatus(channel_id=direct, thread_ts="1.0", status="active")

    assert [status["status"] for status in slack.statuses] == ["thinking", "active"]


def test_messages_are_limited_to_one_a_second_and_channel(slack: FakeSlack, client: WebClient) -> None:
    """The second within a second gets 429 and Retry-After; another channel is free, and so is the next second."""
    general, random = slack.channel("general"), slack.channel("random")
    slack.limit_messages = True

    client.chat_postMessage(channel=general, text="one")
    with pytest.raises(SlackApiError) as error:
        client.chat_postMessage(channel=general, text="too soon")
    client.chat_postMessage(channel=random, text="elsewhere")
    slack.advance(1)
    client.chat_postMessage(channel=general, text="two")

    assert (error.value.response.status_code, error.value.response.headers["Retry-After"]) == (429, "1")
    assert [message.text for message in slack.messages(general)] == ["one", "two"]


def clicked(slack: FakeSlack, user: str, channel: str) -> tuple[Message, WebhookClient]:
    """A message of the bot's that only this person sees, and the response URL of a click on it."""
    message = slack.post(channel, slack.bot_user, "Original", only_for=user)
    return message, WebhookClient(slack.response_urls.issue(user, channel, original=message), retry_handlers=[])


def test_a_response_url_replaces_what_was_clicked(slack: FakeSlack) -> None:
    """Replaced, then taken away."""
    ana = slack.person("ana")
    original, hook = clicked(slack, ana, slack.channel("general", members=[ana]))

    answer = hook.send(text="Replaced", replace_original=True)
    replaced = original.text
    hook.send(delete_original=True)

    assert (answer.status_code, answer.body, replaced) == (200, "ok", "Replaced")
    assert slack.ephemerals(ana) == []


def test_a_response_url_posts_privately_or_in_the_channel(slack: FakeSlack) -> None:
    """Private unless it says otherwise; in a thread where it names one."""
    ana = slack.person("ana")
    general = slack.channel("general", members=[ana], bot=False)
    _, hook = clicked(slack, ana, general)

    hook.send(text="For you", replace_original=False)
    hook.send_dict({"text": "For all", "response_type": "in_channel", "thread_ts": "1.0", "replace_original": False})

    assert [message.text for message in slack.ephemerals(ana)] == ["Original", "For you"]
    assert [(message.text, message.thread_ts) for message in slack.messages(general)] == [("For all", "1.0")]


def test_a_commands_response_url_has_nothing_to_replace(slack: FakeSlack) -> None:
    """After a command, replace_original posts one more message."""
    ana = slack.person("ana")
    hook = WebhookClient(slack.response_urls.issue(ana, slack.channel("general")), retry_handlers=[])

    hook.send(text="First")
    hook.send(text="Second", replace_original=True)

    assert [message.text for message in slack.ephemerals(ana)] == ["First", "Second"]


def test_a_response_url_works_five_times(slack: FakeSlack) -> None:
    """The sixth gets 404 and used_url."""
    hook = WebhookClient(slack.response_urls.issue(slack.person("ana"), slack.channel("general")), retry_handlers=[])

    answers = [hook.send(text=str(number)) for number in range(6)]

    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert "used_url" in answers[-1].body


def test_a_response_url_lives_half_an_hour(slack: FakeSlack) -> None:
    """Later it gets 404 and expired_url."""
    hook = WebhookClient(slack.response_urls.issue(slack.person("ana"), slack.channel("general")), retry_handlers=[])
    slack.advance(30 * 60 + 1)

    answer = hook.send(text="Late")

    assert (answer.status_code, "expired_url" in answer.body) == (404, True)


def test_a_response_url_refuses_bad_blocks(slack: FakeSlack) -> None:
    """With the HTTP status that the test chose, and the error's name; a refused post does not use it up."""
    ana = slack.person("ana")
    hook = WebhookClient(slack.response_urls.issue(ana, slack.channel("general")), retry_handlers=[])
    slack.refuse_all_blocks = True

    by_status = hook.send(text="Hello", blocks=[SECTION])
    slack.response_url_refusal = 200
    by_body = hook.send(text="Hello", blocks=[SECTION])

    assert (by_status.status_code, by_body.status_code) == (400, 200)
    assert "invalid_blocks" in by_status.body
    assert [call.outcome for call in slack.calls("response_url")] == ["invalid_blocks"] * 2
    assert slack.ephemerals(ana) == []


def test_a_transcript_reads_like_the_conversation(slack: FakeSlack, client: WebClient) -> None:
    """Replies are indented; private messages and edits say so."""
    ana = slack.person("ana")
    general = slack.channel("general", members=[ana])

    root = slack.say(ana, general, f"{slack.mention} node or python?")
    ts = client.chat_postMessage(channel=general, text="Python.", thread_ts=root)["ts"]
    client.chat_update(channel=general, ts=ts, text="Python.\nIt has the libraries.")
    client.chat_postEphemeral(channel=general, user=ana, text="Done.")
    client.chat_delete(channel=general, ts=ts)

    assert slack.transcript(general).splitlines() == [
        "ana: @stackbot node or python?",
        "  stackbot: Python.",
        "  stackbot, edited: Python.",
        "      It has the libraries.",
        "stackbot, only to ana: Done.",
        "  stackbot, deleted: Python.",
        "      It has the libraries.",
    ]


def test_waiting_ends_when_it_is_true_or_says_what_was(slack: FakeSlack) -> None:
    """The condition's value comes back; where it stays false, the error shows what was said."""
    ana = slack.person("ana")
    general = slack.channel("general")
    slack.say(ana, general, "anybody here?")

    with pytest.raises(TimeoutError, match="anybody here"):
        slack.wait_for(lambda: slack.messages(general)[1:], timeout=0.01)

    assert slack.wait_for(lambda: slack.messages(general))[0].text == "anybody here?"
