"""Shows that an image does its job: what was run or asked, and what it answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from ..records.measurement import Measurement, SmokeTest
from .notes import check_path
from .rendering import render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .sheet import Sheet


@dataclass(frozen=True, slots=True)
class _Line:
    """One check as it is shown."""

    test: SmokeTest
    notes: tuple[str, ...]
    """What it could do, and could have done in want of a limit."""
    seconds: Markup


def smoke_test(sheet: Sheet, reference: str) -> Markup:
    """Return the checks of an image's smoke test and their answers."""
    outcome = sheet.outcome(reference)
    if not isinstance(outcome, Measurement):
        return sheet.not_measured_block(outcome)
    lines = [
        _Line(
            test, tuple(_notes(test)), sheet.figure(f"{reference}/{check_path(index)}.seconds", test.seconds, outcome)
        )
        for index, test in enumerate(outcome.smoke_tests)
    ]
    return render("smoke_test.html", reference=reference, lines=lines)


def _notes(test: SmokeTest) -> Iterator[str]:
    if test.emulator is not None:
        yield f"through an emulator, {test.emulator}"
    yield "root file system read-only" if test.read_only else "root file system writable"
    if test.limits is not None:
        limits = {"CPU": test.limits.cpus, "memory": test.limits.memory, "processes": test.limits.pids}
        absent = [name for name, limit in limits.items() if limit is None]
        if absent:
            yield f"without a limit of {' and '.join(absent)}, which this engine cannot set"
