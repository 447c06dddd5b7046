"""Makes cache experiments on an engine whose build cache is ours alone: build, edit, build again."""

from __future__ import annotations

import shutil
import uuid
from typing import TYPE_CHECKING

from ..catalog.listing import FOLDER
from ..engines.engine import BuildFailed, BuildRequest, RunFailed, Trial
from ..engines.ours import private_name
from ..errors import SurroundingsError
from ..records.experiments import ExperimentNotRun, ExperimentRecord, TwoBuilds
from ..records.measurement import Build, NotMeasured
from ..temporary import temporary_folder
from .assemble import build_steps
from .cache_apart import cache_apart, forget_contexts
from .trial_bases import trial_bases

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime
    from pathlib import Path

    from ..catalog.model import Catalog, Experiment
    from ..engines.engine import Engine
    from ..plan.decisions import Work
    from ..plan.experiments import ExperimentWork
    from ..progress import Progress
    from ..records.experiments import ExperimentOutcome
    from ..records.measurement import Outcome
    from ..records.store import Store
    from .results import Results

_IMAGE = private_name("cache-experiment:trial")
"""What each build of an experiment is called: never what a measured image is."""
_SHARED = (
    "the build cache of this engine is not Tare's alone, so that it can be neither kept apart nor emptied for an "
    "experiment; TARE_ENGINE=embedded has a cache of its own"
)


def run_experiments(  # noqa: PLR0913, PLR0917 - store, progress and clock are arguments of what acts
    works: Iterable[ExperimentWork],
    engine: Engine,
    home: Path,
    store: Store,
    progress: Progress,
    clock: Callable[[], datetime],
) -> dict[str, ExperimentOutcome]:
    """Make experiments, one after another, and return what came of each by its name; a record is stored at once."""
    works = list(works)
    outcomes: dict[str, ExperimentOutcome] = {}
    progress.expect(len(works))
    for work in works:
        name = work.experiment.name
        with progress.task(f"experiment {name}") as at:
            try:
                record = _run(work, engine, home, clock, at)
            except (BuildFailed, RunFailed, SurroundingsError) as failure:
                outcomes[name] = ExperimentNotRun(name, str(failure))
                at(str(failure))
                continue
            store.add_experiment(work.key, record)
            outcomes[name] = record
    return outcomes


def experiment_outcomes(
    catalog: Catalog, results: Results, outcomes: Mapping[str, Outcome], *, shared: bool
) -> dict[str, ExperimentOutcome]:
    """Return what came of each experiment, by its name; `shared`: the engine's build cache is not ours alone."""
    return {
        experiment.name: results.experiments.get(experiment.name)
        or (ExperimentNotRun(experiment.name, _SHARED, excused=True) if shared else None)
        or _not_run(experiment, outcomes)
        or ExperimentNotRun(experiment.name, results.unavailable or "it was not made in this run")
        for experiment in catalog.experiments
    }


def _not_run(experiment: Experiment, outcomes: Mapping[str, Outcome]) -> ExperimentNotRun | None:
    for reference in (str(variant.reference) for variant in experiment.variants):
        if isinstance(outcome := outcomes.get(reference), NotMeasured):
            return ExperimentNotRun(experiment.name, f"{reference} was not measured", excused=outcome.needs_registry)
    return None


def _run(
    work: ExperimentWork, engine: Engine, home: Path, clock: Callable[[], datetime], at: Callable[[str], None]
) -> ExperimentRecord:
    """Build each variant twice and return what the builder told. Raises BuildFailed, RunFailed or SurroundingsError."""
    ran_at = clock()
    try:
        variants = {str(each.variant.reference): _two_builds(work, each, engine, home, at) for each in work.works}
    finally:
        engine.remove(_IMAGE)
    return ExperimentRecord(
        experiment=work.experiment.name,
        key=work.key,
        inputs=dict(work.inputs),
        ran_at=ran_at,
        platform=engine.platform,
        engine=engine.identity,
        variants=variants,
    )


def _two_builds(
    work: ExperimentWork, variant: Work, engine: Engine, home: Path, at: Callable[[str], None]
) -> TwoBuilds:
    """Build a variant twice, and both builds anew where the engine failed and not the Dockerfile."""
    try:
        return _build_twice(work, variant, engine, home, at)
    except BuildFailed as failure:
        if failure.by_instruction:
            raise
        # A busy engine fails once in a while; the builds of a trial are not tried again one by one.
        at(f"once more, since the engine failed: {failure}")
        return _build_twice(work, variant, engine, home, at)


def _build_twice(
    work: ExperimentWork, variant: Work, engine: Engine, home: Path, at: Callable[[str], None]
) -> TwoBuilds:
    trial = uuid.uuid4().hex[:12]
    edit = work.experiment.edit
    tag = variant.variant.reference.tag
    with (
        temporary_folder("experiment") as folder,
        cache_apart(engine, home) as forget_steps,
        trial_bases(variant.named_contexts, trial, engine) as bases,
    ):
        # A failed build is told with the last parts of its path.
        context = folder / FOLDER / work.example.name
        shutil.copytree(work.example.folder, context, symlinks=True)

        def build(*, first: bool) -> Build:
            request = BuildRequest(
                name=_IMAGE,
                dockerfile=context / variant.variant.dockerfile.path.name,
                context=context,
                target=variant.variant.target,
                named_contexts=bases,
                trial=Trial(trial, first),
                platform=variant.variant.platform,
            )
            built = engine.build(request, lambda step: at(f"{tag}, {'built' if first else 'built again'}: {step}"))
            return Build(built.seconds, built.context_bytes, build_steps(variant.variant, built.steps))

        forget_contexts(engine)
        before = build(first=True)
        if edit is not None:
            file = context / edit.file
            file.write_bytes(edit.applied(file.read_bytes().decode()).encode())
        if work.experiment.cleared:
            forget_steps()
        return TwoBuilds(before, build(first=False))
