"""When and on what the site's images were measured, in one line."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from ..records.measurement import Measurement
from .rendering import render
from .sheet import engine_text
from .times import time_html

if TYPE_CHECKING:
    from markupsafe import Markup

    from .sheet import Sheet

LATELY = timedelta(days=7)
"""An older oldest step loses its green dot."""


def measured(sheet: Sheet) -> Markup:
    """Return the dates of the oldest and the newest step, the engine, and the stand-ins."""
    outcomes = list(sheet.findings.outcomes.values())
    images = [outcome for outcome in outcomes if isinstance(outcome, Measurement)]
    oldest = min((image.oldest_step_at for image in images), default=None)
    newest = max((image.measured_at for image in images), default=None)
    return render(
        "measured.html",
        oldest=time_html(oldest) if oldest else None,
        newest=time_html(newest) if newest else None,
        lately=oldest is not None and sheet.findings.generated_at - oldest <= LATELY,
        engines=sorted({f"{engine_text(image)}, {image.platform}" for image in images}),
        stand_ins=sheet.stand_in_line(images),
    )
