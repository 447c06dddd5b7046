"""The record of what a registry said of an image reference, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .measurement import Digest


@dataclass(frozen=True, slots=True)
class Resolution:
    """What an image reference was, for one platform, when the registry was last asked."""

    reference: str
    """In full, for example "docker.io/library/python:3.12-slim"."""
    platform: str
    """The wanted one, for example "linux/amd64"."""
    digest: Digest
    """What the registry calls it: of an image for several platforms, the index."""
    platform_digest: Digest
    """The manifest for the wanted platform; the same as `digest` where there is no index."""
    transfer_size: int
    """Bytes of its layers as the registry stores them."""
    checked_at: datetime
    """When the registry last said so, with time zone."""
