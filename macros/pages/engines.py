"""One image as each engine shows it, in a table: what our ruler weighs, and what the engine prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..records.measurement import Measurement
from .figures import size_of
from .rendering import render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markupsafe import Markup

    from .sheet import Sheet

COLUMNS = {"unpacked_size": "unpacked", "transfer_size": "transfer", "engine_size": "engine size"}
"""What is told of an image on one engine, by its name in a RECORD."""


def engines(sheet: Sheet, reference: str) -> Markup:
    """Return an image's sizes on the engine that measured it and on every other that could be had."""
    outcome = sheet.outcome(reference)
    if not isinstance(outcome, Measurement):
        return sheet.not_measured_block(outcome)
    return render(
        "engines.html",
        reference=reference,
        columns=COLUMNS.values(),
        rows=[_row(sheet, outcome, None), *_other_rows(sheet, reference)],
        stand_ins=sheet.stand_in_line([outcome]),
    )


def _other_rows(sheet: Sheet, reference: str) -> Iterator[dict[str, object]]:
    place = 0
    for outcome in sheet.elsewhere(reference):
        if isinstance(outcome, Measurement):
            yield _row(sheet, outcome, place)
            place += 1
        else:
            yield {"status": sheet.absent(reference, "not available", outcome.reason), "reason": outcome.reason}


def _row(sheet: Sheet, image: Measurement, also: int | None) -> dict[str, object]:
    return {
        "engine": image.engine,
        "figures": [(head, size_of(sheet, image, what, also=also)) for what, head in COLUMNS.items()],
    }
