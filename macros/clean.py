"""Removes what Tare keeps: all that it made in TARE_HOME, and what runs left in the reader's engine and in /tmp."""

from __future__ import annotations

import fcntl
import os
import shutil
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from .engines.command_lines import own_command_line
from .engines.embedded.programs import programs_root
from .engines.endpoints import docker_endpoint
from .engines.engine import CommandLine
from .engines.leftovers import leftovers, remove
from .engines.podman.programs import podman_folder
from .errors import SurroundingsError
from .settings import IMAGE_STORES
from .temporary import left_behind, remove_left_behind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .engines.endpoints import Endpoint
    from .settings import Settings

OURS = ("engine", "podman", "records", "stand-ins")
"""The folders in TARE_HOME that Tare makes; anything else there is somebody else's."""


def clean(settings: Settings, environment: Mapping[str, str], *, dry_run: bool) -> Iterator[str]:
    """Remove what is ours from the reader's engine and TARE_HOME, and temporary folders of runs that were killed.

    Or only list it, one line each.

    An engine that does not answer has a line that says so. Raises SurroundingsError when an engine of ours is in use
    or a folder cannot be removed.
    """
    # First, since the command line that speaks to it may be in TARE_HOME.
    yield from _clean_engine(settings, environment, dry_run=dry_run)
    yield from _clean_home(settings, dry_run=dry_run)
    for folder in left_behind():
        if not dry_run:
            remove_left_behind(folder)
        yield f"{folder}: {_verdict(dry_run=dry_run)}"


def _clean_engine(settings: Settings, environment: Mapping[str, str], *, dry_run: bool) -> Iterator[str]:
    from .engines.asking import ask

    try:
        endpoint = docker_endpoint(environment)
        if endpoint.named_by is None and not (endpoint.socket and endpoint.socket.exists()):
            return
        ask(endpoint, environment)
        with _command_line(settings, endpoint, environment) as command_line:
            found = leftovers(command_line)
            if not dry_run:
                remove(found, command_line)
    except SurroundingsError as error:
        yield f"nothing is removed from your engine: {error}"
        return
    for each in found:
        yield f"{each} in {endpoint.at_the_end}: {_verdict(dry_run=dry_run)}"


@contextmanager
def _command_line(settings: Settings, endpoint: Endpoint, environment: Mapping[str, str]) -> Iterator[CommandLine]:
    """Have a command line that speaks to the reader's engine: his own, else that of the embedded engine."""
    own = shutil.which("docker", path=environment.get("PATH"))
    if own is not None:
        yield CommandLine(Path(own), environment, endpoint.socket)
        return
    root = programs_root(settings)
    if not root.is_dir():
        raise SurroundingsError("there is no program `docker`", "install Docker's command line")
    with own_command_line(root, endpoint, environment) as command_line:
        yield command_line


def _clean_home(settings: Settings, *, dry_run: bool) -> Iterator[str]:
    found = [settings.home / name for name in OURS if (settings.home / name).is_dir()]
    if not found:
        yield f"{settings.home}: nothing of ours is there"
        return
    with ExitStack() as locks:
        if not dry_run:
            for image_store in IMAGE_STORES:
                _refuse_in_use("the embedded engine", settings.home / "engine" / f"data-{image_store}", locks)
            _refuse_in_use("Podman", podman_folder(settings), locks)
        for folder in found:
            if not dry_run:
                _remove(folder)
            yield f"{folder}: {_verdict(dry_run=dry_run)}"


def _verdict(*, dry_run: bool) -> str:
    return "would be removed" if dry_run else "removed"


def _refuse_in_use(called: str, data: Path, locks: ExitStack) -> None:
    """Hold the lock that an engine of ours holds on its folder while it runs."""
    if not data.is_dir():
        return
    descriptor = os.open(data, os.O_RDONLY)
    locks.callback(os.close, descriptor)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        problem = f"{data}: {called} is using it"
        raise SurroundingsError(problem, "wait until the other command has ended") from error


def _remove(folder: Path) -> None:
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise SurroundingsError(
            f"{error.filename or folder} cannot be removed: {error.strerror}", f"remove {folder} by hand"
        ) from error
