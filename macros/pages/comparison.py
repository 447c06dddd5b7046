"""Any two images of the site side by side, layer by layer: all of them, of which a script shows two."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from ..records.measurement import Measurement
from .figures import size_of
from .rendering import render
from .sheet import MacroFault
from .stages import base_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .sheet import Sheet


@dataclass(frozen=True, slots=True)
class LayerLine:
    """One layer: what made it, its bytes as a figure and as a number, and what tells it from others."""

    instruction: str
    figure: Markup
    bytes: int
    diff_id: str
    from_base: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """One image as it stands beside another."""

    reference: str
    summary: str
    base: str
    job: str
    """The same for images that pass the same smoke tests."""
    unpacked: Markup | None
    """None where it was not measured."""
    transfer: Markup | None
    waste: Markup | None
    bytes: int
    layers: tuple[LayerLine, ...]
    reason: str | None


def compare(sheet: Sheet, one: str, other: str) -> Markup:
    """Return every image of the site as a panel; the two that are named are shown, also where no script runs.

    Raises MacroFault where both are one, or do not pass the same smoke tests.
    """
    jobs = [_job(sheet, reference) for reference in (one, other)]
    if one == other or jobs[0] != jobs[1]:
        problem = f"`{one}` and `{other}` are not two images that do one job"
        raise MacroFault(problem, "name two variants of one example")
    panels = [_panel(sheet, str(variant.reference)) for variant in sheet.findings.catalog.variants]
    shown = [next(panel for panel in panels if panel.reference == reference) for reference in (one, other)]
    others = [panel for panel in panels if panel not in shown]
    outcomes = [sheet.outcome(panel.reference) for panel in panels]
    return render(
        "comparison.html",
        panels=[*shown, *others],
        shown=(one, other),
        whole=max(1, *(panel.bytes for panel in shown)),
        stand_ins=sheet.stand_in_line(outcome for outcome in outcomes if isinstance(outcome, Measurement)),
    )


def _job(sheet: Sheet, reference: str) -> str:
    tests = repr(sheet.variant(reference).smoke_tests)
    return hashlib.sha256(tests.encode()).hexdigest()[:12]


def _panel(sheet: Sheet, reference: str) -> Panel:
    variant, outcome = sheet.variant(reference), sheet.outcome(reference)
    told = (reference, variant.summary, base_of(variant), _job(sheet, reference))
    if not isinstance(outcome, Measurement):
        return Panel(*told, None, None, None, 0, (), outcome.reason)
    return Panel(
        *told,
        unpacked=size_of(sheet, outcome),
        transfer=size_of(sheet, outcome, "transfer_size"),
        waste=size_of(sheet, outcome, "waste"),
        bytes=outcome.unpacked_size,
        layers=tuple(_lines(sheet, outcome)),
        reason=None,
    )


def _lines(sheet: Sheet, image: Measurement) -> Iterator[LayerLine]:
    made_by = {entry.layer: entry.created_by for entry in image.history}
    for index, layer in enumerate(image.layers):
        yield LayerLine(
            instruction=layer.instruction or made_by.get(index) or "no instruction in its history",
            figure=sheet.figure(f"{image.reference}/layers[{index}].unpacked_size", layer.unpacked_size, image),
            bytes=layer.unpacked_size,
            diff_id=layer.diff_id,
            from_base=layer.from_base,
        )
