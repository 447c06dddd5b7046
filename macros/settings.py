"""The settings: environment variables that begin with TARE_, read once at the edge."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import SurroundingsError, UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

ENGINES = ("auto", "docker", "podman", "embedded")
IMAGE_STORES = ("classic", "containerd")

DESCRIPTIONS = {
    "TARE_HOME": "folder of the records, Tare's own engines and the stand-ins (default: `tare` in the user's cache)",
    "TARE_ENGINE": "which engine measures: auto, docker, podman or embedded (default: auto, so Docker where it can)",
    "TARE_IMAGE_STORE": "image store of the embedded engine: classic or containerd (default: classic)",
    "TARE_FRESHNESS": "how old a measurement may be, as 7d, 12h or 30m (default: 7d)",
}

_DURATION = re.compile(r"(\d+)([dhm])")
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user can set."""

    home: Path
    engine: str
    image_store: str
    freshness: timedelta


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Return the settings that the environment asks for.

    Raises UsageError for an unknown TARE_ variable or a value that it cannot have.
    """
    for name in environment:
        if name.startswith("TARE_") and name not in DESCRIPTIONS:
            hint = did_you_mean(name, DESCRIPTIONS) or f"known are {', '.join(DESCRIPTIONS)}"
            message = f"{name}: there is no such setting; {hint}"
            raise UsageError(message)
    return Settings(
        home=_home(environment),
        engine=_choice(environment, "TARE_ENGINE", ENGINES),
        image_store=_choice(environment, "TARE_IMAGE_STORE", IMAGE_STORES),
        freshness=_duration(environment.get("TARE_FRESHNESS") or "7d"),
    )


def ensure_home(home: Path) -> Path:
    """Make TARE_HOME where it is missing and return it; root runs programs from it, so it must be the user's own.

    Raises SurroundingsError when it belongs to somebody else, others can write to it, or it cannot be made.
    """
    try:
        home.mkdir(mode=0o755, parents=True, exist_ok=True)
        status = home.stat()
    except OSError as error:
        problem = f"TARE_HOME {home}: {error.strerror}"
        raise SurroundingsError(problem, "set TARE_HOME to a folder that you can write to") from error
    if status.st_uid != os.geteuid():
        raise SurroundingsError(f"TARE_HOME {home} belongs to another user", "set TARE_HOME to a folder of your own")
    if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise SurroundingsError(f"TARE_HOME {home} is writable by others", f"run `chmod go-w '{home}'`")
    return home


def _home(environment: Mapping[str, str]) -> Path:
    named = environment.get("TARE_HOME")
    if named:
        return Path(named).expanduser().absolute()
    from platformdirs import user_cache_path

    return user_cache_path("tare")


def _choice(environment: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    value = environment.get(name) or choices[0]
    if value not in choices:
        hint = did_you_mean(value, choices) or f"it can be {' or '.join(choices)}"
        message = f"{name}: `{value}` is not a value of this setting; {hint}"
        raise UsageError(message)
    return value


def _duration(text: str) -> timedelta:
    match = _DURATION.fullmatch(text)
    if not match:
        message = f"TARE_FRESHNESS: `{text}` is no duration; write it as 7d, 12h or 30m"
        raise UsageError(message)
    return timedelta(**{_UNITS[match[2]]: int(match[1])})
