"""Puts a finished folder in another's place in one rename, and keeps half-made ones apart."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import secrets
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from ..errors import Fault, SurroundingsError, WrongSource

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_NOT_HERE = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP}
"""What a kernel or file system without exchange answers."""


@dataclass(slots=True)
class StagingFolder:
    """A folder beside its target that only its maker writes to; locked for as long as the maker lives."""

    path: Path
    target: Path
    _lock: int

    def publish(self) -> None:
        """Put the folder in the target's place; nobody ever sees half of it. What was there before is removed."""
        if not self.target.exists():
            self.path.rename(self.target)
        elif not _exchange(self.path, self.target):
            aside = self.path.with_name(f"{self.path.name}-old")
            self.target.rename(aside)
            self.path.rename(self.target)
            shutil.rmtree(aside, ignore_errors=True)
        self.discard()

    def discard(self) -> None:
        """Remove the folder; a second call does nothing."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1


def make_staging_folder(target: Path) -> StagingFolder:
    """Make an empty folder beside the target; remove those that crashed makers left there.

    Raises WrongSource where the target is something else than a folder, SurroundingsError where nothing can be
    written beside it.
    """
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        kind = "link" if target.is_symlink() else "file"
        problem = f"it is a {kind} and not a folder that Tare made"
        raise WrongSource([Fault(target.name, None, problem, "move it away")])
    try:
        return _make_beside(target)
    except OSError as error:
        problem = f"the site cannot be written into {target.parent}: {error.strerror}"
        raise SurroundingsError(problem, "let it belong to you, and have room on its disk") from error


def _make_beside(target: Path) -> StagingFolder:
    prefix = f".{target.name}-"
    target.parent.mkdir(parents=True, exist_ok=True)
    for left in target.parent.glob(f"{prefix}*"):
        if left.is_dir() and not left.is_symlink() and (lock := _try_lock(left)) is not None:
            shutil.rmtree(left, ignore_errors=True)
            os.close(lock)
    while True:
        path = target.with_name(f"{prefix}{secrets.token_hex(6)}")
        path.mkdir(mode=0o755)
        lock = _try_lock(path)
        # Between mkdir and lock another process may have taken it for a left-over.
        if lock is not None:
            if path.exists():
                return StagingFolder(path, target, lock)
            os.close(lock)


def _try_lock(folder: Path) -> int | None:
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; False where this machine cannot."""
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "renameat2"):
        return False
    if libc.renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _NOT_HERE:
        return False
    raise OSError(number, os.strerror(number), str(other))
