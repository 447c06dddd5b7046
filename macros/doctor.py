"""Tells the settings and whether this machine can measure, one line each."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

from .errors import TareError
from .settings import DESCRIPTIONS, ensure_home
from .units import format_size

if TYPE_CHECKING:
    from .settings import Settings

NEEDED_PROGRAMS = ("apt-get", "apt-cache", "apt-config", "dpkg", "dpkg-deb")
"""What the embedded engine uses of the host; Debian has all of them from the start."""
_ENOUGH_DISK = 8_000_000_000
"""Bytes that the embedded engine, the stand-ins and the images of the examples take, with some room."""


def report(settings: Settings) -> tuple[list[str], bool]:
    """Return the lines to print, and whether everything that measuring needs is there."""
    checks = [_root(), _programs(), _home(settings), _disk(settings)]
    lines = ["Settings"]
    values = {
        "TARE_HOME": str(settings.home),
        "TARE_ENGINE": settings.engine,
        "TARE_IMAGE_STORE": settings.image_store,
        "TARE_FRESHNESS": f"{settings.freshness.total_seconds() / 86400:g}d",
    }
    lines += [f"  {name} = {values[name]}\n      {text}" for name, text in DESCRIPTIONS.items()]
    lines += ["Machine", f"  ok    Python {sys.version.split()[0]}"]
    lines += [f"  {'ok   ' if fine else 'LACKS'} {text}" for fine, text in checks]
    return lines, all(fine for fine, _ in checks)


def _root() -> tuple[bool, str]:
    if os.geteuid() == 0:
        return True, "root, which the embedded engine needs"
    return False, "root: the embedded engine needs it; run the command as root"


def _programs() -> tuple[bool, str]:
    missing = [name for name in NEEDED_PROGRAMS if shutil.which(name) is None]
    if missing:
        return False, f"{', '.join(missing)}: the embedded engine needs Debian's; run the command on Debian 12 or 13"
    return True, f"{', '.join(NEEDED_PROGRAMS)}"


def _home(settings: Settings) -> tuple[bool, str]:
    try:
        ensure_home(settings.home)
    except TareError as error:
        return False, str(error)
    return True, f"TARE_HOME {settings.home} is yours alone to write"


def _disk(settings: Settings) -> tuple[bool, str]:
    folder = next(folder for folder in (settings.home, *settings.home.parents) if folder.exists())
    free = shutil.disk_usage(folder).free
    if free < _ENOUGH_DISK:
        return False, f"disk: {format_size(free)} free at {folder}; measuring takes up to {format_size(_ENOUGH_DISK)}"
    return True, f"{format_size(free)} of free disk at {folder}"
