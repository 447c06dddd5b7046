"""The record of one command that was typed: what it printed, and what was added so that it could be run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .measurement import Digest, EngineIdentity

_BAD_REQUEST = 400
"""From this status on an answer tells that something went wrong."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered over HTTP while a command ran."""

    url: str
    """As a reader would open it."""
    status: int
    body: str

    @property
    def failed(self) -> bool:
        """Whether its status tells that something went wrong."""
        return self.status >= _BAD_REQUEST


@dataclass(frozen=True, slots=True)
class CommandRecord:
    """A command that was run, once."""

    command: str
    """Example and name, for example "myapp/compare"."""
    text: str
    images: dict[str, Digest]
    """Image reference → config digest: the images that it used."""
    engine: EngineIdentity
    ran_at: datetime
    exit_status: int | None
    """None where it was ended after it had answered."""
    output: str
    """What the terminal showed: plain text, without control sequences."""
    omitted: int
    """Lines that were left out of the middle of a long output."""
    seconds: float
    added: tuple[str, ...]
    """What was added so that its words mean here what they mean on a reader's machine, a sentence each."""
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class CommandNotRun:
    """A command without an output to show, and why: it could not be run, or it failed."""

    command: str
    reason: str
    needs_registry: bool = False
    """An image that it uses is declared to need a registry, so that this is no fault."""
    failed: bool = False
    """It was run, and failed, hung or flooded."""
    last_lines: tuple[str, ...] = ()
    """The last lines that one that failed had printed."""
    text: str | None = None
    """What was typed, of one that failed."""


CommandOutcome = CommandRecord | CommandNotRun
