"""The ruler: round ticks for an axis of bytes."""

from __future__ import annotations

from dataclasses import dataclass

from ..units import format_size

MOST_LABELS = 5
_STEPS = (1, 2.5, 5)


@dataclass(frozen=True, slots=True)
class Tick:
    """One labelled tick."""

    position: float
    """Where on the axis, in per cent of its length."""
    bytes: int


@dataclass(frozen=True, slots=True)
class Scale:
    """One axis for several bars."""

    length: int
    """Bytes that the whole axis stands for."""
    ticks: tuple[Tick, ...]
    minor: float
    """From one unlabelled tick to the next, in per cent of the axis."""

    @property
    def labels(self) -> tuple[tuple[str, str], ...]:
        """Where each labelled tick is, as CSS takes it, and what stands there."""
        return tuple((f"{tick.position:.3f}%", format_size(tick.bytes) if tick.bytes else "0") for tick in self.ticks)

    def share(self, size: int) -> str:
        """Return how long a size is on this axis, in per cent, as CSS takes it."""
        return f"{100 * size / self.length:.3f}%"


def scale_for(sizes: list[int]) -> Scale:
    """Return the axis that the largest of the sizes just fits on.

    >>> [tick.bytes for tick in scale_for([1_100_000_000, 129_000_000]).ticks]
    [0, 250000000, 500000000, 750000000, 1000000000]
    """
    length = max(1, round(max(sizes, default=0) * 1.02))
    magnitude = 10 ** max(0, len(str(length)) - 2)
    candidates = (round(step * magnitude * 10**power) for power in range(3) for step in _STEPS)
    step = next(each for each in candidates if each >= 1 and length / each < MOST_LABELS + 0.5)
    ticks = tuple(Tick(100 * at / length, at) for at in range(0, length + 1, step))
    return Scale(length, ticks, 10 * step / length)
