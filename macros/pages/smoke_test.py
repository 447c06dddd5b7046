"""Shows that an image does its job: what was run or asked, and what it answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..records.measurement import Measurement
from .rendering import render

if TYPE_CHECKING:
    from markupsafe import Markup

    from .sheet import Sheet


def smoke_test(sheet: Sheet, reference: str) -> Markup:
    """Return the smoke test of an image and its answer."""
    outcome = sheet.outcome(reference)
    if not isinstance(outcome, Measurement):
        absent = sheet.not_measured(outcome)
        return render("not_measured.html", reference=reference, figure=absent, reason=outcome.reason)
    test = outcome.smoke_test
    seconds = sheet.figure(f"{reference}/smoke_test.seconds", test.seconds, outcome)
    return render("smoke_test.html", reference=reference, test=test, seconds=seconds)
