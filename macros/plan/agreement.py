"""Holds the sentence of a claim against its conditions: the images that it names, its bounds, and then its words."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from .absences import absence_faults
from .amounts import amount_faults
from .caching import caching_faults
from .conditions import arguments_of
from .counted import count_faults
from .denials import denial_faults
from .differences import difference_faults
from .directions import direction_faults
from .macros import Kind
from .measures import measure_faults
from .overstatements import overstatement_faults
from .paths import path_faults
from .placement import placement_faults
from .printed import printed_faults
from .quotations import quotation_faults
from .sentence import packages_asked
from .things import thing_faults

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .conditions import Condition
    from .sentence import ClaimSentence, Mention, Names

_THAN = re.compile(r"\bthan\b", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[,;:.](?=\s|\Z)")
_JOINS = re.compile(r"\s*(?:and|or|nor|against|to|than|with|from|,|;)\s*")
_WORD = re.compile(r"[\w.+-]*\w")
_REWORD = "reword the sentence, or change the condition that is to prove it"


def disagreements(
    sentence: ClaimSentence, conditions: tuple[Condition, ...], names: Names
) -> Iterator[tuple[str, str]]:
    """Yield problem and remedy for each thing that a sentence says otherwise than its conditions.

    Not everything that a sentence can say is understood: what is, is held against them.
    """
    yield from _name_faults(sentence, conditions, names)
    yield from _package_faults(sentence, conditions, names)
    yield from placement_faults(sentence, names)
    yield from _bound_faults(sentence, conditions)
    yield from direction_faults(sentence, conditions)
    yield from difference_faults(sentence.words, conditions)
    yield from denial_faults(sentence.words, conditions)
    yield from absence_faults(sentence, conditions)
    yield from amount_faults(sentence, conditions)
    yield from measure_faults(sentence, conditions, names)
    yield from caching_faults(sentence, conditions)
    yield from quotation_faults(sentence, conditions)
    yield from count_faults(sentence, conditions)
    yield from overstatement_faults(sentence, conditions)
    yield from path_faults(sentence, conditions)
    yield from thing_faults(sentence, conditions)
    yield from printed_faults(sentence, conditions)


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
    printed = [reference for call in sentence.calls for reference in names.asked(call) if len(names.asked(call)) > 1]
    for reference in dict.fromkeys(printed):
        if reference not in measured and len(set(measured)) > 1:
            yield f"the sentence has a figure of `{reference}`, and no condition of the claim asks about it", _REWORD
    yield from _repetition_faults(sentence, names.mentions(sentence))
    unsaid = [reference for reference in dict.fromkeys(measured) if reference not in {each for _, each in said}]
    often = [each for each, times in Counter(each for mention, each in said if mention.in_code).items() if times > 1]
    if unsaid and often:
        yield f"the sentence names `{often[0]}` more than once, and never `{unsaid[0]}`", "name both, or say `it`"
    order = [reference for _, reference in said]
    if not _is_in_order(order, measured):
        problem = f"the sentence names {_listed(order)} in this order, and its conditions {_listed(measured)}"
        yield problem, "name the images in one order in both"
        return
    for reference, side in _beside_than(sentence, said):
        if not _may_stand(reference, side, asked):
            where = ("before", "after")[side]
            problem = f"the sentence names `{reference}` {where} `than`, and its conditions on the other side"
            yield problem, "swap the images in one of the two"


def _repetition_faults(sentence: ClaimSentence, mentions: Iterable[Mention]) -> Iterator[tuple[str, str]]:
    """Yield a fault where one image or figure stands on both sides of an "and", a "than" and the like."""
    for one, other in pairwise(mention for mention in mentions if mention.in_code):
        between = sentence.text[one.offset + len(one.name) + 2 : other.offset]
        if one.name == other.name and _JOINS.fullmatch(between):
            yield f"the sentence names `{one.name}` twice, with `{between.strip()}` between", "name the other image"
    if any(call in sentence.calls[:index] for index, call in enumerate(sentence.calls)):
        yield "the sentence prints one figure twice", "print the one that is compared with it, or leave one out"


def _package_faults(
    sentence: ClaimSentence, conditions: tuple[Condition, ...], names: Names
) -> Iterator[tuple[str, str]]:
    """Yield a fault where conditions ask for packages, and the sentence names others, or in another order."""
    asked = [name for condition in conditions for call in condition.calls for name in packages_asked(call)]
    said = [word for word in _WORD.findall(sentence.text.lower()) if word in names.packages]
    unasked = [word for word in said if word not in asked]
    unsaid = [name for name in asked if name not in said]
    often = [name for name, times in Counter(said).items() if times > 1]
    if asked and unasked:
        yield f"the sentence names `{unasked[0]}`, and its conditions ask for {_listed(asked)}", _REWORD
    elif unsaid and often:
        yield f"the sentence names `{often[0]}` more than once, and never `{unsaid[0]}`", "name both, or say `it`"
    elif asked and not _is_in_order(said, asked):
        problem = f"the sentence names {_listed(said)} in this order, and its conditions {_listed(asked)}"
        yield problem, "name the packages in one order in both"


def _is_in_order(said: list[str], asked: list[str]) -> bool:
    """Tell whether things are named in the order in which conditions ask about them.

    Where something is named more often than conditions ask about it, the first time counts.
    """
    if len(said) == len(asked):
        return said == asked
    if Counter(said) <= Counter(asked):
        waiting = iter(asked)
        return all(each in waiting for each in said)
    first = list(dict.fromkeys(said))
    return first == [each for each in dict.fromkeys(asked) if each in first]


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
        bound for condition in conditions for call in condition.calls for bound in arguments_of(call, Kind.BOUND)
    ]
    for call in sentence.calls:
        for bound in arguments_of(call, Kind.BOUND):
            if bound not in in_conditions:
                bounds = _listed(in_conditions) if in_conditions else "no bound"
                yield f"the sentence says `{bound}`, and its conditions {bounds}", "write one bound in both"


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
