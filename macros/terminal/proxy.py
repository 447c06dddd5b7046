"""Stands before an engine's API for one command: its requests go on as `routes` decides, its streams as they come."""

from __future__ import annotations

import json
import socket
import threading
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

from .messages import Head, MalformedMessage, read_body, read_head
from .routes import Forward, Request, decide
from .scope import Refused
from .upstream import connect

if TYPE_CHECKING:
    from io import BufferedReader
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from ..engines.engine import CommandLine
    from .scope import Scope

_CHUNK = 64 * 1024
_PATIENCE_SECONDS = 10.0
"""A request that makes something is waited for so long, so that what it makes can be removed."""
_LISTENING_SECONDS = 1.0
"""A client that has its answer leaves at once."""
_FAILED = 400
"""From this HTTP status on, an answer is an error."""
_REASONS = {400: "Bad Request", 403: "Forbidden", 404: "Not Found", 502: "Bad Gateway"}


class Proxy:
    """Listens on a Unix socket for the length of a `with` block."""

    def __init__(self, path: Path, command_line: CommandLine, scope: Scope) -> None:
        self._command_line = command_line
        self._scope = scope
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(str(path))
        self._listener.listen(64)
        self.engine_is_away = False
        """Whether the engine could not be reached at least once."""

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close every connection, and return when nothing more can be asked of the engine."""
        for each in (self._listener, *tuple(self._open)):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(_PATIENCE_SECONDS)

    def _start(self, main: object, *arguments: object) -> threading.Thread:
        # A daemon: where the program is ended, no thread that waits for an engine holds it up.
        thread = threading.Thread(target=main, args=arguments, daemon=True)  # type: ignore[arg-type]
        self._threads = [each for each in self._threads if each.is_alive()]
        thread.start()
        self._threads.append(thread)
        return thread

    def _accept(self) -> None:
        with suppress(OSError):  # the listener was closed
            while True:
                connection, _ = self._listener.accept()
                self._open.add(connection)
                self._start(self._serve, connection)

    def _serve(self, client: socket.socket) -> None:
        """Answer one request, and close the connection."""
        with client, suppress(OSError):  # either side may leave at any time
            try:
                self._answer(client)
            except Refused as refusal:
                _tell(client, refusal.status, self._scope.explained(str(refusal)))
            except MalformedMessage as error:
                _tell(client, 400, f"what was said between `docker` and its engine is not understood: {error}")
            finally:
                _hang_up(client)
                self._open.discard(client)

    def _answer(self, client: socket.socket) -> None:
        from_client = _reader(client)
        head = read_head(from_client)
        if head is None:
            return
        try:
            method, target, _ = head.first.split(" ")
        except ValueError:
            raise MalformedMessage(head.first[:80]) from None
        is_json = head.get("content-type").startswith("application/json") and not head.upgrades
        body = read_body(from_client, head, answer=False) if is_json else b""
        forward = decide(Request(method, target, body), self._scope)
        sent = head.replaced(f"{method} {forward.target} HTTP/1.1")
        if not head.upgrades:
            sent = sent.replaced(connection="close")
        if is_json:
            sent = sent.replaced(content_length=len(forward.body), transfer_encoding=None)
        with ExitStack() as stack:
            try:
                engine = stack.enter_context(connect(self._command_line))
            except OSError:
                self._engine_failed(client)
                return
            if forward.answer is None:
                # Nothing that is made hangs on it: at the end it is cut off.
                self._open.add(engine)
                stack.callback(self._open.discard, engine)
            engine.sendall(sent.encode() + (forward.body if is_json else b""))
            self._pass_on(method, forward, client, from_client, engine)

    def _pass_on(
        self, method: str, forward: Forward, client: socket.socket, from_client: BufferedReader, engine: socket.socket
    ) -> None:
        """Send on what the client still says, and what the engine answers."""
        # Starts at once: the engine may want a body before it answers.
        self._start(_copy, from_client, engine)
        from_engine = _reader(engine)
        head = read_head(from_engine)
        if head is None:
            self._engine_failed(client)
            return
        if not head.get("upgrade"):
            head = head.replaced(connection="close")
        if head.status < _FAILED and forward.answer is None:
            client.sendall(head.encode())
            _copy(from_engine, client)
            return
        body = b"" if method == "HEAD" else read_body(from_engine, head, answer=True)
        client.sendall(_rewritten(head, body, forward, self._scope, method))

    def _engine_failed(self, client: socket.socket) -> None:
        self.engine_is_away = True
        _tell(client, 502, "the engine did not answer")


def _rewritten(head: Head, body: bytes, forward: Forward, scope: Scope, method: str) -> bytes:
    """Return an answer with the names that were typed."""
    if head.status >= _FAILED:
        body = scope.explained(body.decode(errors="replace")).encode()
    elif forward.answer is not None:
        answer = forward.answer(json.loads(body) if body else None)
        body = scope.as_typed(json.dumps(answer).encode()) if body else b""
    if method == "HEAD":
        return head.encode()
    return head.replaced(content_length=len(body), transfer_encoding=None).encode() + body


def _reader(connection: socket.socket) -> BufferedReader:
    return connection.makefile("rb")


def _copy(source: BufferedReader, target: socket.socket) -> None:
    """Send on whatever comes until it ends, then say that it has ended, as `docker run -i` does of its input."""
    with suppress(OSError, ValueError):  # either side may leave at any time
        while chunk := source.read1(_CHUNK):
            target.sendall(chunk)
        target.shutdown(socket.SHUT_WR)


def _hang_up(client: socket.socket) -> None:
    """End a connection; what the client still wants to send is heard, or it would not read its answer."""
    with suppress(OSError):
        client.shutdown(socket.SHUT_WR)
        client.settimeout(_LISTENING_SECONDS)
        while client.recv(_CHUNK):
            pass
    with suppress(OSError):
        client.shutdown(socket.SHUT_RDWR)


def _tell(client: socket.socket, status: int, sentence: str) -> None:
    """Answer with an error, as an engine does."""
    body = json.dumps({"message": sentence}).encode()
    fields = (("Content-Type", "application/json"), ("Content-Length", str(len(body))), ("Connection", "close"))
    client.sendall(Head(f"HTTP/1.1 {status} {_REASONS[status]}", fields).encode() + body)
