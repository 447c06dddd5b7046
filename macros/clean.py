"""Removes what Tare keeps in TARE_HOME: records, stand-ins, the embedded engine with its images."""

from __future__ import annotations

import fcntl
import os
import shutil
from contextlib import ExitStack
from typing import TYPE_CHECKING

from .errors import SurroundingsError
from .settings import IMAGE_STORES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .settings import Settings

OURS = ("engine", "records", "stand-ins")
"""The folders in TARE_HOME that Tare makes; anything else there is somebody else's."""


def clean(settings: Settings, *, dry_run: bool) -> Iterator[str]:
    """Remove our folders from TARE_HOME, or only list them, one line each.

    Raises SurroundingsError when the embedded engine is in use or a folder cannot be removed.
    """
    found = [settings.home / name for name in OURS if (settings.home / name).is_dir()]
    if not found:
        yield f"{settings.home}: nothing of ours is there"
        return
    with ExitStack() as locks:
        for image_store in IMAGE_STORES:
            if not dry_run:
                _refuse_in_use(settings.home / "engine" / f"data-{image_store}", locks)
        for folder in found:
            if dry_run:
                yield f"{folder}: would be removed"
            else:
                _remove(folder)
                yield f"{folder}: removed"


def _refuse_in_use(data: Path, locks: ExitStack) -> None:
    """Hold the lock that an engine holds on its data root while it runs."""
    if not data.is_dir():
        return
    descriptor = os.open(data, os.O_RDONLY)
    locks.callback(os.close, descriptor)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        problem = f"{data}: the embedded engine is using it"
        raise SurroundingsError(problem, "wait until the other command has ended") from error


def _remove(folder: Path) -> None:
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise SurroundingsError(
            f"{error.filename or folder} cannot be removed: {error.strerror}", f"remove {folder} by hand"
        ) from error
