"""Does what a plan says, several variants at once; the failure of one stops no other."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import BoundedSemaphore, Event, Lock
from typing import TYPE_CHECKING

from ..bases.standins import ensure
from ..engines.choose import open_engine
from ..engines.engine import LIMITS, BuildFailed, Engine, RunFailed
from ..errors import SurroundingsError
from ..plan.commands import decide_commands
from ..plan.keys import smoke_key, weighing_key
from ..progress import Progress
from ..records.store import Store
from ..weighing.errors import WeighingError
from ..weighing.ruler import RULER_VERSION
from . import stations
from .announcing import announce, recipes
from .cache_age import cache_since, cache_was_emptied
from .commands import run_commands
from .emulators import Emulators
from .experiments import run_experiments
from .probe import Probe
from .results import Results
from .scales import Scales
from .showing import show_elsewhere
from .smoke_tests import SmokeTestFailed, Testers, smoke_test

if TYPE_CHECKING:
    from ..catalog.model import SmokeTestSpec
    from ..plan.commands import CommandWork
    from ..plan.decisions import Work
    from ..plan.experiments import ExperimentWork
    from ..records.measurement import SmokeTest
    from ..records.stations import BuildRecord, Weighing
    from .task import Task

_BUILDERS = 4
"""Builds mostly wait, for the network and for steps that they share, so a few more than there are cores are faster."""


@dataclass(frozen=True, slots=True)
class _Bench:
    """What every station needs."""

    engine: Engine
    store: Store
    results: Results
    progress: Progress
    clock: Callable[[], datetime]
    cache_since: datetime
    """What a step from the build cache can be as old as."""
    probe: Probe
    emulators: Emulators
    scales: Scales
    building: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(_BUILDERS))
    """Held until an image is to be weighed: the more of them wait for that, the more are weighed together."""
    testing: dict[str, Lock] = field(default_factory=dict)
    """Held while a smoke test is run, by its key: two variants may be one image, and then one record tells of both."""
    ended: Event = field(default_factory=Event)
    """Set when the run is ended from outside: what fails from then on fails for that alone."""


def run(
    waiting: list[Work],
    commands: list[CommandWork],
    experiments: list[ExperimentWork],
    unshown: tuple[str, ...],
    task: Task,
) -> Results:
    """Do what is left to do for each variant, make experiments, run the commands, show images on other engines.

    `unshown` are the measured ones that some other engine has yet to show. Whatever is done is stored at once.
    """
    results = Results()
    if task.place.choice is None or task.place.unusable is not None:
        _surroundings_failed(results, waiting, task.place.explained(task.place.unusable or "no engine can be had"))
        return results
    needed = _needed(waiting, commands, unshown, task)
    try:
        announce(waiting, task)
        with open_engine(task.settings, task.place.choice, task.progress.message) as engine:
            since = task.clock()
            _prepare(needed, commands, experiments, engine, task)
            if engine.identity.embedded:
                since = cache_since(task.settings.home, engine.identity, task.clock())
            bench = _Bench(
                engine,
                task.store,
                results,
                task.progress,
                task.clock,
                since,
                Probe(engine, task.pins),
                Emulators(engine, task.pins),
                Scales(engine, task.store.layers),
            )
            _all(needed, bench)
            if engine.identity.embedded:
                _experiments(results, task, bench)
            _commands(results, task, bench)
            show_elsewhere(results, engine, task)
            if engine.identity.embedded:
                engine.prune_images()
    except SurroundingsError as error:
        _surroundings_failed(results, needed, task.place.explained(str(error)))
    return results


def _needed(waiting: list[Work], commands: list[CommandWork], unshown: tuple[str, ...], task: Task) -> list[Work]:
    """Return the variants that must be in the engine: those to be measured, used by commands or shown elsewhere."""
    measured_anew = {str(work.variant.reference) for work in waiting}
    # Where an image changes, so does what a command prints that uses it.
    used = {reference for command in commands for reference in command.command.images}
    if not task.references:
        for command in task.catalog.commands:
            if command.builds is None and not measured_anew.isdisjoint(command.images):
                used |= set(command.images)
    wanted = measured_anew | used | set(unshown)
    known = {str(work.variant.reference): work for work in task.plan().works}
    known |= {str(work.variant.reference): work for work in waiting}
    return [work for reference, work in known.items() if reference in wanted]


def _prepare(
    needed: list[Work], commands: list[CommandWork], experiments: list[ExperimentWork], engine: Engine, task: Task
) -> None:
    """Bring the stand-ins; empty our own engine's build cache where a measurement has grown old."""
    built = (*needed, *(variant for work in experiments for variant in work.works))
    ensure(recipes(built, commands, task), engine, task.settings, task.progress)
    if engine.identity.embedded and any(work.stale for work in needed):
        engine.prune_build_cache()
        cache_was_emptied(task.settings.home, engine.identity, task.clock())


