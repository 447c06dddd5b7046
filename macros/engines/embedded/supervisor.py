"""The process that starts the embedded engine, gives leases on it, and ends it when the last lease has ended.

A lease is a connection to its socket; the kernel ends a connection however its owner ends. It is started by
`lease.py`, in a session of its own, and has one thread: the parent-death signals of what it starts depend on that.
"""

from __future__ import annotations

import fcntl
import json
import os
import selectors
import signal
import socket
import sys
import time
import traceback
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from .api import call, remove_containers
from .daemon import start_daemon, stop_daemon
from .places import Places, remove_traces

if TYPE_CHECKING:
    from .daemon import Daemon

LISTENING = b"listening"
"""What a new supervisor reports once it can be connected to; anything else is why it could not start."""
_LOCK_SECONDS = 60.0
_START_SECONDS = 60.0
_FIRST_LEASE_SECONDS = 5.0
_POLL_SECONDS = 0.02


class _Failure(Exception):
    """The engine did not start or has ended; the message says why."""


class _Terminated(BaseException):
    """The supervisor was told to end."""


class _Supervisor:
    """One engine and the leases on it."""

    def __init__(self, places: Places, daemon: Daemon, listener: socket.socket) -> None:
        self._places = places
        self._daemon = daemon
        self._listener = listener
        self._leases: set[socket.socket] = set()
        self._answer: dict[str, object] | None = None
        self._used = False
        self._began = time.monotonic()
        self._selector = selectors.DefaultSelector()
        for source in (listener, daemon.guard_handle, daemon.network_handle):
            self._selector.register(source, selectors.EVENT_READ)

    def serve(self) -> None:
        """Wait until the engine answers, tell all who hold a lease, and wait until nobody does.

        Raises _Failure when the engine fails to start or ends.
        """
        while not self._unused():
            if self._answer is None:
                self._try_engine()
            self._watch()

    def tell(self, answer: dict[str, object]) -> None:
        """Send a message to all who hold a lease."""
        for lease in self._leases:
            _send(lease, answer)

    def close(self) -> None:
        """Take no more leases and end those that there are."""
        self._places.lease_socket.unlink(missing_ok=True)
        # Who connected and was not accepted sees the end of the connection, and starts anew.
        self._listener.close()
        for lease in self._leases:
            lease.close()

    def _unused(self) -> bool:
        waited = time.monotonic() - self._began
        return not self._leases and (self._used or waited > _FIRST_LEASE_SECONDS)

    def _try_engine(self) -> None:
        if time.monotonic() - self._began > _START_SECONDS:
            message = f"it did not answer within {_START_SECONDS:.0f} s"
            raise _Failure(message)
        if not _is_readable(self._daemon.network_ready):
            return
        try:
            version = call(self._places.docker_socket, "GET", "/version")
            remove_containers(self._places.docker_socket)
        except (OSError, HTTPException):
            return
        self._answer = {
            "daemon_pid": self._daemon.process,
            "server_version": version["Version"],
            "api_version": version["ApiVersion"],
        }
        self.tell(self._answer)

    def _watch(self) -> None:
        """Handle what happens next; return after a moment when nothing does and there is something to wait for."""
        patience = None if self._answer and self._used else _POLL_SECONDS
        for key, _ in self._selector.select(patience):
            if key.fileobj is self._listener:
                self._accept()
            elif isinstance(key.fileobj, socket.socket):
                self._hear(key.fileobj)
            else:
                raise _Failure(_last_line(self._places.log) or "it ended without a word")

    def _accept(self) -> None:
        lease, _ = self._listener.accept()
        self._leases.add(lease)
        self._used = True
        self._selector.register(lease, selectors.EVENT_READ)
        if self._answer:
            _send(lease, self._answer)

    def _hear(self, lease: socket.socket) -> None:
        with suppress(ConnectionError):
            if lease.recv(1024):
                return
        self._selector.unregister(lease)
        self._leases.remove(lease)
        lease.close()


def _is_readable(descriptor: int) -> bool:
    """Return whether a file descriptor is readable."""
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, selectors.EVENT_READ)
        return bool(selector.select(0))


def _send(lease: socket.socket, answer: dict[str, object]) -> None:
    # One who has just left is noticed when the connection is read.
    with suppress(OSError):
        lease.sendall(json.dumps(answer).encode() + b"\n")


def _last_line(log: Path) -> str:
    lines = [line for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    return lines[-1] if lines else ""


def _supervise(places: Places, root: Path, report: int) -> None:
    """Start the engine, report, serve, and leave nothing behind."""
    lock = _lock(places.data)
    _redirect_output(places.log)
    remove_traces(places)
    places.run.mkdir(mode=0o700)
    signal.signal(signal.SIGTERM, _terminate)
    try:
        daemon = start_daemon(places, root, lock)
        # Made only now, so that no process of the engine inherits it and keeps it open.
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(str(places.lease_socket))
        listener.listen()
        supervisor = _Supervisor(places, daemon, listener)
        os.write(report, LISTENING)
        os.close(report)
        try:
            supervisor.serve()
        except _Failure as failure:
            sys.stderr.write(f"tare: {failure}\n")
            supervisor.tell({"failed": str(failure)})
        finally:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            supervisor.close()
            with suppress(OSError, HTTPException):
                remove_containers(places.docker_socket)
            stop_daemon(daemon)
    finally:
        remove_traces(places)


def _terminate(_number: int, _frame: object) -> NoReturn:
    raise _Terminated


def _lock(data: Path) -> int:
    """Return a file descriptor with the data root's flock; an engine that is just ending gets time to end."""
    data.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(data, os.O_RDONLY)
    until = time.monotonic() + _LOCK_SECONDS
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                message = f"another engine has been using {data} for {_LOCK_SECONDS:.0f} s"
                raise _Failure(message) from None
            time.sleep(_POLL_SECONDS)
        else:
            return descriptor


def _redirect_output(log: Path) -> None:
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o644)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    os.close(descriptor)


def _main(home: str, image_store: str, root: str) -> int:
    """Start the supervisor in the background; return 0 when it can be connected to, else print why not."""
    reading, writing = os.pipe()
    if os.fork() == 0:
        os.close(reading)
        os.setsid()
        os.chdir("/")
        status = 1
        try:
            _supervise(Places(Path(home), image_store), Path(root), writing)
            status = 0
        except _Terminated:
            status = 0
        except (OSError, _Failure) as error:
            sys.stderr.write(f"tare: {error}\n")
            with suppress(OSError):  # once it listens, nobody reads this
                os.write(writing, str(error).encode())
        except Exception:  # noqa: BLE001 - a bug, whose traceback belongs into the log
            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    if answer == LISTENING:
        return 0
    sys.stderr.write(answer.decode("utf-8", "replace") or "it ended without a word")
    return 1


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))
