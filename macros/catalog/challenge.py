"""A challenge, as an example's TOML file declares it: a task, a budget, rules and hints."""

from __future__ import annotations

from dataclasses import dataclass

from ..units import parse_size

PREFIX = "challenge-"
"""What the name of an example begins with that is a challenge."""
START, SOLUTION = "start", "solution"
"""The tags of a challenge's variants: what a reader begins with, and what shows that it can be done."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """A Dockerfile that is to be made smaller, and what the reader's answer must keep to."""

    name: str
    """What a reader types, for example "apt": the example's name without PREFIX."""
    task: str
    budget: str
    """What the image may weigh at most, unpacked, as the author writes it: "50 MB"."""
    hints: tuple[str, ...]
    """In the order in which they are told."""
    forbidden: tuple[str, ...] = ()
    """How no instruction may begin."""
    required: tuple[str, ...] = ()
    """How some instruction must begin, each of them."""
    unchanged: tuple[str, ...] = ()
    """Files of the folder that must stay as they are."""
    in_image: tuple[str, ...] = ()
    """Files of the folder whose content the image must have, under any name."""
    in_no_layer: tuple[str, ...] = ()
    """Files of the folder whose content no layer may have."""

    @property
    def most(self) -> int:
        """The budget in bytes."""
        return parse_size(self.budget)
