"""Connects to an engine's API as its own command line does, whatever way leads there."""

from __future__ import annotations

import json
import socket
import subprocess
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING, Any

from ..engines.parent_death import parent_death
from ..errors import SurroundingsError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..engines.engine import CommandLine

_SECONDS = 60.0
"""An engine that says nothing for so long while something is removed is lost."""


@contextmanager
def connect(command_line: CommandLine) -> Iterator[socket.socket]:
    """Connect to the engine for the length of a `with` block. Raises OSError where nothing answers."""
    if command_line.socket is not None:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.connect(str(command_line.socket))
            yield connection
        return
    # The command line knows the way over TCP, TLS and SSH, and has the credentials for it.
    ours, theirs = socket.socketpair()
    program = [*parent_death("TERM"), str(command_line.program), "system", "dial-stdio"]
    with ours:
        with theirs:
            child = subprocess.Popen(
                program,
                env=dict(command_line.environment),
                stdin=theirs.fileno(),
                stdout=theirs.fileno(),
                stderr=subprocess.DEVNULL,
            )
        try:
            yield ours
        finally:
            child.kill()
            child.wait()


def call(command_line: CommandLine, method: str, target: str) -> Any:  # noqa: ANN401 - JSON
    """Send one request without content; return the JSON of a good answer, None for any other.

    Raises SurroundingsError when the engine does not answer.
    """
    try:
        with connect(command_line) as connection:
            connection.settimeout(_SECONDS)
            client = HTTPConnection("docker")
            client.sock = connection
            client.request(method, target, headers={"Connection": "close"})
            answer = client.getresponse()
            body = answer.read()
    except (OSError, HTTPException) as error:
        raise engine_is_away() from error
    good = answer.status < 300  # noqa: PLR2004 - HTTP's own limit
    return json.loads(body) if good and body.startswith((b"{", b"[")) else None


def engine_is_away() -> SurroundingsError:
    """Return what is said when the engine cannot be reached while a command runs."""
    return SurroundingsError("the engine did not answer while a command ran", "see that it runs, and run again")
