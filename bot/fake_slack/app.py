"""The app as Slack knows it: its names and tokens, what it may do, and how strict Slack is with it."""

from bot.fake_slack.clock import Clock
from bot.fake_slack.faults import Faults

EVERY_SCOPE = frozenset(
    "commands chat:write app_mentions:read assistant:write im:history channels:history groups:history mpim:history "
    "channels:read groups:read im:read mpim:read users:read usergroups:read".split()
)
EVERY_EVENT = frozenset(
    "app_home_opened app_mention message.im message.channels message.groups message.mpim member_joined_channel "
    "agent_session_stopped app_context_changed app_uninstalled tokens_revoked".split()
)


class App(Clock):
    """One app in one workspace.

    The switches are plain attributes: `scopes`, `events` (what the app subscribed to), `installed`,
    `refuse_newer_blocks`, `refuse_all_blocks`, `limit_messages` (one a second and channel), `echoes` (whether the app
    hears of its own messages, as it does in Slack), `response_url_refusal` (the HTTP status for a message that a
    response_url refuses), `shows_acks` (off where only speed counts) and `patience_s` (how long people wait for the ack
    of a command).
    """

    def __init__(self, team: str, bot_name: str) -> None:
        super().__init__()
        self.team, self.team_domain = team, "acme"
        self.app_id, self.bot_id, self.bot_user, self.bot_name = "A0STACK", "B0STACK", "U0STACK", bot_name
        self.bot_token, self.app_token = f"xoxb-{team}-bot", f"xapp-1-{team}-app"
        self.other_tokens: set[str] = set()  # that are good beside it for a while, as after a rotation
        self.codes: set[str] = set()
        self.refresh_tokens: set[str] = set()
        self.installer = ""
        self.app_secret, self.token_lifetime_s = ("123.456", "client-secret-canary"), 0
        self.scopes, self.events = set(EVERY_SCOPE), set(EVERY_EVENT)
        self.installed = True
        self.refuse_newer_blocks = self.refuse_all_blocks = self.limit_messages = False
        self.echoes = self.shows_acks = True
        self.response_url_refusal = 400
        self.patience_s = 3.0
        self.faults = Faults()

    @property
    def mention(self) -> str:
        """How people write the bot's name."""
        return f"<@{self.bot_user}>"
