"""All images of the site as one table: what each weighs, on which base, since when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..records.measurement import Measurement
from .figures import size_of
from .rendering import render
from .stages import base_of
from .times import time_html

if TYPE_CHECKING:
    from markupsafe import Markup

    from ..records.measurement import Outcome
    from .sheet import Sheet


def results(sheet: Sheet) -> Markup:
    """Return the table of all images, in the order of their examples."""
    outcomes = [sheet.outcome(str(variant.reference)) for variant in sheet.findings.catalog.variants]
    measured = [outcome for outcome in outcomes if isinstance(outcome, Measurement)]
    rows = [_row(sheet, outcome) for outcome in outcomes]
    return render("results.html", rows=rows, stand_ins=sheet.stand_in_line(measured))


def _row(sheet: Sheet, outcome: Outcome) -> dict[str, object]:
    variant = sheet.variant(outcome.reference)
    row: dict[str, object] = {
        "reference": outcome.reference,
        "summary": variant.summary,
        "base": base_of(variant),
    }
    if not isinstance(outcome, Measurement):
        return {**row, "status": sheet.not_measured(outcome), "reason": outcome.reason}
    bases = {base.reference: base for base in outcome.bases}
    base = bases.get(base_of(variant))
    return {
        **row,
        "stand_in": base is not None and base.stand_in is not None,
        "unpacked": size_of(sheet, outcome),
        "transfer": size_of(sheet, outcome, "transfer_size"),
        "waste": size_of(sheet, outcome, "waste"),
        "layers": sheet.figure(f"{outcome.reference}/layers.length", len(outcome.layers), outcome),
        "when": time_html(outcome.oldest_step_at),
    }
