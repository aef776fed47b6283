"""Installing the app by OAuth: who allows it, and what the app gets for that."""

import secrets
from base64 import b64decode
from urllib.parse import parse_qs, urlencode, urlsplit

from bot.fake_slack.checks import RefusedError
from bot.fake_slack.people import People
from bot.fake_slack.shapes import Json


def allowed(people: People, url: str, user: str) -> str:
    """Somebody is sent to Slack's page and allows the app; the query with which they come back to the app.

    RefusedError where the address is not that page's, or names another app.
    """
    asked = urlsplit(url)
    fields = {name: value[0] for name, value in parse_qs(asked.query).items()}
    if asked.path != "/oauth/v2/authorize" or fields.get("client_id") != people.app_secret[0]:
        raise RefusedError("invalid_client_id")
    with people.changed:
        code = f"{people.team}.{secrets.token_hex(16)}"
        people.codes.add(code)
        people.installer = user
        people.scopes = set(fields["scope"].split(","))
    return urlencode({"code": code, "state": fields["state"]})


def access(people: People, args: Json, authorization: str) -> Json:
    """Tokens for a code or a refresh token; each is good once."""
    if _credentials(authorization) != people.app_secret:
        raise RefusedError("bad_client_secret")
    if args.get("grant_type") == "refresh_token":
        return _refreshed(people, str(args.get("refresh_token") or ""))
    code = str(args.get("code") or "")
    if code not in people.codes:
        raise RefusedError("invalid_code")
    people.codes.discard(code)
    people.installed = True
    people.other_tokens.clear()
    people.refresh_tokens.clear()
    return _tokens(people)


def _refreshed(people: People, token: str) -> Json:
    if not people.installed or token not in people.refresh_tokens:
        raise RefusedError("invalid_refresh_token")
    people.refresh_tokens.discard(token)
    people.other_tokens.add(people.bot_token)
    return _tokens(people)


def _tokens(people: People) -> Json:
    ends = people.token_lifetime_s
    people.bot_token = f"{'xoxe.xoxb-1' if ends else 'xoxb'}-{people.team}-{secrets.token_hex(8)}"
    answer: Json = {
        "access_token": people.bot_token,
        "token_type": "bot",
        "scope": ",".join(sorted(people.scopes)),
        "bot_user_id": people.bot_user,
        "app_id": people.app_id,
        "team": {"id": people.team, "name": people.team_domain},
        "enterprise": None,
        "is_enterprise_install": False,
        "authed_user": {"id": people.installer},
    }
    if ends:
        refresh_token = f"xoxe-1-{secrets.token_hex(16)}"
        people.refresh_tokens.add(refresh_token)
        answer |= {"refresh_token": refresh_token, "expires_in": ends}
    return answer


def _credentials(authorization: str) -> tuple[str, ...]:
    """The client id and secret of HTTP's basic authentication."""
    return tuple(b64decode(authorization.removeprefix("Basic ")).decode().split(":"))
