"""What `tare weigh` says of an image of the site, as a terminal shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..records.measurement import Measurement
from .figures import size_of
from .rendering import render

if TYPE_CHECKING:
    from markupsafe import Markup

    from .sheet import Sheet


def weighed(sheet: Sheet, reference: str) -> Markup:
    """Return the table that `tare weigh` prints of an image, made of the image's record."""
    outcome = sheet.outcome(reference)
    if not isinstance(outcome, Measurement):
        return sheet.not_measured_block(outcome)
    from ..weight_table import weight_table  # it loads rich, which no other page needs

    return render(
        "weighed.html",
        reference=reference,
        table="\n".join(weight_table(outcome)),
        size=size_of(sheet, outcome),
        stand_ins=sheet.stand_in_line([outcome]),
    )
