"""The URLs at which an app may answer a command, a click or a shortcut later: five times, within half an hour."""

import secrets
from dataclasses import dataclass

from bot.fake_slack.checks import RefusedError, check_message
from bot.fake_slack.reading import truth
from bot.fake_slack.shapes import Json, Message
from bot.fake_slack.workspace import Workspace

USES = 5
LIFE_S = 30 * 60.0


@dataclass(slots=True)
class ResponseUrl:
    """One of them: who it answers, where, and the message that was clicked, if any was."""

    user: str
    channel: str
    issued_at: float
    original: Message | None = None
    uses: int = 0


class ResponseUrls:
    """All that were issued."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.base = ""
        self.known: dict[str, ResponseUrl] = {}

    def issue(self, user: str, channel: str, *, original: Message | None = None) -> str:
        """A new one."""
        with self.workspace.changed:
            name = secrets.token_urlsafe(16)  # who knows it may post
            self.known[name] = ResponseUrl(user, channel, self.workspace.now(), original)
            return f"{self.base}/response/{name}"

    def use(self, name: str, body: Json, *, late: bool = False) -> Message | None:
        """Do what a post to it asks for; RefusedError where Slack would not.

        Slack replaces and deletes only the message that was clicked. After a command there is none, so that
        `replace_original` posts another message: https://github.com/slackapi/bolt-python/issues/1268
        """
        with self.workspace.changed:
            found = self._good(name)
            if truth(body.get("delete_original")) and found.original is not None:
                found.uses += 1
                self.workspace.delete(found.original)
                return None
            check_message(self.workspace, body)
            found.uses += 1
            if _replaces(body) and found.original is not None:
                self.workspace.change(found.original, body.get("text") or "", body.get("blocks") or [])
                return found.original
            return self._post(found, body, late=late)

    def _good(self, name: str) -> ResponseUrl:
        found = self.known.get(name)
        if found is None:
            raise RefusedError("no_service")
        if self.workspace.now() - found.issued_at > LIFE_S:
            raise RefusedError("expired_url")
        if found.uses >= USES:
            raise RefusedError("used_url")
        return found

    def _post(self, found: ResponseUrl, body: Json, *, late: bool) -> Message:
        public = body.get("response_type") == "in_channel"
        return self.workspace.post(
            found.channel,
            self.workspace.bot_user,
            body.get("text") or "",
            blocks=body.get("blocks"),
            thread_ts=body.get("thread_ts") or "",
            metadata=body.get("metadata"),
            only_for="" if public else found.user,
            late=late,
            arguments=body,
        )


def _replaces(body: Json) -> bool:
    """Whether it asks to replace the original; taken for yes where a private answer doesn't say, so apps should say."""
    public = body.get("response_type") == "in_channel"
    return truth(body["replace_original"]) if "replace_original" in body else not public
