"""Downloads Debian packages with the machine's apt and a private state, so that nothing on the machine changes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...errors import SurroundingsError
from .linux import die_with_parent
from .sources import derive_sources, read_sources

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

# Each line of `apt-get --print-uris`: 'address' file size hash
_ADDRESS = re.compile(r"'[^']*' (?P<file>(?P<package>[^_ ]+)_\S+) (?P<bytes>\d+) ")
# `dlstatus:files so far:per cent:what it does`, see README.progress-reporting of apt
_PROGRESS = re.compile(r"dlstatus:\d+:(?P<percent>[\d.]+):")
_REMEDY = "check the network and the sources in /etc/apt, then run again"


@dataclass(frozen=True, slots=True)
class DownloadPlan:
    """What would be downloaded."""

    packages: tuple[str, ...]
    bytes: int
    """Bytes of the packages."""
    disk_bytes: int
    """Bytes that they take unpacked, as the packages themselves say."""


def prepare_apt(folder: Path) -> None:
    """Prepare a private apt state in `folder` and fetch the package lists.

    Raises SurroundingsError where there is no apt, no mirror of Debian, or no network.
    """
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        raise SurroundingsError(
            "Tare's own engines are made of Debian's packages, and there is no apt-get here",
            "run the command on Debian 12 or 13",
        )
    sources = derive_sources(read_sources())
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "trixie.sources").write_text(sources, encoding="utf-8", errors="surrogateescape")
    # No package counts as installed: so libc6 and all else that is missing in the private root is chosen too.
    (folder / "status").write_text("", encoding="utf-8")
    for name in ("lists/partial", "archives/partial"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "apt.conf").write_text(_configuration(), encoding="utf-8")
    _apt(folder, ["apt-get", "update", "-qq"])


def plan_download(folder: Path, packages: Sequence[str]) -> DownloadPlan:
    """Return what a download of these packages and all that they need would bring."""
    listing = _apt(folder, ["apt-get", "install", "-y", "--print-uris", *packages])
    found = list(_ADDRESS.finditer(listing))
    names = tuple(match["package"] for match in found)
    details = _apt(folder, ["apt-cache", "show", "--no-all-versions", *names])
    unpacked = re.findall(r"^Installed-Size: (\d+)$", details, re.MULTILINE)
    return DownloadPlan(names, sum(int(match["bytes"]) for match in found), 1024 * sum(map(int, unpacked)))


def download(folder: Path, packages: Sequence[str], on_percent: Callable[[float], None]) -> None:
    """Download these packages and all that they need into the private apt state's `archives`."""
    reading, writing = os.pipe()
    with (
        os.fdopen(reading, encoding="utf-8", errors="replace") as progress,
        tempfile.TemporaryFile() as output,
        subprocess.Popen(
            ["apt-get", "install", "-y", "-qq", "--download-only", f"-oAPT::Status-Fd={writing}", *packages],
            env=_environment(),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            pass_fds=[writing],
            preexec_fn=die_with_parent,  # noqa: PLW1509 - one system call, which takes no lock
        ) as process,
    ):
        os.close(writing)
        for line in progress:
            if match := _PROGRESS.match(line):
                on_percent(float(match["percent"]))
        status = process.wait()
        output.seek(0)
        _refuse_failure(status, output.read().decode("utf-8", "replace"))


def _configuration() -> str:
    """Return the private apt's whole configuration: how the machine fetches, and where we keep things.

    Paths are relative to the working directory: a quoted one could not hold every character that a path can have.
    """
    dump = subprocess.run(["apt-config", "dump"], check=True, capture_output=True, text=True).stdout
    # Proxies, time limits and the like are the machine's; its hooks and folders are not our business.
    fetching = [line for line in dump.splitlines() if line.lower().startswith("acquire::")]
    architecture = subprocess.run(["dpkg", "--print-architecture"], check=True, capture_output=True, text=True).stdout
    ours = f"""\
Acquire::Languages "none";
Acquire::Retries "2";
APT::Architectures {{ "{architecture.strip()}"; }};
APT::Install-Recommends "false";
APT::Install-Suggests "false";
APT::Sandbox::User "root";
APT::Update::Error-Mode "any";
Dir::Cache::archives "./archives";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
Dir::Etc::main "/dev/null";
Dir::Etc::parts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::Etc::sourcelist "./trixie.sources";
Dir::Etc::sourceparts "/dev/null";
Dir::State "./";
Dir::State::lists "./lists";
Dir::State::status "./status";
"""
    return "\n".join(fetching) + "\n" + ours


def _environment() -> dict[str, str]:
    return {**os.environ, "APT_CONFIG": "./apt.conf", "LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"}


def _apt(folder: Path, argv: Sequence[str]) -> str:
    """Run one of apt's programs and return what it prints."""
    process = subprocess.run(
        argv, check=False, env=_environment(), cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    _refuse_failure(process.returncode, process.stdout + process.stderr)
    return process.stdout


def _refuse_failure(status: int, output: str) -> None:
    if status == 0:
        return
    lines = [line for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("E: ")] or lines or [f"exit status {status}"]
    cause = " ".join(errors[0].removeprefix("E: ").split())
    if "No space left" in output:
        raise SurroundingsError(f"the disk is full: {cause}", "free some space or set TARE_HOME to another disk")
    if "NO_PUBKEY" in output or "not signed" in output:
        raise SurroundingsError(
            f"this machine's Debian keys do not know trixie: {cause}",
            "install the current debian-archive-keyring, then run again",
        )
    raise SurroundingsError(f"apt-get could not fetch Tare's own engine: {cause}", _REMEDY)
