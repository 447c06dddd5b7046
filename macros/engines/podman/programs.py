"""Brings Podman's programs as the embedded engine's come: Debian packages, unpacked into a private root."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
from typing import TYPE_CHECKING

from ...settings import ensure_home
from ..embedded.packages import RootContents, make_root

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ...settings import Settings

ABOUT_DOWNLOAD = 80_000_000
"""Bytes that bringing Podman downloads, package lists included: about, for who wants to know before asking."""
ABOUT_DISK = 230_000_000
"""Bytes that it takes under TARE_HOME."""
ABOUT_SECONDS = 15
_PACKAGES = ("podman", "runc", "tini", "base-files", "base-passwd", "libc-bin")
_FILES = {
    # No systemd, and control groups of either version; containers on the network of the machine.
    "etc/containers/containers.conf": """\
[containers]
cgroups = "disabled"
netns = "host"
default_ulimits = []
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
runtime = "runc"
""",
    "etc/containers/storage.conf": """\
[storage]
driver = "overlay"
graphroot = "/var/lib/containers"
runroot = "/run/containers"
""",
    # Where the machine's own appear.
    "etc/resolv.conf": "",
    "etc/hosts": "",
}
_FOLDERS = ("mnt", "proc", "sys", "dev", "run", "tmp", "var/tmp", "var/lib/containers")


def podman_folder(settings: Settings) -> Path:
    """Return the folder in TARE_HOME where Podman's programs, its log and, while it runs, its images are."""
    return settings.home / "podman"


def podman_contents(*more: str) -> RootContents:
    """Return what Podman's private root is made of, with more packages than it needs where they are named."""
    return RootContents("Podman", (*_PACKAGES, *more), _FILES, _FOLDERS)


def podman_root(contents: RootContents, folder: Path) -> Path:
    """Return where the private root of these contents stands or would stand in a folder."""
    return folder / f"root-{hashlib.sha256(repr(contents).encode()).hexdigest()[:12]}"


def ensure_podman(settings: Settings, contents: RootContents, folder: Path, on_message: Callable[[str], None]) -> Path:
    """Return the private root of these contents, after downloading and unpacking it where it is missing.

    Raises SurroundingsError when not on Debian, without network or with a full disk.
    """
    root = podman_root(contents, folder)
    ensure_home(settings.home)
    folder.mkdir(exist_ok=True)
    with (folder / "programs.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not root.is_dir():
            make_root(contents, settings.home, folder / "apt", root, on_message)
            for older in set(folder.glob("root-*")) - {root}:
                shutil.rmtree(older)
    return root
