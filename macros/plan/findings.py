"""What measuring found: every variant's outcome, for the pages to look up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ..catalog.model import Catalog
from ..records.commands import CommandNotRun, CommandOutcome
from ..records.experiments import ExperimentNotRun, ExperimentOutcome
from ..records.facts import FactOutcome
from ..records.measurement import Measurement, NotMeasured, Outcome


@dataclass(frozen=True, slots=True)
class Findings:
    """The outcomes of one run of the lab."""

    catalog: Catalog
    outcomes: Mapping[str, Outcome]
    """By image reference, in the catalog's order."""
    measured: tuple[str, ...]
    """The image references for which something was built, tested or weighed in this run."""
    warnings: tuple[str, ...]
    """One sentence each, for example on an old record that stands because the engine died."""
    generated_at: datetime
    freshness: timedelta
    """How old a measurement may be."""
    commands: Mapping[str, CommandOutcome] = field(default_factory=dict)
    """What the commands printed, by their names, in the catalog's order."""
    elsewhere: Mapping[str, tuple[Measurement | NotMeasured, ...]] = field(default_factory=dict)
    """What the other engines of our own show of an image, by its reference, for those that a page asks for.

    The measurement of the same image as each holds it, or why that engine could not be had, in a sentence that names
    it: no fault, since the image was measured.
    """

    facts: Mapping[str, FactOutcome] = field(default_factory=dict)
    """What file lists tell, by the names of the questions that pages ask."""
    experiments: Mapping[str, ExperimentOutcome] = field(default_factory=dict)
    """What came of the cache experiments, by their names, in the catalog's order."""
    replayed: datetime | None = None
    """When the results were made that all this was read from; None where it was found in this run."""

    @property
    def failures(self) -> tuple[NotMeasured | CommandNotRun | ExperimentNotRun, ...]:
        """What could not be measured or run although nothing declared that it might not be."""
        found = (*self.outcomes.values(), *self.commands.values())
        missed = [each for each in found if isinstance(each, NotMeasured | CommandNotRun) and not each.needs_registry]
        experiments = self.experiments.values()
        return (*missed, *(each for each in experiments if isinstance(each, ExperimentNotRun) and not each.excused))
