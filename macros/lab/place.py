"""Finds the engine that a run measures on, and what is known of it before it is opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..engines.choose import Choice, choose, remembered
from ..engines.embedded.programs import require_root
from ..engines.memory import Remembered, remember
from ..errors import SurroundingsError
from ..machine import machine_platform

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..records.measurement import EngineIdentity
    from ..settings import Settings


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run measures."""

    choice: Choice | None
    """None where no engine can be had that could be asked what it is."""
    image_store: str
    """The engine's, or the one that the settings want of the embedded engine."""
    unusable: str | None
    """Why nothing can be measured there now, in a sentence."""

    @property
    def identity(self) -> EngineIdentity | None:
        """The engine's, where it is known."""
        return self.choice.identity if self.choice is not None else None

    @property
    def engine_name(self) -> str:
        """What the engine is called in records: "docker" or "podman"."""
        return self.identity.name if self.identity is not None else "docker"

    @property
    def platform(self) -> str:
        """The engine's platform, for example "linux/amd64"; this machine's where the engine is not known."""
        return self.choice.platform if self.choice is not None else machine_platform()

    @property
    def passed_over(self) -> tuple[str, ...]:
        """A sentence for each engine that was found and cannot serve."""
        return self.choice.passed_over if self.choice is not None else ()

    def explained(self, problem: str) -> str:
        """Return why the engine could not be used, with why no other serves: that may be easier to mend."""
        return "; it was tried since ".join((problem, *self.passed_over))

    @property
    def embedded(self) -> bool:
        """Whether the engine is our own."""
        return self.choice is not None and self.choice.kind == "embedded"


def find_place(settings: Settings, environment: Mapping[str, str]) -> Place:
    """Return the engine that the settings ask for; of one that does not answer, what it was when it last did."""
    try:
        choice = choose(settings, environment)
    except SurroundingsError as error:
        before = remembered(settings, environment)
        return Place(before, _image_store(before, settings), str(error))
    if choice.endpoint is not None and choice.identity is not None:
        # Its records are found when it is away, also where nothing has to be measured now.
        remember(settings.home, choice.endpoint.address, Remembered(choice.identity, choice.platform))
    return Place(choice, _image_store(choice, settings), _unusable(choice))


def _unusable(choice: Choice) -> str | None:
    if choice.kind != "embedded":
        return choice.cannot_build
    try:
        require_root()
    except SurroundingsError as error:
        return str(error)
    return None


def _image_store(choice: Choice | None, settings: Settings) -> str:
    if choice is None or choice.identity is None:
        return settings.image_store
    return choice.identity.image_store
