"""The record of one cache experiment: each variant's two builds, instruction by instruction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from .measurement import Build, Digest, EngineIdentity


@dataclass(frozen=True, slots=True)
class TwoBuilds:
    """One variant, built and built again."""

    first: Build
    """With nothing in the cache."""
    rebuild: Build
    """After the edit."""


@dataclass(frozen=True, slots=True)
class ExperimentRecord:
    """A cache experiment that was made, once."""

    experiment: str
    """Example and name, for example "order/code-edited"."""
    key: Digest
    inputs: dict[str, Digest]
    """Hash of each thing that it depends on, by name: "edit", and "build/order:code-first" for each variant."""
    ran_at: datetime
    """When its first build began, in which every step ran."""
    platform: str
    engine: EngineIdentity
    variants: dict[str, TwoBuilds]
    """By image reference, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class ExperimentNotRun:
    """A cache experiment that could not be made, and why."""

    experiment: str
    reason: str
    excused: bool = False
    """It is no fault: the engine's cache is not ours alone, or a variant is declared to need a registry."""


ExperimentOutcome = ExperimentRecord | ExperimentNotRun


@dataclass(frozen=True, slots=True)
class ExperimentResult:
    """What is published about one cache experiment."""

    status: Literal["measured", "not measured"]
    reason: str | None
    """Why it was not measured; null where it was."""
    record: ExperimentRecord | None
    excused: bool = False
    """It was not measured, and that is no fault."""


def experiment_result(outcome: ExperimentOutcome) -> ExperimentResult:
    """Return what is published of an outcome, with its time in UTC."""
    if isinstance(outcome, ExperimentNotRun):
        return ExperimentResult("not measured", outcome.reason, None, outcome.excused)
    return ExperimentResult("measured", None, replace(outcome, ran_at=outcome.ran_at.astimezone(UTC)))
