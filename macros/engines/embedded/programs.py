"""Brings the embedded engine's programs: Debian packages, unpacked into a private root under TARE_HOME."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from ...errors import SurroundingsError
from ...settings import ensure_home
from .packages import RootContents, make_root

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ...settings import Settings

PACKAGES = (
    # the engine
    "docker.io", "docker-cli", "docker-buildx", "containerd", "runc", "tini", "iptables", "slirp4netns",
    # what makes root file systems for stand-ins
    "mmdebstrap", "debian-archive-keyring",
    # what every Debian program may take for granted
    "base-files", "base-passwd", "bash", "ca-certificates", "coreutils", "dash", "diffutils", "findutils", "grep",
    "gzip", "hostname", "libc-bin", "mount", "sed", "tar", "util-linux",
)  # fmt: skip
NEEDED_PROGRAMS = ("apt-get", "apt-cache", "apt-config", "dpkg", "dpkg-deb")
"""What bringing them uses of the host; Debian has all of it from the start."""
ABOUT_DOWNLOAD = 140_000_000
"""Bytes that bringing the programs downloads, package lists included: about, for who wants to know before asking."""
ABOUT_DISK = 480_000_000
"""Bytes that they take under TARE_HOME."""
ABOUT_SECONDS = 15
_SHAPE = 2
"""Raised when what is done to the unpacked packages changes."""
BUILDX = "usr/libexec/docker/cli-plugins/docker-buildx"
"""Where the private root has buildx."""
DOCKER = "usr/bin/docker"
"""Where it has Docker's command line."""
_LINKS = {
    # update-alternatives would have made these.
    "usr/sbin/iptables": "xtables-nft-multi",
    "usr/sbin/ip6tables": "xtables-nft-multi",
    "usr/sbin/iptables-restore": "xtables-nft-multi",
    "usr/sbin/ip6tables-restore": "xtables-nft-multi",
    "usr/sbin/iptables-save": "xtables-nft-multi",
    "usr/sbin/ip6tables-save": "xtables-nft-multi",
}
_FILES = {
    # slirp4netns answers DNS queries under this address and passes them on to the host's resolver.
    "etc/resolv.conf": "nameserver 10.0.2.3\n",
    "etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
    "etc/hosts": "127.0.0.1 localhost\n",
}
_FOLDERS = ("var/lib/docker", "var/lib/containerd", "mnt", "run", "tmp")


def programs_root(settings: Settings) -> Path:
    """Return where the private root stands or would stand."""
    digest = hashlib.sha256(repr((_SHAPE, PACKAGES)).encode()).hexdigest()
    return settings.home / "engine" / f"programs-{digest[:12]}" / "root"


def ensure_programs(settings: Settings, on_message: Callable[[str], None]) -> Path:
    """Return the private root, after downloading and unpacking it where it is missing.

    Raises SurroundingsError when not root, not on Debian, without network or with a full disk.
    """
    root = programs_root(settings)
    if root.is_dir():
        return root
    require_root()
    with _locked(settings):
        if root.is_dir():  # somebody else brought it while we waited
            return root
        _bring(settings, root, on_message)
    return root


def hindrance(settings: Settings) -> str | None:
    """Return why the programs are not there and cannot be brought, as a clause; None where they are or can be."""
    if programs_root(settings).is_dir():
        return None
    if os.geteuid() != 0:
        return "bringing Tare's own needs root"
    missing = [name for name in NEEDED_PROGRAMS if shutil.which(name) is None]
    return f"Tare's own come from Debian's packages, and there is no {', '.join(missing)}" if missing else None


def _bring(settings: Settings, root: Path, on_message: Callable[[str], None]) -> None:
    contents = RootContents("the embedded engine", PACKAGES, _FILES, _FOLDERS, _LINKS)
    make_root(contents, settings.home, settings.home / "engine" / "apt", root, on_message)
    _remove_older(root.parent)


def _remove_older(current: Path) -> None:
    """Remove the programs of other versions, unless an engine may be running from them."""
    with ExitStack() as locks:
        for data in current.parent.glob("data-*"):
            descriptor = os.open(data, os.O_RDONLY)
            locks.callback(os.close, descriptor)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
        for folder in current.parent.glob("programs-*"):
            if folder.is_dir() and folder != current:
                shutil.rmtree(folder)


def require_root() -> None:
    """Raise SurroundingsError unless the caller is root."""
    if os.geteuid() != 0:
        raise SurroundingsError("the embedded engine needs root", "run the command as root")


@contextmanager
def _locked(settings: Settings) -> Iterator[None]:
    """Let one process at a time bring programs."""
    folder = ensure_home(settings.home) / "engine"
    folder.mkdir(exist_ok=True)
    with (folder / "programs.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
