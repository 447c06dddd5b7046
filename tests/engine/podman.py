"""Brings a real Podman and skopeo as the embedded engine's programs come: Debian packages in a private root."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from macros.engines.embedded.apt import download, prepare_apt
from macros.engines.embedded.root import python_command, python_environment, run_in_root
from macros.errors import SurroundingsError
from macros.settings import ensure_home
from tests.conftest import missing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from macros.settings import Settings

PACKAGES = (
    "podman", "skopeo", "runc", "tini",
    "base-files", "base-passwd", "bash", "ca-certificates", "coreutils", "dash", "libc-bin", "mount", "util-linux",
)  # fmt: skip
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
_SERVICE = "/run/podman"
_START_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Podman:
    """A Podman whose service answers, with a storage of its own that is empty at first."""

    root: Path
    """The private root of its programs."""
    folder: Path
    """Where its socket is on this machine."""
    process: subprocess.Popen[bytes]

    @property
    def socket(self) -> Path:
        """Where its API answers."""
        return self.folder / "podman.sock"

    @property
    def url(self) -> str:
        """What CONTAINER_HOST would be."""
        return f"unix://{self.socket}"

    def podman(self, *arguments: str, folder: Path) -> str:
        """Run its command line, which sees `folder` as /mnt; return what it prints."""
        command = ["podman", "--remote", "--url", f"unix://{_SERVICE}/podman.sock", *arguments]
        return self._run(command, {folder: "/mnt", self.folder: _SERVICE})

    def skopeo(self, *arguments: str, folder: Path) -> str:
        """Run skopeo, which sees `folder` as /mnt; return what it prints."""
        return self._run(["skopeo", *arguments], {folder: "/mnt"})

    def stop(self) -> None:
        """End the service."""
        self.process.terminate()
        self.process.wait()

    def _run(self, argv: list[str], binds: dict[Path, str]) -> str:
        lines: list[str] = []
        with tempfile.TemporaryDirectory(prefix="tare-") as scratch:
            run_in_root(self.root, argv, {**binds, Path(scratch): "/var/tmp"}, None, lines.append)  # noqa: S108 - the root's own
        return "\n".join(lines)


@contextmanager
def open_podman(settings: Settings) -> Iterator[Podman]:
    """Have a Podman answer for the length of a `with` block; skips where it cannot be brought."""
    try:
        root = _ensure_programs(settings)
    except SurroundingsError as error:
        missing(f"Podman could not be brought: {error}")
    # Short, since a socket's path must not be longer than 107 bytes.
    with tempfile.TemporaryDirectory(prefix="tare-") as folder, tempfile.TemporaryDirectory(prefix="tare-") as data:
        process = _serve(root, Path(folder), Path(data))
        podman = Podman(root, Path(folder), process)
        try:
            _wait(podman, Path(data) / "log")
            yield podman
        finally:
            podman.stop()


def _serve(root: Path, folder: Path, data: Path) -> subprocess.Popen[bytes]:
    binds = [[str(folder), _SERVICE]]
    for name, place in (("storage", "/var/lib/containers"), ("scratch", "/var/tmp")):  # noqa: S108 - the root's own
        (data / name).mkdir()
        binds.append([str(data / name), place])
    argv = ["podman", "system", "service", "--time=0", f"unix://{_SERVICE}/podman.sock"]
    with (data / "log").open("wb") as log:
        return subprocess.Popen(
            python_command("root", json.dumps([os.getpid(), str(root), argv, binds])),
            env=python_environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )


def _wait(podman: Podman, log: Path) -> None:
    until = time.monotonic() + _START_SECONDS
    while not podman.socket.exists():
        if podman.process.poll() is not None or time.monotonic() > until:
            missing(f"Podman does not run here: {log.read_text(errors='replace').strip()[-500:]}")
        time.sleep(0.02)


def _ensure_programs(settings: Settings) -> Path:
    """Return the private root under TARE_HOME, after downloading and unpacking it where it is missing."""
    digest = hashlib.sha256(repr((PACKAGES, _FILES, _FOLDERS)).encode()).hexdigest()[:12]
    place = ensure_home(settings.home) / "test-podman"
    place.mkdir(exist_ok=True)
    root = place / f"root-{digest}"
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if root.is_dir():
            return root
        shutil.rmtree(place / "part", ignore_errors=True)
        prepare_apt(place / "apt")
        download(place / "apt", PACKAGES, lambda _: None)
        _unpack(sorted((place / "apt/archives").glob("*.deb")), place / "part")
        shutil.rmtree(place / "apt")
        for older in place.glob("root-*"):
            shutil.rmtree(older)
        (place / "part").rename(root)
    return root


def _unpack(packages: list[Path], root: Path) -> None:
    root.mkdir()
    # base-files first: it has the links /bin → usr/bin and so on, which the others' files go through.
    for package in sorted(packages, key=lambda path: not path.name.startswith("base-files_")):
        subprocess.run(["dpkg-deb", "-x", package, root], check=True)
    for name in _FOLDERS:
        (root / name).mkdir(parents=True, exist_ok=True)
    for name, text in _FILES.items():
        (root / name).write_text(text)
    for name in ("passwd", "group"):
        shutil.copyfile(root / f"usr/share/base-passwd/{name}.master", root / "etc" / name)
