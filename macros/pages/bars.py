"""Images as bars to scale on one axis, base and own bytes apart, with the figure beside each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..records.measurement import Measurement
from .figures import base_size_of, cited, own_size_of, size_of, unpacked
from .rendering import render
from .scale import scale_for
from .sheet import MacroFault

if TYPE_CHECKING:
    from markupsafe import Markup

    from ..records.measurement import Outcome
    from .scale import Scale
    from .sheet import Sheet


def bars(sheet: Sheet, *references: str) -> Markup:
    """Return the images' unpacked sizes as bars, beside the sizes that somebody else measured where some are cited."""
    if not references:
        raise MacroFault("it needs the image references that it shows", 'write it as bars("myapp:fat", "myapp:slim")')
    outcomes = [sheet.outcome(reference) for reference in references]
    measured = [outcome for outcome in outcomes if isinstance(outcome, Measurement)]
    scale = scale_for([measurement.unpacked_size for measurement in measured])
    citations = {citation.source for reference in references if (citation := sheet.variant(reference).cited)}
    return render(
        "bars.html",
        rows=[_row(sheet, outcome, scale) for outcome in outcomes],
        # Where nothing was measured, or nothing weighs anything, there is nothing to scale.
        ticks=[] if not any(measurement.unpacked_size for measurement in measured) else scale.labels,
        minor=f"{scale.minor:.4f}%",
        cited_source=", ".join(sorted(citations)),
        stand_ins=sheet.stand_in_line(measured),
    )


def _row(sheet: Sheet, outcome: Outcome, scale: Scale) -> dict[str, object]:
    variant = sheet.variant(outcome.reference)
    row: dict[str, object] = {
        "reference": outcome.reference,
        "summary": variant.summary,
        "cited": cited(sheet, outcome.reference) if variant.cited else None,
    }
    if not isinstance(outcome, Measurement):
        return {**row, "figure": sheet.not_measured(outcome), "reason": outcome.reason}
    return {
        **row,
        "figure": size_of(sheet, outcome),
        "base": base_size_of(sheet, outcome),
        "own": own_size_of(sheet, outcome),
        "base_share": scale.share(unpacked(outcome.layers, from_base=True)),
        "own_share": scale.share(unpacked(outcome.layers, from_base=False)),
    }
