"""Speaks to Docker's API over its socket, as far as the supervisor needs it; without the SDK, which loads slowly."""

from __future__ import annotations

import http.client
import json
import socket
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

_SECONDS = 10.0


class _SocketConnection(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=_SECONDS)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


def call(path: Path, method: str, target: str, content: object = None) -> Any:  # noqa: ANN401 - JSON
    """Send one request, with JSON content where that is given; return the JSON of the answer, None where there is none.

    Raises OSError or http.client.HTTPException when the engine does not answer.
    """
    connection = _SocketConnection(path)
    try:
        body = b"" if content is None else json.dumps(content).encode()
        connection.request(method, target, body, {"Content-Type": "application/json"})
        answer = connection.getresponse().read()
    finally:
        connection.close()
    return json.loads(answer) if answer.startswith((b"{", b"[")) else None


def remove_containers(path: Path) -> None:
    """Remove every container and every network that somebody made: all are ours, and nobody waits for them."""
    for container in call(path, "GET", "/containers/json?all=1"):
        call(path, "DELETE", f"/containers/{container['Id']}?force=1&v=1")
    call(path, "POST", "/networks/prune")
