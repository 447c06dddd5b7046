"""Makes changes, each in a copy of its own, and tells for each whether everything happened that it declares."""

from __future__ import annotations

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.sabotage.changes import Change
from tests.sabotage.judging import Trial, disagreements, state_of
from tests.sabotage.workshop import open_workshop, run_tare, snapshot

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tests.sabotage.changes import Place
    from tests.sabotage.judging import State
    from tests.sabotage.workshop import Workshop

_AT_ONCE = 2
"""Those that measure wait for each other; the rest need a processor."""
_QUOTED = 25
"""Lines of what `tare` said, at the end of a disagreement."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one change."""

    change: Change
    wrong: tuple[str, ...]
    """What is not as declared; nothing where all is."""
    said: str
    """What `tare` printed."""
    seconds: float

    def __str__(self) -> str:
        """Return what was expected and what was got, for a reader who has to find out whose fault it is."""
        lines = [f"  {line}" for line in self.said.splitlines()[-_QUOTED:]]
        got = "\n".join(f"  got: {each}" for each in self.wrong)
        return "\n".join([f"{self.change}", f"  expected: {self.change.expected}", got, "  tare said:", *lines])


def hold(changes: Sequence[Change]) -> Iterable[Verdict]:
    """Make each change, two at a time, and yield what came of each, in their order.

    Raises RuntimeError where the unchanged project does not build the same twice.
    """
    with open_workshop(anew=True) as workshop:
        original = state_of(workshop.original)
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            yield from pool.map(lambda change: try_change(change, workshop, original), changes)


def try_change(change: Change, workshop: Workshop, original: State) -> Verdict:
    """Make one change and return what came of it; `original` is the state of the unchanged project."""
    started = time.monotonic()
    with workshop.trial() as place:
        untouched = _content(place)
        try:
            change.edit(place)
        except (ValueError, OSError) as error:
            return Verdict(change, (f"the change cannot be made: {error}",), "", time.monotonic() - started)
        if _content(place) == untouched:
            return Verdict(change, ("the change changes nothing",), "", time.monotonic() - started)
        before = state_of(place)
        run = run_tare(place, change.arguments)
        wrong = disagreements(change.expected, Trial(place, original, before, state_of(place), run))
    return Verdict(change, wrong, run.said, time.monotonic() - started)


def report(verdicts: Iterable[Verdict]) -> int:
    """Print a line for each verdict as it comes, and every disagreement at the end; return the exit status."""
    wrong: list[Verdict] = []
    counts: dict[str, int] = {}
    started = time.monotonic()
    for verdict in verdicts:
        expected = type(verdict.change.expected).__name__.lower()
        counts[expected] = counts.get(expected, 0) + 1
        mark = "DISAGREES" if verdict.wrong else "ok"
        _say(f"{mark:9} {verdict.seconds:5.1f} s  {expected:8} {verdict.change}")
        if verdict.wrong:
            wrong.append(verdict)
            # Again at the end; whoever waits can begin to look into it.
            _say(f"{verdict}\n")
    for verdict in wrong:
        _say(f"\n{verdict}")
    total = ", ".join(f"{number} {expected}" for expected, number in sorted(counts.items()))
    _say(f"\n{sum(counts.values())} changes ({total}) in {time.monotonic() - started:.0f} s: {len(wrong)} disagree")
    return int(bool(wrong))


def _content(place: Place) -> tuple[dict[str, str], dict[str, str]]:
    """Return what a change can change."""
    return snapshot(place.project), snapshot(place.home / "records")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
