"""Downloads Debian packages with the machine's apt and a private state, so that nothing on the machine changes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import SurroundingsError
from .sources import derive_sources, read_sources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

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


@contextmanager
def private_apt(folder: Path) -> Iterator[Path]:
    """Prepare a private apt state in `folder`, fetch the package lists, and yield the path of its configuration.

    Raises SurroundingsError where there is no apt, no mirror of Debian, or no network.
    """
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        raise SurroundingsError(
            "the embedded engine is made of Debian's packages, and there is no apt-get here",
            "run on Debian 12 or 13, or start a Docker Engine of your own",
        )
    sources = derive_sources(read_sources())
    folder.mkdir(parents=True, exist_ok=True)
    # apt's configuration cannot hold every path that a folder can have; a link has a plain name.
    with tempfile.TemporaryDirectory(prefix="tare-apt-", dir="/tmp") as plain:
        link = Path(plain, "apt")
        link.symlink_to(folder)
        (folder / "trixie.sources").write_text(sources, encoding="utf-8", errors="surrogateescape")
        # No package counts as installed: so libc6 and all else that is missing in the private root is chosen too.
        (folder / "status").write_text("", encoding="utf-8")
        for name in ("lists/partial", "archives/partial"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        configuration = Path(plain, "apt.conf")
        configuration.write_text(_configuration(link), encoding="utf-8")
        _apt(configuration, ["apt-get", "update", "-qq"])
        yield configuration


def plan_download(configuration: Path, packages: Sequence[str]) -> DownloadPlan:
    """Return what a download of these packages and all that they need would bring."""
    listing = _apt(configuration, ["apt-get", "install", "-y", "--print-uris", *packages])
    found = list(_ADDRESS.finditer(listing))
    names = tuple(match["package"] for match in found)
    details = _apt(configuration, ["apt-cache", "show", "--no-all-versions", *names])
    unpacked = re.findall(r"^Installed-Size: (\d+)$", details, re.MULTILINE)
    return DownloadPlan(names, sum(int(match["bytes"]) for match in found), 1024 * sum(map(int, unpacked)))


def download(configuration: Path, packages: Sequence[str], on_percent: Callable[[float], None]) -> None:
    """Download these packages and all that they need into the private apt state's `archives`."""
    reading, writing = os.pipe()
    with (
        os.fdopen(reading, encoding="utf-8", errors="replace") as progress,
        tempfile.TemporaryFile() as output,
        subprocess.Popen(
            ["apt-get", "install", "-y", "-qq", "--download-only", f"-oAPT::Status-Fd={writing}", *packages],
            env=_environment(configuration),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            pass_fds=[writing],
        ) as process,
    ):
        os.close(writing)
        for line in progress:
            if match := _PROGRESS.match(line):
                on_percent(float(match["percent"]))
        status = process.wait()
        output.seek(0)
        _refuse_failure(status, output.read().decode("utf-8", "replace"))


def _configuration(folder: Path) -> str:
    """Return the private apt's whole configuration: how the machine fetches, and where we keep things."""
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
Dir::Cache::archives "{folder}/archives";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
Dir::Etc::main "/dev/null";
Dir::Etc::parts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::Etc::sourcelist "{folder}/trixie.sources";
Dir::Etc::sourceparts "/dev/null";
Dir::State "{folder}";
Dir::State::lists "{folder}/lists";
Dir::State::status "{folder}/status";
"""
    return "\n".join(fetching) + "\n" + ours


def _environment(configuration: Path) -> dict[str, str]:
    return {**os.environ, "APT_CONFIG": str(configuration), "LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"}


def _apt(configuration: Path, argv: Sequence[str]) -> str:
    """Run one of apt's programs and return what it prints."""
    process = subprocess.run(
        argv, check=False, env=_environment(configuration), stdin=subprocess.DEVNULL, capture_output=True, text=True
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
    raise SurroundingsError(f"apt-get could not fetch the embedded engine: {cause}", _REMEDY)
