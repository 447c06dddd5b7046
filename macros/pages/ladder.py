"""A ladder as a waterfall: from an example's steps to what each saves or costs, with its diff and its smoke test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from ..catalog.model import Step
from ..records.measurement import Measurement
from .diffs import Diff, diffs_of_variants
from .figures import difference, size, unpacked
from .rendering import render
from .scale import scale_for
from .sheet import MacroFault
from .smoke_test import smoke_test

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .facts import Fact
    from .scale import Scale
    from .sheet import Sheet

MEASURES = ("unpacked_size", "transfer_size")
"""The sizes that a step changes, in the order in which they are shown."""
_WORTH_TELLING = 100
"""A step that changes less than one part in so many of the image before it is next to nothing."""


@dataclass(frozen=True, slots=True)
class Change:
    """By how many bytes one image differs from another, in one of the sizes."""

    figure: Markup
    kind: str
    """"saves", "costs", "nothing", or "unknown" where an image was not measured."""


@dataclass(frozen=True, slots=True)
class Row:
    """One step, as it is shown."""

    step: Step
    sizes: tuple[Markup, ...]
    changes: tuple[Change, ...]
    """Against the step before; none for the first."""
    so_far: tuple[Change, ...]
    """Against the first step; none for the first."""
    verdict: str
    """"saves nothing", "next to nothing", or empty where a step does more than that."""
    lengths: dict[str, str]
    """Of the bar's parts on the axis, as CSS takes it; empty where there is no bar."""
    reason: str
    """Why it was not measured; empty where it was."""
    diffs: tuple[Diff, ...]
    smoke_test: Markup


def ladder(sheet: Sheet, name: str) -> Markup:
    """Return the waterfall of an example's ladder."""
    steps = sheet.example(name).ladder
    if not steps:
        raise MacroFault(f"`{name}` has no ladder", f"declare it under [ladder] in examples/{name}.toml")
    outcomes = [sheet.outcome(_name(step)) for step in steps]
    measured = [outcome for outcome in outcomes if isinstance(outcome, Measurement)]
    scale = scale_for([measurement.unpacked_size for measurement in measured])
    rows = [_row(sheet, steps, index, scale) for index in range(len(steps))]
    return render(
        "ladder.html",
        example=name,
        rows=rows,
        total=rows[-1].so_far,
        ticks=scale.labels if measured else (),
        minor=f"{scale.minor:.4f}%",
        stand_ins=sheet.stand_in_line(measured),
    )


def _row(sheet: Sheet, steps: Sequence[Step], index: int, scale: Scale) -> Row:
    step, before = steps[index], steps[index - 1] if index else None
    outcome = sheet.outcome(_name(step))
    reason = "" if isinstance(outcome, Measurement) else outcome.reason
    return Row(
        step=step,
        sizes=tuple(_shown(size(sheet, _name(step), what)) for what in MEASURES),
        changes=_changes(sheet, step, before),
        so_far=_changes(sheet, step, steps[0] if index else None),
        verdict=_verdict(sheet, step, before) if before else "",
        lengths=_lengths(sheet, step, before, scale),
        reason=reason,
        diffs=tuple(diffs_of_variants(before.variant, step.variant)) if before else (),
        smoke_test=smoke_test(sheet, _name(step)) if not reason else Markup(),
    )


def _changes(sheet: Sheet, step: Step, other: Step | None) -> tuple[Change, ...]:
    if other is None:
        return ()
    facts = [difference(sheet, _name(step), _name(other), what) for what in MEASURES]
    return tuple(Change(_shown(fact), _kind(fact)) for fact in facts)


def _kind(fact: Fact) -> str:
    if not isinstance(fact.value, int | float):
        return "unknown"
    return "costs" if fact.value > 0 else "saves" if fact.value < 0 else "nothing"


def _verdict(sheet: Sheet, step: Step, before: Step) -> str:
    image, other = sheet.outcome(_name(step)), sheet.outcome(_name(before))
    if not isinstance(image, Measurement) or not isinstance(other, Measurement):
        return ""
    pairs = [(getattr(image, what), getattr(other, what)) for what in MEASURES]
    if all(now == then for now, then in pairs):
        return "nothing"
    if all(abs(now - then) * _WORTH_TELLING < then for now, then in pairs):
        return "next to nothing"
    return ""


def _lengths(sheet: Sheet, step: Step, before: Step | None, scale: Scale) -> dict[str, str]:
    image = sheet.outcome(_name(step))
    if not isinstance(image, Measurement):
        return {}
    lengths = {
        "base": scale.share(unpacked(image.layers, from_base=True)),
        "own": scale.share(unpacked(image.layers, from_base=False)),
    }
    other = sheet.outcome(_name(before)) if before else None
    if isinstance(other, Measurement) and other.unpacked_size > image.unpacked_size:
        lengths["saved"] = scale.share(other.unpacked_size - image.unpacked_size)
    return lengths


def _shown(fact: Fact) -> Markup:
    return fact.figure or Markup()


def _name(step: Step) -> str:
    return str(step.variant.reference)
