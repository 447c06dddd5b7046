"""Shows measured images on other engines of our own: loads each there, and files what that engine lists and exports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..bases.standins import Estimate
from ..engines.engine import RunFailed
from ..engines.others import PODMAN, OtherEngine, is_brought, open_other
from ..engines.podman.programs import ABOUT_DISK, ABOUT_DOWNLOAD, ABOUT_SECONDS
from ..errors import SurroundingsError
from ..plan.keys import absence_key, elsewhere_key
from ..records.elsewhere import EngineAbsent, ShownElsewhere
from ..weighing.errors import WeighingError
from ..weighing.ruler import RULER_VERSION, weigh
from .elsewhere import due, engines_left, why_left_alone

if TYPE_CHECKING:
    from ..engines.engine import Engine
    from ..engines.loading import LoadingEngine
    from .results import Results
    from .task import Task

_ABOUT_SECONDS_EACH = 10
"""What loading and weighing an image takes on the engines that did not measure it."""


def show_elsewhere(results: Results, main: Engine, task: Task) -> None:
    """Have each other engine hold the images that it has yet to show, one after another, and file what it shows.

    `main` is the engine that holds them all. What fails is told in `results`, and stops no other engine or image.
    """
    waiting: dict[OtherEngine, list[str]] = {}
    for reference in due(results, task):
        for engine in engines_left(results.complete[reference], task):
            waiting.setdefault(engine, []).append(reference)
    task.progress.expect(sum(map(len, waiting.values())))
    for engine, references in waiting.items():
        absence = absence_key(engine.name, engine.image_store)
        try:
            with open_other(engine, task.settings, task.progress.message) as other:
                task.store.remove_engine_absent(absence)
                for reference in references:
                    _show(reference, engine, other, results, main, task)
        except (SurroundingsError, RunFailed, OSError) as error:
            reason = str(error)
            task.progress.message(f"{engine} could not be had: {reason}")
            task.store.add_engine_absent(absence, EngineAbsent(reason, task.clock()))


def about_elsewhere(task: Task) -> Estimate:
    """Return about what a first run takes for showing images on other engines, Podman's programs included."""
    seconds = len(task.asked) * _ABOUT_SECONDS_EACH
    if not task.asked or is_brought(PODMAN, task.settings) or why_left_alone(PODMAN, task) is not None:
        return Estimate(seconds, 0, 0)
    return Estimate(seconds + ABOUT_SECONDS, ABOUT_DISK, ABOUT_DOWNLOAD)


def _show(  # noqa: PLR0913, PLR0917 - both engines, and what a run works with
    reference: str, engine: OtherEngine, other: LoadingEngine, results: Results, main: Engine, task: Task
) -> None:
    """Load an image out of the main engine into another, and file what that lists; its export must weigh the same."""
    _, build, weighing, _ = results.complete[reference]
    with task.progress.task(f"{reference} in {engine}") as at:
        try:
            at("loading")
            with main.export(results.image_ids[reference]) as archive, other.holding(archive) as held:
                at("weighing")
                with other.export(held) as exported:
                    seen = weigh(exported, task.store.layers)
        except (SurroundingsError, RunFailed, WeighingError) as error:
            results.elsewhere[reference, engine] = str(error)
            at(str(error))
            return
    if seen.layers != weighing.layers:
        raise AssertionError(f"{reference} weighs otherwise in {engine}: {seen.layers}, not {weighing.layers}")
    record = ShownElsewhere(other.identity, seen.config_digest, held.engine_size, task.clock())
    task.store.add_shown_elsewhere(elsewhere_key(build.config_digest, RULER_VERSION, other.identity), record)
