"""Measures a project: plans, runs what is missing, puts the measurements together."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ..bases.pins import pin
from ..catalog.examples import read_catalog
from ..errors import UsageError, WrongSource, did_you_mean
from ..plan.decisions import decide
from ..plan.findings import Findings
from ..plan.links import link_faults
from ..plan.literals import read_literals
from ..plan.pages import page_faults, read_calls
from ..progress import Silent
from ..records.store import Store
from ..settings import ensure_home, read_settings
from ..weighing.platforms import machine_platform
from ..weighing.ruler import RULER_VERSION
from .assemble import measurement
from .results import Results
from .turn import one_at_a_time

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ..catalog.model import Catalog
    from ..plan.decisions import Plan, Work
    from ..progress import Progress
    from ..records.measurement import Outcome
    from ..settings import Settings


def findings_for(root: Path) -> Findings:
    """Measure a project with the settings of the environment and without a word: for a plain `mkdocs build`."""
    return measure(root, read_settings(os.environ), Silent(), ())


def measure(
    root: Path,
    settings: Settings,
    progress: Progress,
    references: tuple[str, ...],
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Findings:
    """Measure what has no fresh record, all variants or the named ones, and return every outcome.

    Raises WrongSource with all faults of examples and pages, UsageError for an unknown reference,
    SurroundingsError when TARE_HOME cannot be used.
    """
    catalog = _read(root)
    _check_references(catalog, references)
    store = Store(ensure_home(settings.home))
    results, waiting = _sort(_plan(catalog, references, store, settings, clock()))
    if waiting:
        # Engines and stand-ins cost a run nothing in which everything was measured before.
        from .run import run

        with one_at_a_time(settings, progress):
            # Somebody else may have measured some of them while we waited.
            results, waiting = _sort(_plan(catalog, references, store, settings, clock()))
            if waiting:
                results.take(run(waiting, store, settings, progress, clock))
    outcomes: dict[str, Outcome] = {}
    for variant in catalog.variants:
        reference = str(variant.reference)
        if reference in results.complete:
            outcomes[reference] = measurement(*results.complete[reference])
        elif reference in results.not_measured:
            outcomes[reference] = results.not_measured[reference]
    return Findings(catalog, outcomes, results.measured, results.warnings, clock(), settings.freshness)


def _read(root: Path) -> Catalog:
    """Read examples and pages; whatever is wrong with either is reported at once."""
    catalog, faults = read_catalog(root)
    calls, call_faults = read_calls(root / "docs")
    every = [
        *faults,
        *call_faults,
        *read_literals(root / "docs"),
        *page_faults(catalog, calls),
        *link_faults(root),
    ]
    if every:
        raise WrongSource(every)
    return catalog


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


def _sort(plan: Plan) -> tuple[Results, list[Work]]:
    """Return what is settled without an engine, and what is left to do."""
    results = Results(not_measured={refused.reference: refused for refused in plan.not_measured})
    return results, [work for work in plan.works if not (work.done and results.reuse(work))]


def _plan(catalog: Catalog, references: tuple[str, ...], store: Store, settings: Settings, now: datetime) -> Plan:
    """Return the plan for the named variants, or for all."""
    pins = {
        use.reference: pin(use.reference)
        for variant in catalog.variants
        for use in variant.dockerfile.bases(variant.target)
    }
    plan = decide(catalog, pins, store, settings, now, machine_platform(), RULER_VERSION)
    return plan.only(references) if references else plan
