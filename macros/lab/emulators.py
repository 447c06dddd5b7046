"""The emulators that smoke tests need: for images that are for another platform than the engine's own."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from ..bases.pins import Pinned
from ..catalog.platforms import PLATFORMS
from ..engines.emulator import EMULATOR_BASE, ensure_emulator
from ..engines.engine import LIMITS, BuildFailed, RunFailed
from ..errors import SurroundingsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..bases.pins import NotPinned
    from ..catalog.model import Variant
    from ..engines.engine import Emulator, Engine
    from ..plan.decisions import Work

_REMEDY = "see that Debian's packages can be had here, then run the same command again"


def bases_needed(variants: Iterable[Variant]) -> frozenset[str]:
    """Return the base references that emulators are made on: none where no variant names a platform."""
    return frozenset({EMULATOR_BASE} if any(variant.platform is not None for variant in variants) else ())


def is_foreign(works: Iterable[Work], engine_platform: str) -> bool:
    """Return whether any of them is for another platform than the engine's own."""
    return any(work.variant.platform not in (None, engine_platform) for work in works)


class Emulators:
    """Makes an emulator when it is first needed, and knows what it calls itself."""

    def __init__(self, engine: Engine, pins: Mapping[str, Pinned | NotPinned]) -> None:
        self._engine = engine
        self._pin = pins.get(EMULATOR_BASE)
        self._made: dict[str, tuple[Emulator, str]] = {}
        self._making = Lock()

    def for_platform(self, platform: str | None) -> tuple[Emulator, str] | None:
        """Return what runs programs for a platform, and its name and version; None where the engine does so itself.

        Raises RunFailed where its base cannot be had, SurroundingsError where it cannot be made.
        """
        if platform is None or platform == self._engine.platform:
            return None
        with self._making:
            if platform not in self._made:
                self._made[platform] = self._make(platform)
        return self._made[platform]

    def _make(self, platform: str) -> tuple[Emulator, str]:
        if not isinstance(self._pin, Pinned):
            reason = self._pin.reason if self._pin is not None else f"{EMULATOR_BASE} is pinned to nothing"
            raise RunFailed(f"nothing can run a program for {platform} here: {reason}")
        try:
            emulator = ensure_emulator(self._engine, self._pin.named_context, PLATFORMS[platform])
        except BuildFailed as failure:
            problem = f"what runs programs for {platform} on {self._engine.platform} could not be made: {failure}"
            raise SurroundingsError(problem, _REMEDY) from failure
        said = self._engine.run(emulator.image, (emulator.program, "--version"), LIMITS).output
        return emulator, said.partition("\n")[0]
