"""The HTTP server that stands for slack.com: the Web API and the response URLs."""

import json
import socket
import sys
import threading
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from bot.fake_slack import web_api
from bot.fake_slack.checks import RefusedError
from bot.fake_slack.faults import Fault
from bot.fake_slack.people import People
from bot.fake_slack.shapes import Call, Json

DECODED = ("blocks", "attachments", "metadata", "view", "prompts")  # JSON within a form
HOLD_S = 60.0
RESPONSE_URL = "response_url"


class Answer(NamedTuple):
    """What goes back; nothing does where it is None instead."""

    status: int
    body: bytes
    headers: Mapping[str, str] = {}
    content_type: str = "application/json; charset=utf-8"
    whole: bool = True  # False where the body is all that goes over the wire


class Door:
    """The server, one thread a connection."""

    def __init__(self, people: People) -> None:
        self.people = people
        self.open_sockets: set[socket.socket] = set()
        self.neighbours: list[Door] = []
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.door = self
        arguments = {"poll_interval": 0.02}
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs=arguments, daemon=True)
        self._thread.start()

    @property
    def base(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def beside(self, path: str, args: Json, token: str) -> tuple["Door", str]:
        """The door of the workspace that is meant, which may be one beside ours, and the path there."""
        given = {token, str(args.get("code")), str(args.get("refresh_token"))}
        for other in self.neighbours:
            if path.startswith(f"/{other.people.team}/"):
                return other, path.removeprefix(f"/{other.people.team}")
            theirs = other.people
            if given & {theirs.bot_token, *theirs.other_tokens, *theirs.codes, *theirs.refresh_tokens}:
                return other, path
        return self, path

    def close(self) -> None:
        """Close it and every connection, and wait until all its threads are done."""
        self._server.shutdown()
        with self.people.changed:
            for one in self.open_sockets:
                one.shutdown(socket.SHUT_RDWR)
        self._server.server_close()
        self._thread.join()

    def answer(self, path: str, args: Json, token: str) -> Answer | None:
        """Carry a request out, with the fault that is planned for it; None where the connection is to be dropped."""
        method, call = self._record(path, args, token)
        fault = self.people.faults.take(method, call.channel)
        if fault is None:
            return self._carried_out(call, path, late=False)
        if fault.held is not None:
            fault.held.set()
        if fault.released is not None:
            fault.released.wait(HOLD_S)
        done = self._carried_out(call, path, late=fault.late) if fault.stored else None
        return self._gone_wrong(call, fault, done)

    def _record(self, path: str, args: Json, token: str) -> tuple[str, Call]:
        method = path.removeprefix("/api/") if path.startswith("/api/") else RESPONSE_URL
        url = "" if method != RESPONSE_URL else self.base + path
        call = Call(
            method, {name: value for name, value in args.items() if name != "token"}, self.people.now(), token, url
        )
        with self.people.changed:
            self.people.all_calls.append(call)
            self.people.changed.notify_all()
        return method, call

    def _carried_out(self, call: Call, path: str, *, late: bool) -> Answer:
        try:
            answer = self._asked(call, path, late=late)
            self._outcome(call, "", stored=True)
        except RefusedError as refused:
            self._outcome(call, refused.error)
            return self._refused(call, refused)
        return answer

    def _asked(self, call: Call, path: str, *, late: bool) -> Answer:
        if call.method != RESPONSE_URL:
            body = _json(web_api.run(self.people, call.method, call.args, call.token, late=late))
            return Answer(200, body, {"X-OAuth-Scopes": ",".join(sorted(self.people.scopes))})
        message = self.people.response_urls.use(path.removeprefix("/response/"), call.args, late=late)
        if message is not None and not message.only_for:
            self.people.echo(message)
        return Answer(200, b"ok", content_type="text/html")

    def _refused(self, call: Call, refused: RefusedError) -> Answer:
        body = _json({"ok": False, "error": refused.error, **refused.more})
        if refused.error == "ratelimited":
            return Answer(429, body, {"Retry-After": str(refused.more.get("retry_after", 1))})
        if call.method != RESPONSE_URL:
            return Answer(200, body)
        gone = refused.error in {"used_url", "expired_url", "no_service"}
        return Answer(404 if gone else self.people.response_url_refusal, body)

    def _gone_wrong(self, call: Call, fault: Fault, done: Answer | None) -> Answer | None:
        if fault.drop:
            self._outcome(call, "dropped", stored=call.stored)
            return None
        if fault.error:
            self._outcome(call, fault.error)
            headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
            return Answer(self._status(call, fault), _json({"ok": False, "error": fault.error}), headers)
        if fault.wire is not None:
            self._outcome(call, "cut off", stored=call.stored)
            return Answer(fault.status, fault.wire, whole=False)
        if fault.body is not None:
            good = fault.status == HTTPStatus.OK
            self._outcome(call, "malformed" if good else str(fault.status), stored=call.stored)
            return Answer(fault.status, fault.body, {}, "application/json" if good else "text/html")
        return done

    def _status(self, call: Call, fault: Fault) -> int:
        refused = call.method == RESPONSE_URL and fault.status == HTTPStatus.OK
        return self.people.response_url_refusal if refused else fault.status

    def _outcome(self, call: Call, outcome: str, *, stored: bool = False) -> None:
        with self.people.changed:
            call.outcome, call.stored = outcome, stored
            self.people.changed.notify_all()


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # so that closing waits for all of them
    request_queue_size = 1_024
    door: Door

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exception(), OSError):  # that is a client that hung up
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # one packet an answer
    server: _Server

    def setup(self) -> None:
        super().setup()
        with self.server.door.people.changed:
            self.server.door.open_sockets.add(self.connection)

    def finish(self) -> None:
        with self.server.door.people.changed:
            self.server.door.open_sockets.discard(self.connection)
        super().finish()

    def do_POST(self) -> None:
        path = urlsplit(self.path)
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        args = dict(parse_qsl(path.query, keep_blank_values=True)) | arguments(self.headers.get_content_type(), raw)
        bearer = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        token = bearer or str(args.get("token") or "")
        door, where = self.server.door.beside(path.path, args, token)
        answer = door.answer(where, args, token)
        if answer is None or not answer.whole:
            self.close_connection = True
            self.wfile.write(answer.body if answer else b"")
            return
        self.send_response(answer.status)
        for name, value in {"Content-Type": answer.content_type, **answer.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The time as Slack has it, for the header Date."""
        return super().date_time_string(self.server.door.people.now() if timestamp is None else timestamp)

    do_GET = do_POST  # noqa: N815 - http.server's name

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - http.server's names
        """Keep quiet."""


def arguments(content_type: str, raw: bytes) -> Json:
    """The arguments in a body, as JSON or as a form; none where it is neither."""
    if content_type == "application/json":
        return _fields(raw.decode(errors="replace"))
    fields: Json = dict(parse_qsl(raw.decode(errors="replace"), keep_blank_values=True))
    if "payload" in fields:
        return _fields(fields["payload"])
    return fields | {name: _read(fields[name], fields[name]) for name in DECODED if name in fields}


def _fields(text: str) -> Json:
    read = _read(text, None)
    return read if isinstance(read, dict) else {}


def _read(text: str, otherwise: Any) -> Any:  # noqa: ANN401 - any JSON
    try:
        return json.loads(text)
    except ValueError:
        return otherwise


def _json(body: Json) -> bytes:
    return json.dumps(body).encode()
