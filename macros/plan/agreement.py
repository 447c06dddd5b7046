"""Holds the sentence of a claim against its conditions: the images that it names, its bounds, and then its words."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from .amounts import amount_faults
from .conditions import arguments_of, calls_in
from .directions import direction_faults
from .macros import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .conditions import Condition
    from .sentence import ClaimSentence, Mention, Names

_THAN = re.compile(r"\bthan\b", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[,;:.](?=\s|\Z)")
_REWORD = "reword the sentence, or change the condition that is to prove it"


def disagreements(
    sentence: ClaimSentence, conditions: tuple[Condition, ...], names: Names
) -> Iterator[tuple[str, str]]:
    """Yield problem and remedy for each thing that a sentence says otherwise than its conditions.

    Not everything that a sentence can say is understood: what is, is held against them.
    """
    yield from _name_faults(sentence, conditions, names)
    yield from _bound_faults(sentence, conditions)
    yield from direction_faults(sentence, conditions)
    yield from amount_faults(sentence, conditions)


def _name_faults(sentence: ClaimSentence, conditions: tuple[Condition, ...], names: Names) -> Iterator[tuple[str, str]]:
    """Yield a fault where other images are named than compared, in another order, or on the other side of "than"."""
    asked = [(names.asked(condition.left), names.asked(condition.right)) for condition in conditions]
    measured = [reference for left, right in asked for reference in (*left, *right)]
    said: list[tuple[Mention, str]] = []
    for mention in names.mentions(sentence):
        meant = [reference for reference in dict.fromkeys(measured) if reference in mention.references]
        if not meant and mention.must_be_compared:
            yield f"the sentence names `{mention.name}`, and no condition of the claim asks about it", _REWORD
        if len(meant) == 1:
            said.append((mention, meant[0]))
    order = [reference for _, reference in said]
    if not _is_in_order(order, measured):
        wanted = [reference for reference in dict.fromkeys(measured) if reference in order]
        yield (
            f"the sentence names {_listed(order)} in this order, and its conditions {_listed(wanted)}",
            "name the images in one order in both",
        )
        return
    for reference, side in _beside_than(sentence, said):
        if not _may_stand(reference, side, asked):
            where = ("before", "after")[side]
            problem = f"the sentence names `{reference}` {where} `than`, and its conditions on the other side"
            yield problem, "swap the images in one of the two"


def _is_in_order(said: list[str], measured: list[str]) -> bool:
    """Tell whether images are named in the order in which conditions ask about them.

    Where an image is named more often than conditions ask about it, the first time counts.
    """
    if Counter(said) <= Counter(measured):
        waiting = iter(measured)
        return all(reference in waiting for reference in said)
    first = list(dict.fromkeys(said))
    return first == [reference for reference in dict.fromkeys(measured) if reference in first]


def _beside_than(sentence: ClaimSentence, said: list[tuple[Mention, str]]) -> Iterator[tuple[str, int]]:
    """Yield the image next to each "than" of a clause with 0 before it and 1 after it."""
    words = sentence.words
    for than in _THAN.finditer(words):
        before = max((end.end() for end in _CLAUSE_END.finditer(words, 0, than.start())), default=0)
        ending = _CLAUSE_END.search(words, than.end())
        after = ending.start() if ending else len(words)
        left = [reference for mention, reference in said if before <= mention.offset < than.start()]
        right = [reference for mention, reference in said if than.end() <= mention.offset < after]
        yield from ((reference, 0) for reference in left[-1:])
        yield from ((reference, 1) for reference in right[:1])


def _may_stand(reference: str, side: int, asked: list[tuple[tuple[str, ...], tuple[str, ...]]]) -> bool:
    """Tell whether an image is on that side of a condition, where any condition has it on one of two sides."""
    two_sided = [sides for sides in asked if all(sides) and any(reference in each for each in sides)]
    return not two_sided or any(reference in sides[side] for sides in two_sided)


def _bound_faults(sentence: ClaimSentence, conditions: tuple[Condition, ...]) -> Iterator[tuple[str, str]]:
    in_conditions = [
        bound
        for condition in conditions
        for side in condition.sides
        for call in calls_in(side)
        for bound in arguments_of(call, Kind.BOUND)
    ]
    for call in sentence.calls:
        for bound in arguments_of(call, Kind.BOUND):
            if bound not in in_conditions:
                bounds = _listed(in_conditions) if in_conditions else "no bound"
                yield f"the sentence says `{bound}`, and its conditions {bounds}", "write one bound in both"


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
