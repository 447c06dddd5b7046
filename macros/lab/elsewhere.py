"""Tells which other engines of our own have yet to show a measured image, and what they show of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from ..engines.others import OtherEngine, known_identity, others, why_not_had
from ..plan.keys import absence_key, elsewhere_key
from ..records.measurement import Measurement, NotMeasured
from ..weighing.ruler import RULER_VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..records.elsewhere import ShownElsewhere
    from ..records.measurement import Digest, Outcome
    from .results import Complete, Results
    from .task import Task

_TRY_AGAIN = timedelta(minutes=10)
"""How long an engine that could not be had is left alone: to try takes seconds, with a dead network minutes."""


def due(results: Results, task: Task) -> tuple[str, ...]:
    """Return those of the images that pages ask for that some engine has yet to show, among the measured ones."""
    return tuple(
        reference
        for reference in task.asked
        if reference in results.complete and engines_left(results.complete[reference], task)
    )


def engines_left(complete: Complete, task: Task) -> list[OtherEngine]:
    """Return the engines that have yet to show an image, and can be had as far as is known."""
    _, build, _, _ = complete
    return [
        engine
        for engine in others(build.engine)
        if _record(build.config_digest, engine, task) is None and why_left_alone(engine, task) is None
    ]


def why_left_alone(engine: OtherEngine, task: Task) -> str | None:
    """Return why an engine is not tried now: it cannot be had here, or could not a short while ago."""
    absent = task.store.engine_absent(absence_key(engine.name, engine.image_store))
    now, refresh = task.circumstances.now, task.circumstances.refresh
    if absent is not None and now - absent.tried_at < _TRY_AGAIN and not refresh:
        return absent.reason
    return why_not_had(engine, task.settings)


def shown_elsewhere(
    outcomes: Mapping[str, Outcome], results: Results, task: Task
) -> dict[str, tuple[Measurement | NotMeasured, ...]]:
    """Return what each other engine shows of the images that pages ask for, or why it does not."""
    return {
        reference: tuple(_shown(outcome, engine, results, task) for engine in others(outcome.engine))
        for reference in task.asked
        if isinstance(outcome := outcomes.get(reference), Measurement)
    }


def _shown(measured: Measurement, engine: OtherEngine, results: Results, task: Task) -> Measurement | NotMeasured:
    record = _record(measured.config_digest, engine, task)
    if record is not None:
        return replace(
            measured,
            measured_at=record.shown_at,
            engine=record.engine,
            config_digest=record.config_digest,
            engine_size=record.engine_size,
        )
    absent = task.store.engine_absent(absence_key(engine.name, engine.image_store))
    reason = (
        results.elsewhere.get((measured.reference, engine))
        or why_not_had(engine, task.settings)
        or (absent.reason if absent is not None else results.unavailable)
        or "the engine that measured it does not hold it any more"
    )
    return NotMeasured(measured.reference, f"{engine} does not show it: {reason}")


def _record(config_digest: Digest, engine: OtherEngine, task: Task) -> ShownElsewhere | None:
    identity = known_identity(engine, task.settings)
    if identity is None:
        return None
    return task.store.shown_elsewhere(elsewhere_key(config_digest, RULER_VERSION, identity))
