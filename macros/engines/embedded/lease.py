"""Takes a lease on the embedded engine, and starts its supervisor where none runs."""

from __future__ import annotations

import fcntl
import json
import socket
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...errors import SurroundingsError
from .root import python_command, python_environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .places import Places

_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Lease:
    """A claim on a running engine: it runs at least until `connection` is closed, by whatever means."""

    connection: socket.socket
    daemon_pid: int
    """First process of the engine's namespaces, as the host numbers it."""
    server_version: str
    api_version: str

    def is_valid(self) -> bool:
        """Return whether the engine still runs: as long as it does, the supervisor says nothing more."""
        try:
            self.connection.recv(1, socket.MSG_DONTWAIT | socket.MSG_PEEK)
        except BlockingIOError:
            return True
        except ConnectionError:
            pass
        return False


@contextmanager
def take_lease(places: Places, root: Path) -> Iterator[Lease]:
    """Hold a lease on the engine with these places, whose programs are under `root`.

    Raises SurroundingsError when the engine does not start.
    """
    for _ in range(_ATTEMPTS):
        with _connect_or_start(places, root) as connection:
            answer = _receive(connection)
            if answer is None:
                continue  # it was just ending when we came
            if "failed" in answer:
                raise _not_started(places, str(answer["failed"]))
            yield Lease(
                connection,
                daemon_pid=int(str(answer["daemon_pid"])),
                server_version=str(answer["server_version"]),
                api_version=str(answer["api_version"]),
            )
            return
    raise _not_started(places, f"its supervisor ended {_ATTEMPTS} times")


def _connect_or_start(places: Places, root: Path) -> socket.socket:
    # One at a time: of two who come at the same moment, one starts the supervisor and the other finds it.
    places.folder.mkdir(parents=True, exist_ok=True)
    with places.start_lock.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        connection = _connect(places)
        if connection is None:
            _start(places, root)
            connection = _connect(places)
        if connection is None:
            raise _not_started(places, "its supervisor ended at once")
        return connection


def _connect(places: Places) -> socket.socket | None:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.connect(str(places.lease_socket))
    except (FileNotFoundError, ConnectionRefusedError):
        connection.close()
        return None
    return connection


def _start(places: Places, root: Path) -> None:
    process = subprocess.run(
        python_command("supervisor", str(places.home), places.image_store, str(root)),
        check=False,
        env=python_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if process.returncode != 0:
        raise _not_started(places, process.stderr.strip())


def _receive(connection: socket.socket) -> dict[str, object] | None:
    """Return the supervisor's first line, None when it ended the connection."""
    try:
        with connection.makefile("rb") as lines:
            line = lines.readline()
    except ConnectionError:
        return None
    answer: dict[str, object] = json.loads(line) if line else {}
    return answer or None


def _not_started(places: Places, cause: str) -> SurroundingsError:
    if "no space left on device" in cause.lower():
        return SurroundingsError(
            f"the disk is full, so the embedded engine did not start: {cause}",
            "free some space or set TARE_HOME to another disk",
        )
    return SurroundingsError(f"the embedded engine did not start: {cause}", f"its log is {places.log}")
