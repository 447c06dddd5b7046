"""Brings the embedded engine's programs: Debian packages, unpacked into a private root under TARE_HOME."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from ...errors import SurroundingsError
from ...settings import ensure_home
from ...units import format_size
from .apt import download, plan_download, prepare_apt

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
_LISTS_BYTES = 100_000_000
"""Free space that apt gets for its package lists: with a full disk it waits for ever."""
_NEVER_READ = ("usr/share/doc", "usr/share/info", "usr/share/lintian", "usr/share/locale", "usr/share/man")
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
    folder = _apt_folder(settings)
    _require_space(settings.home, _LISTS_BYTES)
    prepare_apt(folder)
    plan = plan_download(folder, PACKAGES)
    _require_space(settings.home, plan.bytes + plan.disk_bytes)
    on_message(
        f"embedded engine: {len(plan.packages)} packages of Debian, {format_size(plan.bytes)} to download, "
        f"about {format_size(plan.disk_bytes)} of disk under {settings.home}; nothing is installed on this machine"
    )
    shown = -1

    def tell(percent: float) -> None:
        nonlocal shown
        if int(percent) // 10 > shown:
            shown = int(percent) // 10
            on_message(f"embedded engine: downloaded {plan.bytes * percent / 1e8:.0f} of {plan.bytes / 1e6:.0f} MB")

    download(folder, PACKAGES, tell)
    on_message("embedded engine: unpacking")
    unpacked = root.parent.with_name(root.parent.name + ".part")
    shutil.rmtree(unpacked, ignore_errors=True)
    _unpack(sorted((folder / "archives").glob("*.deb")), unpacked / "root")
    _finish(unpacked / "root")
    unpacked.rename(root.parent)
    shutil.rmtree(folder)
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


def _unpack(packages: list[Path], root: Path) -> None:
    root.mkdir(parents=True)
    # base-files first: it has the links /bin → usr/bin and so on, which the others' files go through.
    first = [path for path in packages if path.name.startswith("base-files_")]
    for package in first:
        _unpack_package(package, root)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for _ in pool.map(lambda package: _unpack_package(package, root), [p for p in packages if p not in first]):
            pass


def _unpack_package(package: Path, root: Path) -> None:
    process = subprocess.run(["dpkg-deb", "-x", package, root], check=False, capture_output=True, text=True)
    if process.returncode != 0:
        # tar says first what is wrong; dpkg-deb, last, that tar failed.
        cause = process.stderr.strip().splitlines()[:1] or [f"exit status {process.returncode}"]
        raise SurroundingsError(
            f"{package.name} could not be unpacked: {cause[0]}",
            "free some space on the disk of TARE_HOME, then run again",
        )


def _finish(root: Path) -> None:
    """Do what the packages' maintainer scripts would have done, as far as the programs need it."""
    for name in _NEVER_READ:
        shutil.rmtree(root / name, ignore_errors=True)
    for name, target in _LINKS.items():
        (root / name).unlink(missing_ok=True)
        (root / name).symlink_to(target)
    for name in _FOLDERS:
        (root / name).mkdir(parents=True, exist_ok=True)
    for name, text in _FILES.items():
        (root / name).write_text(text, encoding="utf-8")
    for name in ("passwd", "group"):
        shutil.copyfile(root / f"usr/share/base-passwd/{name}.master", root / "etc" / name)


def require_root() -> None:
    """Raise SurroundingsError unless the caller is root."""
    if os.geteuid() != 0:
        raise SurroundingsError("the embedded engine needs root", "run the command as root")


def _require_space(home: Path, needed: int) -> None:
    free = shutil.disk_usage(home).free
    if free < needed:
        raise SurroundingsError(
            f"TARE_HOME {home} has {free / 1e6:.0f} MB free and the embedded engine needs {needed / 1e6:.0f} MB",
            "free some space or set TARE_HOME to another disk",
        )


def _apt_folder(settings: Settings) -> Path:
    return settings.home / "engine" / "apt"


@contextmanager
def _locked(settings: Settings) -> Iterator[None]:
    """Let one process at a time bring programs."""
    folder = ensure_home(settings.home) / "engine"
    folder.mkdir(exist_ok=True)
    with (folder / "programs.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
