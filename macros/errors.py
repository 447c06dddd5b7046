"""What can go wrong, as one sentence each: where, what is wrong, what to do."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong in a source file, and what mends it."""

    where: str
    """Path of the file, relative to the project's root."""
    line: int | None
    """Line in that file, from 1; None where the whole file is meant."""
    problem: str
    remedy: str

    def __str__(self) -> str:
        place = self.where if self.line is None else f"{self.where}:{self.line}"
        return f"{place}: {self.problem}; {self.remedy}"


class TareError(Exception):
    """What Tare tells a user in one sentence, without a traceback; its exit status is `exit_status`."""

    exit_status = 1


class WrongSource(TareError):
    """Pages or examples are wrong; carries every fault that was found."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        # A fault without a line sorts before the lines of its file.
        ordered = sorted(set(faults), key=lambda fault: (fault.where, fault.line or 0, fault.problem))
        self.faults = tuple(ordered)
        super().__init__("\n".join(map(str, self.faults)))


class UsageError(TareError):
    """A command line or a setting that cannot be understood."""

    exit_status = 2


class SurroundingsError(TareError):
    """The machine lacks something: no root, no network, no disk, an engine that died."""

    exit_status = 3

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem}; {remedy}")
        self.problem = problem
        self.remedy = remedy


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ", did you mean `x`?" for the nearest of the known words, else an empty string."""
    near = difflib.get_close_matches(word, list(known), n=1)
    return f"did you mean `{near[0]}`?" if near else ""
