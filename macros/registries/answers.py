"""What can come of asking a registry for an image reference."""

from __future__ import annotations

from dataclasses import dataclass

from ..records.resolutions import Resolution
from .references import Reference


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked."""

    reference: Reference
    platform: str
    """For example "linux/amd64" or "linux/arm/v7"."""
    known: Resolution | None
    """What the reference was when it was last asked for: where that still holds, one request tells."""


@dataclass(frozen=True, slots=True)
class Away:
    """The registry gave no answer."""

    reason: str
    """For example "the registry docker.io does not answer: its name is not known"."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The registry, or what stands before it, answered, and no image came of it."""

    reason: str
    """What is wrong and what to do, for example "the registry docker.io has no python:3.99; correct the tag"."""


Answer = Resolution | Away | Refused


class RegistryAway(Exception):
    """No answer; the message says why, without naming the registry."""


class RegistryRefused(Exception):
    """An answer that leads to no image; the message is a Refused's reason."""
