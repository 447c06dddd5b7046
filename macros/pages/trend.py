"""A ladder as a line: how large the image is after each step, to scale, with the figure at each point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from ..records.measurement import Measurement
from .figures import size_of
from .rendering import render
from .scale import scale_for
from .sheet import MacroFault

if TYPE_CHECKING:
    from .sheet import Sheet


@dataclass(frozen=True, slots=True)
class Point:
    """One step that was measured: where it is, in per cent of the plot from its left and its foot, and its figure."""

    tag: str
    left: float
    up: float
    figure: Markup


def trend(sheet: Sheet, name: str) -> Markup:
    """Return an example's ladder as a line of unpacked sizes; a step that was not measured has no point."""
    steps = sheet.example(name).ladder
    if not steps:
        raise MacroFault(f"`{name}` has no ladder", f"declare it under [ladder] in examples/{name}.toml")
    outcomes = [sheet.outcome(str(step.variant.reference)) for step in steps]
    measured = [outcome for outcome in outcomes if isinstance(outcome, Measurement)]
    scale = scale_for([image.unpacked_size for image in measured])
    points = [
        Point(
            tag=step.variant.reference.tag,
            left=100 * (index + 0.5) / len(steps),
            up=100 * outcome.unpacked_size / scale.length,
            figure=size_of(sheet, outcome),
        )
        for index, (step, outcome) in enumerate(zip(steps, outcomes, strict=True))
        if isinstance(outcome, Measurement)
    ]
    return render(
        "trend.html",
        example=name,
        points=points,
        line=" ".join(f"{point.left:.2f},{100 - point.up:.2f}" for point in points),
        ticks=scale.labels if measured else (),
        absent=[outcome.reference for outcome in outcomes if not isinstance(outcome, Measurement)],
        stand_ins=sheet.stand_in_line(measured),
    )
