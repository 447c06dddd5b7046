"""Compares what two things take, in pairs within one run, so that what else the machine does meets both."""

from __future__ import annotations

import statistics
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Pairs:
    """The seconds that each of two took, pair by pair."""

    ours: tuple[float, ...]
    theirs: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """The median of the pairs' ratios."""
        return statistics.median(ours / theirs for ours, theirs in zip(self.ours, self.theirs, strict=True))


def paired(ours: Callable[[], object], theirs: Callable[[], object], count: int) -> Pairs:
    """Do both `count` times, by turns the one first and the other, and return what they took."""
    taken: tuple[list[float], list[float]] = ([], [])
    for number in range(count):
        for index in (0, 1) if number % 2 == 0 else (1, 0):
            taken[index].append(seconds((ours, theirs)[index]))
    return Pairs(tuple(taken[0]), tuple(taken[1]))


def seconds(action: Callable[[], object]) -> float:
    """Return how long an action takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def report(what: str, beside: str, pairs: Pairs, aim: float | None = None, most: float | None = None) -> bool:
    """Print one line on what was compared; return whether the ratio is at most `most`, the gate where there is one."""
    wanted = [f"aim {aim:g}"] if aim is not None else []
    wanted += [f"at most {most:g}"] if most is not None else []
    ours, theirs = statistics.median(pairs.ours), statistics.median(pairs.theirs)
    count = len(pairs.ours)
    line = f"{what} {ours:.2f} s, {beside} {theirs:.2f} s, {count} pair{'s' * (count > 1)}: {pairs.ratio:.2f} times"
    return verdict(f"{line} ({', '.join(wanted)})" if wanted else line, kept=most is None or pairs.ratio <= most)


def verdict(line: str, *, kept: bool) -> bool:
    """Print a figure's line, marked where its gate is broken; return whether it is kept."""
    say(line if kept else f"{line} - BROKEN")
    return kept


def say(text: str) -> None:
    """Print one line."""
    print(text, file=sys.stderr, flush=True)
