"""Asks an engine what it is and can, within seconds, and without the SDK, which loads slowly."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import threading
from contextlib import closing
from typing import TYPE_CHECKING

from ..errors import SurroundingsError
from .capabilities import Capabilities, read_capabilities
from .dialing import Dialer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .endpoints import Endpoint

ASK_SECONDS = 3.0
"""An engine that has not answered after this is one that does not answer."""
_START = "start it, or set TARE_ENGINE=embedded"
_ASK_FOR_TLS = "client sent an http request to an https server"
_CAUSES: tuple[tuple[type[Exception], str, str], ...] = (
    (TimeoutError, f"does not answer within {ASK_SECONDS:.0f} s", _START),
    (FileNotFoundError, "does not answer: there is no such socket", _START),
    (ConnectionRefusedError, "does not answer: nothing listens there", _START),
    (PermissionError, "may not be used by you", "join the group of its socket, usually `docker`, or be root"),
    (socket.gaierror, "cannot be reached: its host's name is not known", "mend the name, or the network"),
    # What a server says with TLS that wants to see the reader's certificate.
    (ssl.SSLError, "does not accept the reader's certificate", "put cert.pem and key.pem where Docker looks for them"),
)


class _Refused(Exception):
    """An answer that no Docker Engine gives to who may ask; the message says which."""


def ask(endpoint: Endpoint, environment: Mapping[str, str]) -> Capabilities:
    """Return what the engine at an endpoint says of itself.

    Raises SurroundingsError where none answers within three seconds, or something that is none.
    """
    with closing(Dialer(endpoint, environment)) as dialer:
        try:
            return _Asking(dialer).answer()
        except (OSError, http.client.HTTPException, ValueError, LookupError, TypeError, _Refused) as error:
            problem, remedy = _why(error, dialer.last_words(), endpoint)
            raise SurroundingsError(f"{endpoint} {problem}", remedy) from error


class _Asking(threading.Thread):
    """Asks in a thread that nobody waits for longer: the look-up of a name knows no time limit."""

    def __init__(self, dialer: Dialer) -> None:
        super().__init__(daemon=True)
        self._dialer = dialer
        self._capabilities: Capabilities | None = None
        self._error: Exception | None = None

    def answer(self) -> Capabilities:
        """Return what the engine says; raises what asking it raised, or TimeoutError."""
        self.start()
        self.join(ASK_SECONDS)
        if self._error is not None:
            raise self._error
        if self._capabilities is None:
            raise TimeoutError
        return self._capabilities

    def run(self) -> None:
        """Ask."""
        try:
            self._capabilities = _questions(self._dialer)
        except Exception as error:  # noqa: BLE001 - raised by who waits
            self._error = error


def _questions(dialer: Dialer) -> Capabilities:
    connection = http.client.HTTPConnection("docker")
    # A connection that is closed in between must not be made anew, to a host of that name.
    connection.auto_open = False
    connection.sock = dialer.dial()
    connection.sock.settimeout(ASK_SECONDS)
    with closing(connection):
        builder = _get(connection, "/_ping")[0].get("Builder-Version", "")
        version = json.loads(_get(connection, "/version")[1])
        info = json.loads(_get(connection, "/info")[1])
    return read_capabilities(builder, version, info)


def _get(connection: http.client.HTTPConnection, path: str) -> tuple[http.client.HTTPMessage, bytes]:
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != http.HTTPStatus.OK:
        text = body.decode(errors="replace").strip()
        raise _Refused(f"status {answer.status} for {path}{f', {text[:200]!r}' if text else ''}")
    return answer.headers, body


def _why(error: Exception, last_words: str, endpoint: Endpoint) -> tuple[str, str]:
    """Return what is wrong with an endpoint, after its name, and what to do."""
    if last_words:
        return f"cannot be reached: ssh says {last_words!r}", "mend that until `ssh` logs in without a question"
    if isinstance(error, _Refused):
        if _ASK_FOR_TLS in str(error).lower():
            return "speaks TLS alone", "set DOCKER_TLS_VERIFY=1, and DOCKER_CERT_PATH to its certificates' folder"
        return f"does not say what it is: {error}", "let it answer, or set TARE_ENGINE=embedded"
    if isinstance(error, ssl.SSLCertVerificationError):
        problem = f"shows a certificate that is not trusted ({error.verify_message})"
        return problem, "put its authority's certificate where Docker looks for it, as ca.pem in DOCKER_CERT_PATH"
    if endpoint.tls is not None and isinstance(error, ConnectionResetError | BrokenPipeError):
        # In TLS 1.3 the end of the connection may overtake the refusal.
        error = ssl.SSLError()
    known = next(((problem, remedy) for kind, problem, remedy in _CAUSES if isinstance(error, kind)), None)
    if known is None and isinstance(error, OSError | http.client.HTTPException):
        return f"does not answer: {getattr(error, 'strerror', None) or error or type(error).__name__}", _START
    return known or ("is no engine: its answer is of another kind", f"look at what answers at {endpoint.address}")
