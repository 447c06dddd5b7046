"""The layers of an image as a table in build order, the base's folded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..records.measurement import Measurement
from .dockerfile import base_of
from .figures import base_size_of
from .rendering import render

if TYPE_CHECKING:
    from markupsafe import Markup

    from .sheet import Sheet

COLUMNS = ("unpacked_size", "transfer_size", "files", "waste")


def layers(sheet: Sheet, reference: str) -> Markup:
    """Return the layer table of an image."""
    outcome = sheet.outcome(reference)
    base = base_of(sheet.variant(reference))
    if not isinstance(outcome, Measurement):
        absent = sheet.not_measured(outcome)
        return render("not_measured.html", reference=reference, figure=absent, reason=outcome.reason)
    rows = [_row(sheet, outcome, index) for index in range(len(outcome.layers))]
    count = sum(layer.from_base for layer in outcome.layers)
    return render(
        "layers.html",
        base=base,
        base_rows=rows[:count],
        own_rows=rows[count:],
        base_count=sheet.figure(f"{reference}/layers[base].length", count, outcome),
        base_size=base_size_of(sheet, outcome),
        reference=reference,
        stand_ins=sheet.stand_in_line([outcome]),
    )


def _row(sheet: Sheet, image: Measurement, index: int) -> dict[str, object]:
    layer = image.layers[index]
    made_by = next((entry.created_by for entry in image.history if entry.layer == index), "")
    return {
        "line": layer.line,
        "instruction": layer.instruction or made_by,
        "figures": [
            sheet.figure(f"{image.reference}/layers[{index}].{column}", getattr(layer, column), image)
            for column in COLUMNS
        ],
    }
