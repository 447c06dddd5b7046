"""Tells the settings, which engine would measure and why, and whether this machine can measure, one line each."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

from .engines.choose import choose
from .engines.embedded.programs import NEEDED_PROGRAMS
from .errors import SurroundingsError, TareError
from .settings import DESCRIPTIONS, ensure_home
from .units import format_size

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .engines.choose import Choice
    from .settings import Settings

_ENOUGH_DISK = 8_000_000_000
"""Bytes that the embedded engine, the stand-ins and the images of the examples take, with some room."""


def report(settings: Settings, environment: Mapping[str, str]) -> tuple[list[str], bool]:
    """Return the lines to print, and whether everything that measuring needs is there."""
    lines = ["Settings"]
    values = {
        "TARE_HOME": str(settings.home),
        "TARE_ENGINE": settings.engine,
        "TARE_IMAGE_STORE": settings.image_store,
        "TARE_FRESHNESS": f"{settings.freshness.total_seconds() / 86400:g}d",
    }
    lines += [f"  {name} = {values[name]}\n      {text}" for name, text in DESCRIPTIONS.items()]
    passed_over, engine, embedded = _engine(settings, environment)
    checks = [_home(settings)]
    if embedded:
        needs = [_root(), _programs()]
        checks += [*needs, _disk(settings)]
        if not all(fine for fine, _ in needs):
            engine = False, f"an engine: {engine[1].replace(' measures, ', ' would measure, ')}; what it lacks is below"
    lines += ["Engine", *(f"  over  {sentence}" for sentence in passed_over), _line(*engine)]
    lines += ["Machine", f"  ok    Python {sys.version.split()[0]}", *(_line(*check) for check in checks)]
    return lines, all(fine for fine, _ in (engine, *checks))


def _line(fine: bool, text: str) -> str:  # noqa: FBT001 - a check, as it comes
    return f"  {'ok   ' if fine else 'LACKS'} {text}"


def _engine(settings: Settings, environment: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[bool, str], bool]:
    """Return what was passed over, whether an engine can measure and which, and whether that is the embedded one."""
    try:
        choice = choose(settings, environment)
    except SurroundingsError as error:
        return (), (False, str(error)), False
    if choice.cannot_build is not None:
        return (), (False, f"{choice.cannot_build}; images there can be weighed: `tare weigh IMAGE`"), False
    text = f"{_called(choice)}, {_why(choice, settings)}: {choice.platform}, {_store(choice, settings)} image store"
    return choice.passed_over, (True, f"{text}, {_buildx(choice)}"), choice.kind == "embedded"


def _called(choice: Choice) -> str:
    version = f"{choice.identity.name.capitalize()} {choice.identity.version}" if choice.identity else None
    if choice.endpoint is None:
        return f"the embedded engine ({version or 'not used yet'}) measures"
    return f"{version} at {choice.endpoint.address} measures"


def _why(choice: Choice, settings: Settings) -> str:
    if settings.engine != "auto":
        return "which TARE_ENGINE names"
    if choice.endpoint is None:
        return "since no other can" if choice.passed_over else "since no Docker is here"
    return f"which {choice.endpoint.named_by} names" if choice.endpoint.named_by else "since it answers there"


def _store(choice: Choice, settings: Settings) -> str:
    return choice.identity.image_store if choice.identity else settings.image_store


def _buildx(choice: Choice) -> str:
    if choice.programs is None:
        return "Tare's own buildx"
    return f"buildx {choice.programs.buildx_version} of {choice.programs.docker}"


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
