"""Measures a project: plans, runs what is missing, puts the measurements together."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ..bases.pins import NotPinned, Pinned, pin_all
from ..errors import UsageError, did_you_mean
from ..plan.decisions import Circumstances
from ..plan.facts import file_questions
from ..plan.findings import Findings
from ..plan.pages import references_asked
from ..progress import Progress, Silent
from ..records.store import Store
from ..settings import Settings, ensure_home, read_settings
from ..weighing.ruler import RULER_VERSION
from .assemble import measurement
from .commands import not_run
from .elsewhere import due, shown_elsewhere
from .emulators import bases_needed
from .experiments import experiment_outcomes
from .facts import fact_outcomes
from .place import find_place
from .probe import PROBE_BASE
from .sources import SHOWS_ENGINES, read_sources
from .task import Task, Wanted
from .turn import one_at_a_time

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from ..catalog.model import Catalog
    from ..records.commands import CommandOutcome
    from ..records.measurement import Outcome
    from .results import Results


def findings_for(root: Path) -> Findings:
    """Measure a project with the settings of the environment and without a word: for a plain `mkdocs build`."""
    return measure(root, read_settings(os.environ), Silent(), ())


def measure(  # noqa: PLR0913 - clock and environment are arguments of what acts
    root: Path,
    settings: Settings,
    progress: Progress,
    references: tuple[str, ...],
    *,
    refresh: bool = False,
    environment: Mapping[str, str] = os.environ,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Findings:
    """Measure what has no fresh record, all variants or the named ones, run their pages' commands; return the outcomes.

    `refresh` measures anew whatever the age. Raises WrongSource with all faults of examples and pages, UsageError for
    an unknown reference, SurroundingsError when TARE_HOME cannot be used.
    """
    catalog, calls = read_sources(root)
    _check_references(catalog, references)
    asked = () if references else references_asked(calls, SHOWS_ENGINES)
    questions = () if references else file_questions(catalog, calls)
    wanted = Wanted(catalog, references, asked, questions)
    return measure_wanted(wanted, settings, progress, refresh=refresh, environment=environment, clock=clock)


def measure_wanted(  # noqa: PLR0913 - clock and environment are arguments of what acts
    wanted: Wanted,
    settings: Settings,
    progress: Progress,
    *,
    refresh: bool = False,
    environment: Mapping[str, str] = os.environ,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Findings:
    """Measure what has no fresh record of what is wanted; return the outcomes.

    Raises SurroundingsError when TARE_HOME cannot be used.
    """
    catalog, references, asked, questions = wanted.catalog, wanted.references, wanted.asked, wanted.questions
    store = Store(ensure_home(settings.home))
    place = find_place(settings, environment)
    bases = {reference for variant in catalog.variants for reference in variant.base_references} | {PROBE_BASE}
    bases |= bases_needed(catalog.variants)
    pins = pin_all(bases, place.platform, store, clock(), refresh=refresh, environment=environment)
    circumstances = Circumstances(
        place.engine_name, place.image_store, place.platform, RULER_VERSION, clock(), settings.freshness, refresh
    )
    task = Task(catalog, references, asked, questions, store, place, pins, circumstances, settings, progress, clock)
    results, waiting, commands = task.sort()
    experiments = task.settle_experiments(results)
    if waiting or commands or experiments or due(results, task):
        # Engines and stand-ins cost a run nothing in which everything was measured before.
        from .run import run

        with one_at_a_time(settings, place, progress):
            # Somebody else may have measured some of them while we waited.
            results, waiting, commands = task.sort()
            experiments = task.settle_experiments(results)
            unshown = due(results, task)
            if waiting or commands or experiments or unshown:
                results.take(run(waiting, commands, experiments, unshown, task))
                task.fall_back_on_experiments(results)
                task.settle_commands(results)
                task.settle_facts(results)
    outcomes = _outcomes(catalog, results)
    return Findings(
        catalog=catalog,
        outcomes=outcomes,
        measured=results.measured,
        warnings=(*results.warnings, *_pin_warnings(catalog, pins)),
        generated_at=clock(),
        freshness=settings.freshness,
        commands={} if references else _command_outcomes(catalog, results, outcomes),
        elsewhere=shown_elsewhere(outcomes, results, task),
        experiments={} if references else experiment_outcomes(catalog, results, outcomes, shared=task.cache_is_shared),
        facts=fact_outcomes(questions, results.facts, outcomes, results.unavailable),
    )


def _check_references(catalog: Catalog, references: tuple[str, ...]) -> None:
    known = [str(variant.reference) for variant in catalog.variants]
    unknown = [reference for reference in references if reference not in known]
    hints = [did_you_mean(reference, known) or f"known are {', '.join(known)}" for reference in unknown]
    if unknown:
        raise UsageError(
            "\n".join(
                f"{reference}: no example has this variant; {hint}"
                for reference, hint in zip(unknown, hints, strict=True)
            )
        )


def _outcomes(catalog: Catalog, results: Results) -> dict[str, Outcome]:
    outcomes: dict[str, Outcome] = {}
    for variant in catalog.variants:
        reference = str(variant.reference)
        if reference in results.complete:
            outcomes[reference] = measurement(*results.complete[reference])
        elif reference in results.not_measured:
            outcomes[reference] = results.not_measured[reference]
    return outcomes


def _command_outcomes(catalog: Catalog, results: Results, outcomes: Mapping[str, Outcome]) -> dict[str, CommandOutcome]:
    """Return what came of each command that is run; what a build printed is told by its measurement."""
    return {
        command.name: results.commands.get(command.name) or not_run(catalog, command, outcomes, results.unavailable)
        for command in catalog.commands
        if command.builds is None
    }


def _pin_warnings(catalog: Catalog, pins: Mapping[str, Pinned | NotPinned]) -> list[str]:
    """Return what has to be said about the bases that variants stand on."""
    used = dict.fromkeys(reference for variant in catalog.variants for reference in variant.base_references)
    found = [pins[reference] for reference in used]
    return [pin.warning for pin in found if isinstance(pin, Pinned) and pin.warning is not None]
