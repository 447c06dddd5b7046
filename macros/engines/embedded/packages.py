"""Makes a private root of Debian packages: from their names to a folder whose programs run."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...errors import SurroundingsError
from ...units import format_size
from .apt import download, plan_download, prepare_apt

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_LISTS_BYTES = 100_000_000
"""Free space that apt gets for its package lists: with a full disk it waits for ever."""
_NEVER_READ = ("usr/share/doc", "usr/share/info", "usr/share/lintian", "usr/share/locale", "usr/share/man")


@dataclass(frozen=True, slots=True)
class RootContents:
    """What a private root is made of."""

    called: str
    """What messages call the engine whose programs these are, for example "the embedded engine"."""
    packages: tuple[str, ...]
    """Those that are wanted; what they need comes with them."""
    files: Mapping[str, str]
    """Text of files by their path in the root."""
    folders: tuple[str, ...]
    """Folders that programs, or what is bound into the root, need."""
    links: Mapping[str, str] = field(default_factory=dict)
    """Target of symbolic links by their path: those that update-alternatives would have made."""


def make_root(contents: RootContents, home: Path, apt: Path, root: Path, on_message: Callable[[str], None]) -> None:
    """Download packages and unpack them into `root`, which is not there yet; `apt` is a folder for the way.

    Both are under TARE_HOME, `home`, and `root` is there when it is whole. Raises SurroundingsError when there is no
    apt, no mirror of Debian, no network or no space.
    """
    called = contents.called.removeprefix("the ")
    _require_space(home, _LISTS_BYTES, contents.called)
    prepare_apt(apt)
    plan = plan_download(apt, contents.packages)
    _require_space(home, plan.bytes + plan.disk_bytes, contents.called)
    on_message(
        f"{called}: {len(plan.packages)} packages of Debian, {format_size(plan.bytes)} to download, "
        f"about {format_size(plan.disk_bytes)} of disk under {home}; nothing is installed on this machine"
    )
    shown = -1

    def tell(percent: float) -> None:
        nonlocal shown
        if int(percent) // 10 > shown:
            shown = int(percent) // 10
            on_message(f"{called}: downloaded {plan.bytes * percent / 1e8:.0f} of {plan.bytes / 1e6:.0f} MB")

    download(apt, contents.packages, tell)
    on_message(f"{called}: unpacking")
    unpacked = root.with_name(f"{root.name}.part")
    shutil.rmtree(unpacked, ignore_errors=True)
    _unpack(sorted((apt / "archives").glob("*.deb")), unpacked)
    _finish(contents, unpacked)
    unpacked.rename(root)
    shutil.rmtree(apt)


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


def _finish(contents: RootContents, root: Path) -> None:
    """Do what the packages' maintainer scripts would have done, as far as the programs need it."""
    for name in _NEVER_READ:
        shutil.rmtree(root / name, ignore_errors=True)
    for name, target in contents.links.items():
        (root / name).unlink(missing_ok=True)
        (root / name).symlink_to(target)
    for name in contents.folders:
        (root / name).mkdir(parents=True, exist_ok=True)
    for name, text in contents.files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    for name in ("passwd", "group"):
        shutil.copyfile(root / f"usr/share/base-passwd/{name}.master", root / "etc" / name)


def _require_space(home: Path, needed: int, called: str) -> None:
    free = shutil.disk_usage(home).free
    if free < needed:
        raise SurroundingsError(
            f"TARE_HOME {home} has {free / 1e6:.0f} MB free and {called} needs {needed / 1e6:.0f} MB",
            "free some space or set TARE_HOME to another disk",
        )
