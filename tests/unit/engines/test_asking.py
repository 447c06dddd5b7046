"""What answers here is no engine; tests/engine/test_choose.py asks real ones."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from macros.engines import asking
from macros.engines.asking import ask
from macros.engines.endpoints import Endpoint
from macros.errors import SurroundingsError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def answering(answers: dict[str, tuple[int, bytes]]) -> Iterator[Endpoint]:
    """Answer HTTP on loopback, each path with a status and a body."""

    class Answers(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, body = answers[self.path]
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the name that is given
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        try:
            yield Endpoint(f"tcp://127.0.0.1:{server.server_port}", "DOCKER_HOST")
        finally:
            server.shutdown()


def why(endpoint: Endpoint, **environment: str) -> str:
    with pytest.raises(SurroundingsError) as caught:
        ask(endpoint, environment)
    return str(caught.value)


def test_an_engine_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "ASK_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        said = why(Endpoint(f"tcp://127.0.0.1:{silent.getsockname()[1]}", "DOCKER_HOST"))
    assert time.monotonic() - began < 1
    assert "which DOCKER_HOST names, does not answer within 3 s; start it, or set TARE_ENGINE=embedded" in said


def test_a_refused_connection_is_told_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    said = why(Endpoint(f"tcp://127.0.0.1:{port}"))
    assert said.startswith(f"the engine at tcp://127.0.0.1:{port} does not answer: nothing listens there; start it")


def test_a_socket_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert "does not answer: there is no such socket; start it" in why(Endpoint(f"unix://{tmp_path}/docker.sock"))


def test_a_host_whose_name_is_unknown_is_told() -> None:
    assert "cannot be reached: its host's name is not known" in why(Endpoint("tcp://engine.invalid:2375"))


def test_an_answer_of_another_kind_is_told() -> None:
    with answering({"/_ping": (200, b""), "/version": (200, b"<html>")}) as endpoint:
        assert f"is no engine: its answer is of another kind; look at what answers at {endpoint.address}" in why(
            endpoint
        )
    with answering({"/_ping": (200, b""), "/version": (200, b"{}"), "/info": (200, b"{}")}) as endpoint:
        assert "is no engine: its answer is of another kind" in why(endpoint)


def test_an_engine_that_wants_tls_is_told() -> None:
    with answering({"/_ping": (400, b"Client sent an HTTP request to an HTTPS server.\n")}) as endpoint:
        assert "speaks TLS alone; set DOCKER_TLS_VERIFY=1" in why(endpoint)


def test_a_guarded_engine_that_does_not_say_what_it_is_is_told() -> None:
    with answering({"/_ping": (200, b""), "/version": (403, b"forbidden")}) as endpoint:
        assert "does not say what it is: status 403 for /version, 'forbidden'" in why(endpoint)


def test_what_ssh_says_is_passed_on(tmp_path: Path) -> None:
    program = tmp_path / "ssh"
    program.write_text("#!/bin/sh\necho 'ann@far: Permission denied (publickey).' >&2\nexit 255\n")
    program.chmod(0o755)
    said = why(Endpoint("ssh://ann@far"), PATH=f"{tmp_path}:/bin:/usr/bin")
    assert "cannot be reached: ssh says 'ann@far: Permission denied (publickey).'; mend that" in said


def test_a_machine_without_ssh_is_told() -> None:
    assert "does not answer: there is no program `ssh`" in why(Endpoint("ssh://far"), PATH="/nowhere")
