"""Makes folders for as long as something runs, and removes those that a run which was killed left behind."""

from __future__ import annotations

import fcntl
import os
import shutil
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SHORT = Path("/tmp")  # noqa: S108 - its folders are made by mkdtemp, for their owner alone
"""Where the paths of Unix sockets are short enough, wherever TMPDIR leads."""
_PREFIX = "tare-temporary-"


@contextmanager
def temporary_folder(purpose: str, parent: Path | None = None) -> Iterator[Path]:
    """Make a folder that nobody else can read, among the temporary files or in `parent`; it is gone at the end.

    As long as its process lives it is locked, so that a later run can tell that it was left behind.
    """
    import tempfile

    place = parent or Path(tempfile.gettempdir())
    _sweep_once(place)
    while True:
        with tempfile.TemporaryDirectory(prefix=f"{_PREFIX}{purpose}-", dir=place, ignore_cleanup_errors=True) as name:
            lock = _lock(Path(name), wait=True)
            if lock is None and not Path(name).exists():
                continue  # another run took it for left behind before it was locked
            try:
                yield Path(name)
            finally:
                if lock is not None:
                    os.close(lock)
            return


def left_behind() -> list[Path]:
    """Return the user's temporary folders of ours whose process is gone."""
    import tempfile

    places = dict.fromkeys((Path(tempfile.gettempdir()), SHORT))
    return [folder for place in places for folder in _left_behind(place)]


def remove_left_behind(folder: Path) -> None:
    """Remove a folder that was left behind, unless somebody else is at it."""
    lock = _lock(folder)
    if lock is not None:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


@cache
def _sweep_once(place: Path) -> None:
    for folder in _left_behind(place):
        remove_left_behind(folder)


def _left_behind(place: Path) -> Iterator[Path]:
    for folder in sorted(place.glob(f"{_PREFIX}*")):
        lock = _lock(folder)
        if lock is not None:
            os.close(lock)
            yield folder


def _lock(folder: Path, *, wait: bool = False) -> int | None:
    """Return a locked descriptor of a folder; None where it is gone, locked, or not a folder of this user's."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    with suppress(OSError):
        if os.fstat(descriptor).st_uid == os.geteuid():
            fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
            if folder.stat().st_ino == os.fstat(descriptor).st_ino:
                return descriptor
    os.close(descriptor)
    return None
