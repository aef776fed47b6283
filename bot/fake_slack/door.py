"""The HTTP server that stands for slack.com: the Web API and the response URLs."""

import socket
import sys
import threading
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from bot.fake_slack import web_api
from bot.fake_slack.checks import RefusedError
from bot.fake_slack.faults import Fault
from bot.fake_slack.people import People
from bot.fake_slack.shapes import Call, Json
from bot.fake_slack.wire import Answer, arguments, encoded

HOLD_S = 60.0
RESPONSE_URL = "response_url"


class _Outcome(NamedTuple):
    """What came of a call: the answer, the name of what went wrong, whether it was carried out, and why not."""

    answer: Answer | None
    name: str = ""
    stored: bool = False
    reasons: tuple[str, ...] = ()


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
        began = time.perf_counter()
        call = self._record(path, args, token)
        fault = self.people.faults.take(call.method, call.channel)
        done = self._carried_out(call, path) if fault is None else self._faulty(call, path, fault)
        with self.people.changed:
            call.outcome, call.stored, call.reasons = done.name, done.stored, list(done.reasons)
            call.answered = done.answer and done.answer.readable
            call.took_ms = (time.perf_counter() - began) * 1_000
            self.people.changed.notify_all()
        return done.answer

    def _record(self, path: str, args: Json, token: str) -> Call:
        method = path.removeprefix("/api/") if path.startswith("/api/") else RESPONSE_URL
        url = "" if method != RESPONSE_URL else self.base + path
        given = {name: value for name, value in args.items() if name != "token"}
        call = Call(method, given, self.people.now(), token, url)
        with self.people.changed:
            self.people.all_calls.append(call)
            self.people.changed.notify_all()
        return call

    def _carried_out(self, call: Call, path: str, *, late: bool = False) -> _Outcome:
        try:
            return _Outcome(self._asked(call, path, late=late), stored=True)
        except RefusedError as refused:
            return _Outcome(self._refused(call, refused), refused.error, reasons=tuple(refused.reasons))

    def _asked(self, call: Call, path: str, *, late: bool) -> Answer:
        if call.method != RESPONSE_URL:
            body = encoded(web_api.run(self.people, call.method, call.args, call.token, late=late))
            return Answer(200, body, {"X-OAuth-Scopes": ",".join(sorted(self.people.scopes))})
        message = self.people.response_urls.use(path.removeprefix("/response/"), call.args, late=late)
        if message is not None and not message.only_for:
            self.people.echo(message)
        return Answer(200, b"ok", content_type="text/html")

    def _refused(self, call: Call, refused: RefusedError) -> Answer:
        body = encoded({"ok": False, "error": refused.error, **refused.more})
        if refused.error == "ratelimited":
            return Answer(429, body, {"Retry-After": str(refused.more.get("retry_after", 1))})
        if call.method != RESPONSE_URL:
            return Answer(200, body)
        gone = refused.error in {"used_url", "expired_url", "no_service"}
        return Answer(404 if gone else self.people.response_url_refusal, body)

    def _faulty(self, call: Call, path: str, fault: Fault) -> _Outcome:
        """What comes of a call that a fault was planned for."""
        if fault.held is not None:
            fault.held.set()
        if fault.released is not None:
            fault.released.wait(HOLD_S)
        done = self._carried_out(call, path, late=fault.late) if fault.stored else _Outcome(None)
        if fault.drop:
            return _Outcome(None, "dropped", done.stored)
        if fault.error:
            headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
            body = encoded({"ok": False, "error": fault.error})
            return _Outcome(Answer(self._status(call, fault), body, headers), fault.error)
        return _garbled(fault, done)

    def _status(self, call: Call, fault: Fault) -> int:
        refused = call.method == RESPONSE_URL and fault.status == HTTPStatus.OK
        return self.people.response_url_refusal if refused else fault.status


def _garbled(fault: Fault, done: _Outcome) -> _Outcome:
    """An answer as a fault leaves it: cut off, no JSON, or as it was."""
    if fault.wire is not None:
        return _Outcome(Answer(fault.status, fault.wire, whole=False), "cut off", done.stored)
    if fault.body is not None:
        good = fault.status == HTTPStatus.OK
        answer = Answer(fault.status, fault.body, {}, "application/json" if good else "text/html")
        return _Outcome(answer, "malformed" if good else str(fault.status), done.stored)
    return done


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
        if "Origin" in self.headers:  # a page in a browser, whatever it claims to know
            self.close_connection = True
            self.send_error(HTTPStatus.FORBIDDEN)
            return
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
