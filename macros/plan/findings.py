"""What measuring found: every variant's outcome, for the pages to look up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..catalog.model import Catalog
from ..records.measurement import NotMeasured, Outcome


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

    @property
    def failures(self) -> tuple[NotMeasured, ...]:
        """What could not be measured although nothing declared that it might not be."""
        return tuple(
            outcome
            for outcome in self.outcomes.values()
            if isinstance(outcome, NotMeasured) and not outcome.needs_registry
        )
