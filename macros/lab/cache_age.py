"""Remembers since when an engine's build cache has been filling: no cached step is older than that."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from ..records.measurement import EngineIdentity


def cache_since(home: Path, engine: EngineIdentity, now: datetime) -> datetime:
    """Return when the engine's build cache was last known to be empty; `now` where it was never used before."""
    file = _file(home, engine)
    try:
        return datetime.fromisoformat(file.read_text().strip())
    except (FileNotFoundError, ValueError):
        cache_was_emptied(home, engine, now)
        return now


def cache_was_emptied(home: Path, engine: EngineIdentity, now: datetime) -> None:
    """Remember that the engine's build cache is empty now."""
    file = _file(home, engine)
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_suffix(".new")
    temporary.write_text(f"{now.isoformat()}\n")
    temporary.replace(file)


def _file(home: Path, engine: EngineIdentity) -> Path:
    # Beside the embedded engine's data, so that whoever removes the one removes the other.
    return home / "engine" / f"cache-since-{engine.image_store}"
