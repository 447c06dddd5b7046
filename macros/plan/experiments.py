"""Decides which cache experiments have to be made: from measured variants and records to what is left to do."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..catalog.model import Example, Experiment
from ..records.experiments import ExperimentRecord
from ..records.measurement import Digest
from .decisions import Work
from .keys import digest_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..catalog.model import Catalog
    from ..records.store import Store
    from .decisions import Circumstances

_VERSION = 2
"""Of how an experiment is made and of what its record tells."""


@dataclass(frozen=True, slots=True)
class ExperimentWork:
    """One cache experiment whose variants are all measured, and its record if it was made before."""

    experiment: Experiment
    example: Example
    works: tuple[Work, ...]
    """Its variants, in their order."""
    inputs: Mapping[str, Digest]
    """Everything that it depends on, by name."""
    key: Digest
    record: ExperimentRecord | None
    stale: bool
    """The record is too old, and stands only if the experiment cannot be made anew."""

    @property
    def done(self) -> bool:
        """Whether nothing has to be done."""
        return self.record is not None and not self.stale


def decide_experiments(
    catalog: Catalog, works: Iterable[Work], store: Store, circumstances: Circumstances
) -> tuple[ExperimentWork, ...]:
    """Return the experiments that can be made: those of which every variant is measured, however long ago."""
    measured = {work.variant.reference: work for work in works if work.complete}
    found = []
    for example in catalog.examples:
        for experiment in example.experiments:
            if all(variant.reference in measured for variant in experiment.variants):
                variants = tuple(measured[variant.reference] for variant in experiment.variants)
                inputs = experiment_inputs(
                    experiment, {str(work.variant.reference): work.build_key for work in variants}
                )
                key = digest_of(inputs)
                record = store.experiment(key)
                stale = record is not None and _is_old(record, circumstances)
                found.append(ExperimentWork(experiment, example, variants, inputs, key, record, stale))
    return tuple(found)


def experiment_inputs(experiment: Experiment, build_keys: Mapping[str, Digest]) -> dict[str, Digest]:
    """Return the digest of each thing that an experiment depends on; `build_keys` are by image reference, in order."""
    edit = experiment.edit
    edited = None if edit is None else [edit.file, edit.replaced, edit.text]
    return {
        "edit": _digest([edited, experiment.cleared]),
        "experiment": _digest([_VERSION, list(build_keys)]),
        **{f"build/{reference}": key for reference, key in build_keys.items()},
    }


def _is_old(record: ExperimentRecord, circumstances: Circumstances) -> bool:
    return circumstances.refresh or circumstances.now - record.ran_at >= circumstances.freshness


def _digest(told: object) -> Digest:
    return f"sha256:{hashlib.sha256(json.dumps(told).encode()).hexdigest()}"
