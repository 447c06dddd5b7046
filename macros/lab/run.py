"""Does what a plan says, several variants at once; the failure of one stops no other."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event, Lock
from typing import TYPE_CHECKING

from ..bases.pins import Pinned, pin
from ..bases.standins import ensure, estimate
from ..catalog.model import HttpTest
from ..engines.choose import open_engine
from ..engines.embedded.programs import ABOUT_DISK, ABOUT_DOWNLOAD, ABOUT_SECONDS, programs_root, require_root
from ..engines.engine import BuildFailed, Engine, RunFailed
from ..errors import SurroundingsError
from ..plan.keys import smoke_key, weighing_key
from ..progress import Progress
from ..records.store import Store
from ..units import format_seconds, format_size
from ..weighing.errors import WeighingError
from ..weighing.ruler import RULER_VERSION
from . import stations
from .cache_age import cache_since, cache_was_emptied
from .results import Results
from .stations import SmokeTestFailed

if TYPE_CHECKING:
    from ..bases.recipes import Recipe
    from ..plan.decisions import Work
    from ..records.measurement import SmokeTest
    from ..records.stations import BuildRecord, Weighing
    from ..settings import Settings

_ABOUT_SECONDS_EACH = 10
"""What building, testing and weighing takes for each variant, several at once."""
PROBE_BASE = "python:3.12-slim"
"""The base image whose python3 asks an app over HTTP."""
_WORKERS = 4
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
    weighing_lock: Lock = field(default_factory=Lock)
    """An export uses all that disk and processors have, and a layer that two images share is walked once."""
    ended: Event = field(default_factory=Event)
    """Set when the run is ended from outside: what fails from then on fails for that alone."""


def run(
    waiting: list[Work], store: Store, settings: Settings, progress: Progress, clock: Callable[[], datetime]
) -> Results:
    """Do what is left to do for each variant and return what came of it; whatever is done is stored at once."""
    results = Results()
    try:
        require_root()
        _announce(waiting, settings, progress)
        with open_engine(settings, progress.message) as engine:
            _prepare(waiting, engine, settings, progress, clock)
            since = cache_since(settings.home, engine.identity, clock())
            _all(waiting, _Bench(engine, store, results, progress, clock, since))
            engine.prune_images()
    except SurroundingsError as error:
        for work in waiting:
            if not results.has(work):
                results.surroundings_failed(work, str(error))
    return results


def _announce(waiting: list[Work], settings: Settings, progress: Progress) -> None:
    """Say what is to be measured and, before anything is downloaded, about what a first run takes."""
    progress.message(f"to measure: {', '.join(str(work.variant.reference) for work in waiting)}")
    if programs_root(settings).is_dir():
        return
    about = estimate(_recipes(waiting))
    seconds = ABOUT_SECONDS + about.seconds + _ABOUT_SECONDS_EACH * len(waiting)
    progress.message(
        f"nothing is on this machine yet: the embedded engine and the stand-ins for base images come first; "
        f"with the measuring about {format_seconds(seconds)} on two idle cores, "
        f"{format_size(ABOUT_DOWNLOAD + about.download)} of downloads "
        f"and {format_size(ABOUT_DISK + about.disk)} of disk under {settings.home}"
    )


def _recipes(waiting: list[Work]) -> list[Recipe]:
    """Return the recipes of the stand-ins that building and testing takes."""
    references = {base.reference for work in waiting for base in work.bases}
    if any(isinstance(work.variant.smoke_test, HttpTest) for work in waiting):
        references.add(PROBE_BASE)
    return [found.recipe for found in map(pin, sorted(references)) if isinstance(found, Pinned)]


def _prepare(
    waiting: list[Work], engine: Engine, settings: Settings, progress: Progress, clock: Callable[[], datetime]
) -> None:
    """Bring the stand-ins; empty the build cache where a measurement has grown old, so that no old step serves it."""
    ensure(_recipes(waiting), engine, settings, progress)
    if any(work.stale for work in waiting):
        engine.prune_build_cache()
        cache_was_emptied(settings.home, engine.identity, clock())


def _all(waiting: list[Work], bench: _Bench) -> None:
    """Take every variant through its stations, several at once."""
    bench.progress.expect(len(waiting))
    pool = ThreadPoolExecutor(_WORKERS)
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
    with bench.progress.task(str(work.variant.reference)) as at:
        try:
            bench.results.add(work, *_stations(work, bench, at))
        except (SurroundingsError, BuildFailed, RunFailed, SmokeTestFailed, WeighingError) as error:
            if bench.ended.is_set():
                return
            # Where the same inputs were built before, what failed the build now is around them.
            if isinstance(error, SurroundingsError | BuildFailed):
                bench.results.surroundings_failed(work, str(error))
            else:
                bench.results.fail(work, str(error))
            at(str(error))


def _stations(work: Work, bench: _Bench, at: Callable[[str], None]) -> tuple[BuildRecord, Weighing, SmokeTest]:
    """Build, test and weigh a variant, each only where there is no record of it."""
    engine, store = bench.engine, bench.store
    build = None if work.stale else work.build
    # An image that was built once may be gone from the engine: without it there is nothing to test or weigh.
    if build is None or engine.details(build.image_id) is None:
        at("building")
        build = stations.build(work, engine, bench.cache_since, bench.clock, at)
        if not work.complete:
            # A run that is ended here need not build again; but no whole measurement gives way to half a one.
            store.add_build(work.build_key, build)
    key = smoke_key(build.config_digest, work.variant.smoke_test)
    passed = store.smoke_test(key)
    if passed is None:
        at("smoke test")
        probe = pin(PROBE_BASE)
        passed = stations.smoke_test(work, build, engine, probe.name if isinstance(probe, Pinned) else PROBE_BASE)
        store.add_smoke_test(key, passed)
    key = weighing_key(build.config_digest, RULER_VERSION)
    weighing = store.weighing(key)
    if weighing is None:
        at("waiting to be weighed")
        with bench.weighing_lock:
            at("weighing")
            weighing = stations.weigh_image(build, engine, store.layers)
        store.add_weighing(key, weighing)
    store.add_build(work.build_key, build)
    return build, weighing, passed
