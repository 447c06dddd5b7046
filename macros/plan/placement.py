"""Holds the figures in the sentence of a claim against the images that it names before them."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .sentence import ClaimSentence, Mention, Names


def placement_faults(sentence: ClaimSentence, names: Names) -> Iterator[tuple[str, str]]:
    """Yield problem and remedy for each figure of one image that stands after the name of another.

    It belongs to the last image that is named before it. Where as many figures as names follow on each other, as in
    "from one to the other it goes down from … to …", the first belongs to the first.
    """
    named: list[Mention] = []
    for in_code, group in groupby(names.mentions(sentence), key=lambda mention: mention.in_code):
        mentions = list(group)
        if in_code:
            named = mentions
        elif named:
            in_turn = named if len(named) == len(mentions) else named[-1:] * len(mentions)
            for name, figure in zip(in_turn, mentions, strict=True):
                if name.references.isdisjoint(figure.references) and not figure.references <= names.of_unknown_base:
                    problem = f"the sentence names `{name.name}`, and then has a figure of `{figure.name}`"
                    yield problem, "print the figure of the image that is named before it, or name the other one"
