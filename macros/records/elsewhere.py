"""What an engine that did not measure an image shows of it, and what kept one from being had."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .measurement import Digest, EngineIdentity


@dataclass(frozen=True, slots=True)
class ShownElsewhere:
    """What differs where another engine holds an image; filed under that image, the ruler and the engine."""

    engine: EngineIdentity
    config_digest: Digest
    """What the image is called in this engine's export: some write the image configuration anew."""
    engine_size: int
    """Bytes as this engine prints them."""
    shown_at: datetime


@dataclass(frozen=True, slots=True)
class EngineAbsent:
    """An engine of our own that could not be had; filed under its name and image store."""

    reason: str
    """One sentence."""
    tried_at: datetime
