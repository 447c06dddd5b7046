"""A cache experiment as a table: its variants side by side, each instruction rebuilt or from the cache."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from ..records.experiments import ExperimentRecord
from ..records.measurement import Measurement
from .diffs import diff_of
from .grammar import count_text
from .rebuilds import context_sent, counted_steps
from .rendering import render

if TYPE_CHECKING:
    from ..catalog.edits import Edit
    from ..catalog.model import Example
    from .diffs import Diff
    from .sheet import Sheet


@dataclass(frozen=True, slots=True)
class Row:
    """One instruction of one variant."""

    instruction: str
    line: int | None
    cached: bool
    seconds: Markup | None
    """Of the second build; None where it came from the cache."""


@dataclass(frozen=True, slots=True)
class Column:
    """One variant of an experiment."""

    reference: str
    rows: tuple[Row, ...]
    rebuilt: Markup
    steps: int
    seconds: Markup
    first_seconds: Markup
    context: Markup
    first_context: Markup


def experiment(sheet: Sheet, name: str) -> Markup:
    """Return the table of a cache experiment, by a name such as "order/code-edited"."""
    declared, outcome = sheet.experiment(name), sheet.experiment_outcome(name)
    example = sheet.example(name.partition("/")[0])
    shown = {
        "name": name,
        "cleared": declared.cleared,
        "file": declared.edit.file if declared.edit else "",
        "diff": _diff(example, declared.edit) if declared.edit else None,
    }
    if not isinstance(outcome, ExperimentRecord):
        figure = sheet.absent(name, "not measured", outcome.reason)
        return render("experiment_absent.html", **shown, figure=figure, reason=outcome.reason)
    images = [sheet.outcome(str(variant.reference)) for variant in declared.variants]
    return render(
        "experiment.html",
        **shown,
        columns=[_column(sheet, outcome, reference) for reference in outcome.variants],
        stand_ins=sheet.stand_in_line(image for image in images if isinstance(image, Measurement)),
    )


def _column(sheet: Sheet, record: ExperimentRecord, reference: str) -> Column:
    name, builds = record.experiment, record.variants[reference]
    steps = sorted(enumerate(builds.rebuild.steps), key=lambda place: place[1].line or 0)

    def figure(value: float, what: str, *of: str) -> Markup:
        return sheet.experiment_figure(count_text(what, name, reference, *of), value, record)

    rows = tuple(
        Row(
            step.instruction,
            step.line,
            step.cached,
            None if step.cached else figure(step.seconds, "step_seconds", "rebuild", str(index)),
        )
        for index, step in steps
    )
    return Column(
        reference=reference,
        rows=rows,
        rebuilt=figure(counted_steps("rebuilt", builds.rebuild.steps, ""), "rebuilt"),
        steps=len(rows),
        seconds=figure(builds.rebuild.seconds, "build_seconds", "rebuild"),
        first_seconds=figure(builds.first.seconds, "build_seconds", "first"),
        context=context_sent(sheet, name, reference).figure or Markup(),
        first_context=context_sent(sheet, name, reference, "first").figure or Markup(),
    )


def _diff(example: Example, edit: Edit) -> Diff:
    before = example.folder.joinpath(edit.file).read_text(encoding="utf-8")
    return diff_of((edit.file, before), (edit.file, edit.applied(before)))