def _all(waiting: list[Work], bench: _Bench) -> None:
    """Take every variant through its stations, several at once."""
    bench.progress.expect(len(waiting))
    pool = ThreadPoolExecutor(max(1, len(waiting)))
    try:
        for job in [pool.submit(_one, work, bench) for work in waiting]:
            job.result()
    except BaseException:
        # The pool's threads wait for the engine: end what they wait for, or Ctrl-C would hang.
        bench.ended.set()
        pool.shutdown(wait=False, cancel_futures=True)
        bench.engine.cancel()
        raise
    pool.shutdown()


def _one(work: Work, bench: _Bench) -> None:
    """Take one variant through its stations; whatever fails is its own outcome."""
    with ExitStack() as building:
        building.enter_context(bench.building)
        if not bench.ended.is_set():
            with bench.progress.task(str(work.variant.reference)) as at:
                _try(work, bench, at, building)


def _try(work: Work, bench: _Bench, at: Callable[[str], None], building: ExitStack) -> None:
    try:
        bench.results.add(work, *_stations(work, bench, at, building))
    except (SurroundingsError, BuildFailed, RunFailed, SmokeTestFailed, WeighingError) as error:
        if bench.ended.is_set():
            return
        # Where the same inputs were built before, what failed the build now is around them; and what was to be weighed
        # for its list of files alone is measured.
        by_source = isinstance(error, BuildFailed | SmokeTestFailed)
        if work.unlisted or isinstance(error, SurroundingsError | BuildFailed):
            bench.results.surroundings_failed(work, str(error), by_source=by_source)
        else:
            bench.results.fail(work, str(error), by_source=by_source)
        at(str(error))


def _stations(
    work: Work, bench: _Bench, at: Callable[[str], None], building: ExitStack
) -> tuple[BuildRecord, Weighing, tuple[SmokeTest, ...]]:
    """Build, test and weigh a variant, each only where there is no record of it; `building` ends before the last."""
    engine, store = bench.engine, bench.store
    build = None if work.stale else work.build
    image_id = None if build is None else _held(work, build, bench, at)
    if build is None or image_id is None:
        at("building")
        build = stations.build(work, engine, bench.cache_since, bench.clock, at)
        image_id = build.image_id
        if not work.complete:
            # A run that is ended here need not build again; but no whole measurement gives way to half a one.
            store.add_build(work.build_key, build)
    image = replace(build, image_id=image_id)
    passed = tuple(_tested(work, spec, image, bench, at) for spec in work.variant.smoke_tests)
    key = weighing_key(build.config_digest, RULER_VERSION)
    weighing = None if work.unlisted else store.weighing(key)
    if weighing is None:
        building.close()
        weighing = bench.scales.weigh(image, at)
        store.add_weighing(key, weighing)
    store.add_build(work.build_key, build)
    return build, weighing, passed


def _tested(work: Work, spec: SmokeTestSpec, image: BuildRecord, bench: _Bench, at: Callable[[str], None]) -> SmokeTest:
    """Return that an image passed a smoke test, which is run where there is no record of it."""
    key = smoke_key(image.config_digest, spec)
    with bench.testing.setdefault(key, Lock()):
        passed = bench.store.smoke_test(key)
        if passed is None:
            at("smoke test")
            passed = smoke_test(work, spec, image, Testers(bench.engine, bench.probe, bench.emulators))
            bench.store.add_smoke_test(key, passed)
    return passed


def _held(work: Work, build: BuildRecord, bench: _Bench, at: Callable[[str], None]) -> str | None:
    """Return what the engine calls an image that was built before, brought back where it is gone; None: it is lost."""
    if bench.engine.details(build.image_id) is not None:
        return build.image_id
    at("bringing it back")
    image_id = stations.restore(work, build, bench.engine, at)
    if image_id is not None:
        bench.results.restored[str(work.variant.reference)] = image_id
    return image_id


def _experiments(results: Results, task: Task, bench: _Bench) -> None:
    """Make the experiments that were not made before with the variants as they are now; nothing else builds by now."""
    works = [work for work in task.experiments() if not work.done]
    given = (task.settings.home, bench.store, bench.progress, bench.clock)
    results.experiments |= run_experiments(works, bench.engine, *given)


def _commands(results: Results, task: Task, bench: _Bench) -> None:
    """Run the commands that were not run before with the images as they are now."""
    if task.references:
        return
    engine = bench.engine
    image_ids = results.image_ids
    held = {reference for reference, image_id in image_ids.items() if engine.details(image_id) is not None}
    digests = {reference: digest for reference, digest in results.config_digests.items() if reference in held}
    works = decide_commands(task.catalog, digests, bench.store, engine.identity)
    due = [work for work in works if not results.reuse_command(work)]
    asker = bench.probe.asker(LIMITS)
    results.commands |= run_commands(due, engine, image_ids, asker, bench.store, bench.progress, bench.clock)


def _surroundings_failed(results: Results, works: list[Work], reason: str) -> None:
    """Let old records stand of what was not come to; what has none was not measured."""
    results.unavailable = reason
    for work in works:
        if not results.has(work):
            results.surroundings_failed(work, reason)
