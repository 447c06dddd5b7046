"""Remembers under TARE_HOME what each engine was when it was last used, so that its records are found without it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from ..records.files import read_whole, seal, unseal, write_whole
from ..records.measurement import EngineIdentity

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Remembered:
    """What an engine was."""

    identity: EngineIdentity
    platform: str
    """For example "linux/amd64"."""


_decoder = msgspec.json.Decoder(Remembered)


def remember(home: Path, place: str, engine: Remembered) -> None:
    """Keep what the engine at a place is; nothing is written where that is known. Raises SurroundingsError.

    A place is an endpoint's address, or what is like it of the embedded engine.
    """
    if recall(home, place) != engine:
        write_whole(_file(home, place), seal(place, msgspec.json.encode(engine)))


def recall(home: Path, place: str) -> Remembered | None:
    """Return what the engine at a place was, None where none was ever used there. Raises SurroundingsError."""
    document = read_whole(_file(home, place))
    body = unseal(place, document) if document is not None else None
    try:
        return _decoder.decode(body) if body is not None else None
    except msgspec.DecodeError:
        return None


def _file(home: Path, place: str) -> Path:
    return home / "records" / "engines" / f"{hashlib.sha256(place.encode()).hexdigest()}.json"
