"""Opens a Podman of Tare's own: its service answers with an image store that is empty at first and gone afterwards."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import SurroundingsError
from ..embedded.root import python_command, python_environment
from ..endpoints import Endpoint
from .programs import ensure_podman, podman_contents, podman_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ...settings import Settings

SERVICE = "/run/podman"
"""Where the folder of the socket appears in the private root."""
_START_SECONDS = 30.0
_END_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Service:
    """A Podman whose service answers."""

    socket: Path
    """Where its API answers."""
    process: subprocess.Popen[bytes]


@contextmanager
def open_podman(settings: Settings, on_message: Callable[[str], None]) -> Iterator[Endpoint]:
    """Have a Podman answer for the length of a `with` block; where another command uses it, wait until that has ended.

    Programs that are missing are brought first; `on_message` gets a line on each thing that takes long. Raises
    SurroundingsError when they cannot be brought, or Podman does not start.
    """
    folder = podman_folder(settings)
    root = ensure_podman(settings, podman_contents(), folder, on_message)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        on_message("Podman: starting")
        # Short, since a socket's path must not be longer than 107 bytes.
        run = Path(f"/run/tare-podman-{hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:12]}")
        run.mkdir(mode=0o700, exist_ok=True)
        try:
            with serve(root, run, folder) as service:
                yield Endpoint(f"unix://{service.socket}")
        finally:
            shutil.rmtree(run)
    finally:
        os.close(descriptor)


@contextmanager
def serve(root: Path, run: Path, data: Path) -> Iterator[Service]:
    """Have the Podman of a private root answer at a socket in the folder `run`; it writes its log and images to `data`.

    What a service that was killed left of those is removed first. Raises SurroundingsError when it does not start. It
    is started from the main thread: with the thread that started it, it ends.
    """
    binds = [(run, SERVICE), (data / "storage", "/var/lib/containers"), (data / "scratch", "/var/tmp")]  # noqa: S108 - the root's own
    folders = [folder for folder, _ in binds[1:]]
    log = data / "log"
    service = Service(run / "podman.sock", _start(root, binds, folders, log))
    try:
        _wait(service, log)
        yield service
    finally:
        _end(service)
        for folder in folders:
            shutil.rmtree(folder)


def _start(root: Path, binds: list[tuple[Path, str]], folders: list[Path], log: Path) -> subprocess.Popen[bytes]:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    (binds[0][0] / "podman.sock").unlink(missing_ok=True)
    argv = ["podman", "system", "service", "--time=0", f"unix://{SERVICE}/podman.sock"]
    with log.open("wb") as output:
        return subprocess.Popen(
            python_command("root", json.dumps([os.getpid(), str(root), argv, [(str(a), b) for a, b in binds]])),
            env=python_environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )


def _wait(service: Service, log: Path) -> None:
    until = time.monotonic() + _START_SECONDS
    while not service.socket.exists():
        if service.process.poll() is not None or time.monotonic() > until:
            lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
            cause = lines[-1] if lines else "it said nothing"
            raise SurroundingsError(f"Podman did not start: {cause}", f"its log is {log}; run again")
        time.sleep(0.02)


def _end(service: Service) -> None:
    service.process.terminate()
    try:
        service.process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        service.process.kill()
        service.process.wait()
