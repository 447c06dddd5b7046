"""When and on what the site's images were measured, in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..records.measurement import Measurement
from .passport import engine_text
from .rendering import render
from .times import span_html

if TYPE_CHECKING:
    from markupsafe import Markup

    from .sheet import Sheet


def measured(sheet: Sheet) -> Markup:
    """Return the dates of the oldest and the newest step, the engine, and the stand-ins."""
    outcomes = list(sheet.findings.outcomes.values())
    images = [outcome for outcome in outcomes if isinstance(outcome, Measurement)]
    oldest = min((image.oldest_step_at for image in images), default=None)
    newest = max((image.measured_at for image in images), default=None)
    return render(
        "measured.html",
        span=span_html(oldest, newest) if oldest and newest else None,
        lately=oldest is not None and sheet.findings.generated_at - oldest < sheet.findings.freshness,
        engines=sorted({f"{engine_text(each.engine)}, {each.build_platform or each.platform}" for each in images}),
        stand_ins=sorted({base.reference for image in images for base in image.bases if base.stand_in}),
    )
