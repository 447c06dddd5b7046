"""Shows a command as it is typed, and below it what it printed, what it answered, or the steps of what it built."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from ..records.commands import CommandRecord
from ..records.measurement import Measurement
from .rendering import render

if TYPE_CHECKING:
    from ..catalog.model import Command
    from ..records.measurement import BuildStep
    from .sheet import Sheet


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a measured build."""

    line: int | None
    instruction: str
    seconds: Markup | None
    """None where its result was there already."""


def command(sheet: Sheet, name: str) -> Markup:
    """Return a command, by a name such as "myapp/compare", above what it printed."""
    declared = sheet.command(name)
    if declared.builds is not None:
        return _build(sheet, declared, declared.builds)
    outcome = sheet.command_outcome(name)
    if not isinstance(outcome, CommandRecord):
        state = "failed" if outcome.failed else "not run"
        return _absent(declared, sheet.absent(name, state, outcome.reason), outcome.reason, outcome.last_lines)
    used = [sheet.outcome(reference) for reference in outcome.images]
    return render(
        "command.html",
        **_typed(declared),
        record=outcome,
        seconds=sheet.command_figure(f"{name}/seconds", outcome.seconds, outcome),
        stand_ins=sheet.stand_in_line(image for image in used if isinstance(image, Measurement)),
    )


def _build(sheet: Sheet, declared: Command, reference: str) -> Markup:
    image = sheet.outcome(reference)
    if not isinstance(image, Measurement):
        return _absent(declared, sheet.not_measured(image), image.reason)
    path = f"{reference}/build"
    steps = [
        Step(
            step.line,
            step.instruction,
            None if step.cached else sheet.figure(f"{path}.steps[{index}].seconds", step.seconds, image),
        )
        for index, step in _in_file_order(image.build.steps)
    ]
    return render(
        "build_command.html",
        **_typed(declared),
        reference=reference,
        steps=steps,
        seconds=sheet.figure(f"{path}.seconds", image.build.seconds, image),
        any_cached=any(step.cached for step in image.build.steps),
        stand_ins=sheet.stand_in_line([image]),
    )


def _in_file_order(steps: tuple[BuildStep, ...]) -> list[tuple[int, BuildStep]]:
    """Return the steps with their places in the record: builders tell them as they end."""
    return sorted(enumerate(steps), key=lambda place: (place[1].line is None, place[1].line or 0))


def _absent(declared: Command, figure: Markup, reason: str, last_lines: tuple[str, ...] = ()) -> Markup:
    return render("command_absent.html", **_typed(declared), figure=figure, reason=reason, last_lines=last_lines)


def _typed(declared: Command) -> dict[str, str]:
    return {"name": declared.name, "example": declared.name.partition("/")[0], "text": declared.text}
