"""Says before a run what is to be measured, and about what a first run takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..bases.pins import Pinned
from ..bases.standins import estimate
from ..engines.embedded.programs import ABOUT_DISK, ABOUT_DOWNLOAD, ABOUT_SECONDS, programs_root
from ..engines.emulator import EMULATOR_BASE
from ..units import format_size
from .emulators import is_foreign
from .probe import PROBE_BASE, is_needed
from .showing import about_elsewhere

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..bases.recipes import Recipe
    from ..plan.commands import CommandWork
    from ..plan.decisions import Work
    from .task import Task

_ABOUT_SECONDS_EACH = 4
"""What building, testing and weighing takes for each variant, several at once."""
_ABOUT_SECONDS_TWICE = 9
"""What two builds of one variant take in a cache experiment, with no other beside them."""


def announce(waiting: list[Work], task: Task) -> None:
    """Say which engines cannot serve, what is to be measured, and about what a first run takes before it downloads."""
    settings, progress = task.settings, task.progress
    for sentence in task.place.passed_over:
        progress.message(sentence)
    if waiting:
        progress.message(f"to measure: {', '.join(str(work.variant.reference) for work in waiting)}")
    if not task.place.embedded or programs_root(settings).is_dir():
        return
    about, elsewhere = estimate(recipes(waiting, (), task)), about_elsewhere(task)
    made = () if task.references else task.catalog.experiments
    seconds = ABOUT_SECONDS + about.seconds + elsewhere.seconds + _ABOUT_SECONDS_EACH * len(waiting)
    seconds += _ABOUT_SECONDS_TWICE * sum(len(experiment.variants) for experiment in made)
    what = "the embedded engine and the stand-ins for base images come" if about.disk else "the embedded engine comes"
    progress.message(
        f"nothing is on this machine yet: {what} first; "
        f"with the measuring about {max(1, round(seconds / 60))} min on two idle cores, "
        f"{format_size(ABOUT_DOWNLOAD + about.download + elsewhere.download)} of downloads "
        f"and {format_size(ABOUT_DISK + about.disk + elsewhere.disk)} of disk under {settings.home}"
    )


def recipes(works: Iterable[Work], commands: Iterable[CommandWork], task: Task) -> list[Recipe]:
    """Return the recipes of the stand-ins that building and testing takes."""
    works = list(works)
    pins = {pin.base.reference: pin for work in works for pin in work.pins}
    probe = task.pins[PROBE_BASE]
    if is_needed(works, commands) and isinstance(probe, Pinned):
        pins[PROBE_BASE] = probe
    emulator = task.pins.get(EMULATOR_BASE)
    if is_foreign(works, task.place.platform) and isinstance(emulator, Pinned):
        pins[EMULATOR_BASE] = emulator
    return [pin.recipe for _, pin in sorted(pins.items()) if pin.recipe is not None]
