"""The Linux calls behind the private namespaces, which Python's standard library lacks before 3.12 or altogether."""

from __future__ import annotations

import ctypes
import os
import signal

CLONE_NEWNS = 0x00020000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_RDONLY = 0x1
MS_NOSUID = 0x2
MS_REMOUNT = 0x20
MS_BIND = 0x1000
MS_REC = 0x4000
MS_PRIVATE = 0x40000

_MNT_DETACH = 0x2
_PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None, use_errno=True)


def unshare(flags: int) -> None:
    """Leave the namespaces that the CLONE_NEW… flags name for new ones; raises OSError. See unshare in section 2."""
    _check(_libc.unshare(ctypes.c_int(flags)), "unshare")


def mount(source: str | os.PathLike[str], target: str | os.PathLike[str], kind: str = "", flags: int = 0) -> None:
    """Mount a file system, or bind a folder, or change a mount's flags; raises OSError. See mount in section 2."""
    result = _libc.mount(os.fsencode(source), os.fsencode(target), kind.encode() or None, ctypes.c_ulong(flags), None)
    _check(result, os.fspath(target))


def change_root(root: str | os.PathLike[str]) -> None:
    """Make the mount point `root` the root of this mount namespace and drop the old one; raises OSError.

    See "pivot_root(".", ".")" in pivot_root(2). Unlike chroot it leaves no way back, and runc works in it.
    """
    os.chdir(root)
    _check(_libc.pivot_root(b".", b"."), "pivot_root")
    _check(_libc.umount2(b".", ctypes.c_int(_MNT_DETACH)), "umount")
    os.chdir("/")


def die_with_parent() -> None:
    """Have the kernel kill this process when the thread that started it ends; outlives exec. See prctl(2)."""
    _check(_libc.prctl(ctypes.c_int(_PR_SET_PDEATHSIG), ctypes.c_ulong(signal.SIGKILL), 0, 0, 0), "prctl")


def _check(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), what)
