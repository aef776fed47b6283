"""The app: which listener takes which payload. Whatever nothing else takes is acked and ignored."""

import re
from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.slack.blocks import actions
from bot.slack.channels import Channels
from bot.slack.choices import ClickedAnswers
from bot.slack.commands import Commands
from bot.slack.deciding import Deciding
from bot.slack.decisions import Decisions
from bot.slack.desk import SlackDesk
from bot.slack.digests import Digests
from bot.slack.editing import Editing
from bot.slack.explaining import Explaining
from bot.slack.failing import Failing
from bot.slack.feedback import Feedback
from bot.slack.gaps import Gaps
from bot.slack.home import Home
from bot.slack.messages import Messages
from bot.slack.moving import Moving
from bot.slack.privacy import Privacy
from bot.slack.reviewing import Reviewing
from bot.slack.shortcuts import Shortcuts
from bot.slack.subcommands import Subcommands

ANY = re.compile(r".*", re.DOTALL)

Take = Callable[[dict[str, Any]], None]


def slack_app(desk: SlackDesk, base_url: str, leave: Take | None = None) -> App:
    """Bolt's app with our listeners.

    Signatures are checked at the HTTP door, before Bolt parses anything; Socket Mode has none. Listeners finish before
    the ack leaves, so that what is acked is kept. `leave` takes both farewells, an app that is removed and a token that
    is revoked; without it only the first counts, and erases at once.
    """
    app = App(
        client=WebClient(base_url=base_url, retry_handlers=[]),
        authorize=_authorization(desk.choices.bot_user),
        process_before_response=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
        url_verification_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    channels, gaps, privacy, deciding = Channels(desk), Gaps(desk), Privacy(desk), Deciding(desk)
    anywhere = (Explaining(desk).spoken, gaps.spoken, privacy.spoken, Decisions(desk).spoken)
    in_channels = (channels.spoken, Digests(desk).spoken, deciding.spoken)
    app.command(ANY)(Commands(desk, Subcommands(*anywhere, *in_channels)).receive)
    _listen_to_events(app, desk, Messages(desk, Subcommands(*anywhere)), leave)
    _listen_to_buttons(app, desk, channels, gaps)
    _listen_to_decisions(app, desk, deciding)
    _listen_to_the_rest(app, desk)
    app.error(Failing(desk).respond)
    return app


def _listen_to_events(app: App, desk: SlackDesk, messages: Messages, leave: Take | None) -> None:
    for event, take in (
        ("app_mention", messages.receive),
        ("message", messages.receive),
        ("app_home_opened", Home(desk).opened),
        ("app_uninstalled", leave or Privacy(desk).leave),
        ("tokens_revoked", leave or _ignore),
        (ANY, _ignore),
    ):
        app.event(event)(take)


def _listen_to_buttons(app: App, desk: SlackDesk, channels: Channels, gaps: Gaps) -> None:
    clicked = ClickedAnswers(desk)
    for action, take in (
        (re.compile(rf"{actions.CHOOSE}\d+"), clicked.choose),
        (re.compile(rf"{actions.NEAREST}\d+"), clicked.nearest),
        (actions.SHARE, clicked.share),
        (actions.ASK_A_HUMAN, clicked.ask_a_human),
        (re.compile(rf"{actions.FEEDBACK}(_\d)?"), Feedback(desk).vote),
        (actions.SET_MODE, channels.chosen),
        (re.compile(rf"{actions.DRAFT_ENTRY}(_\d+)?"), gaps.draft),
    ):
        app.action(action)(_acked(take))


def _listen_to_decisions(app: App, desk: SlackDesk, deciding: Deciding) -> None:
    moving, editing, reviewing = Moving(desk), Editing(desk), Reviewing(desk)
    app.action(actions.LOG_DECISION)(_acked(deciding.from_answer))
    app.action(actions.REVERSIBILITY_INPUT)(_acked(deciding.grown))
    app.action(actions.DRAFT_FROM_THREAD)(_acked(deciding.drafted))
    app.action(actions.EDIT_DECISION)(_acked(editing.opened))
    app.action(re.compile(rf"{actions.MOVE_DECISION}\w+"))(_acked(moving.pressed))
    app.shortcut(actions.DECIDE_SHORTCUT)(_acked(deciding.from_message))
    app.view(actions.DECISION_FORM)(_answered(deciding.submitted))
    app.view(actions.EDIT_FORM)(_answered(editing.submitted))
    app.view(actions.REASON_FORM)(_acked(moving.reasoned))
    app.action(re.compile(rf"{actions.REVIEW_DECISION}\w+"))(_acked(reviewing.pressed))
    app.view(actions.WAIVE_FORM)(_answered(reviewing.waived))


def _listen_to_the_rest(app: App, desk: SlackDesk) -> None:
    shortcuts = Shortcuts(desk)
    app.shortcut(actions.ASK_SHORTCUT)(_acked(shortcuts.ask))
    app.view(actions.REASON_VIEW)(_acked(Feedback(desk).explain))
    for listen in (app.action, app.shortcut, app.view, app.view_closed, app.options):
        listen(ANY)(_acked(_ignore))


def _acked(take: Take) -> Callable[[Ack, dict[str, Any]], None]:
    """A listener that acks once the payload is dealt with."""

    def listener(ack: Ack, body: dict[str, Any]) -> None:
        take(body)
        ack()

    return listener


def _answered(take: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[Ack, dict[str, Any]], None]:
    """A listener whose ack says what the view shows next."""

    def listener(ack: Ack, body: dict[str, Any]) -> None:
        ack(**take(body))

    return listener


def _ignore(body: dict[str, Any]) -> None:
    """Take a payload that means nothing to us."""


def _authorization(bot_user: str) -> Callable[..., AuthorizeResult]:
    """Bolt's authorization without a call for each request; the token is the courier's alone."""

    def authorize(team_id: str | None, enterprise_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_user_id=bot_user)

    return authorize
