"""Holds words that deny, such as "no", "not" and "never", in the sentence of a claim against what it says is absent."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from jinja2 import nodes

from .conditions import arguments_of
from .directions import DIRECTION, NOT, SAME
from .macros import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .conditions import Condition

_DENIES = re.compile(
    r"\b(?:no|none|nothing(?!\s+but\b|[^.;:]*:[^.;:]*\bno\b)|without|(?P<both>neither)(?!.*\bnor\b)|neither|nor|never|nobody"
    r"|nowhere|cannot|hardly|scarcely|barely|rarely|seldom|lacks?|lacking|fails?\s+to"
    r"|not(?!\s+(?:only|just)\b|(?:(?!\b(?:not|nothing)\b)[^.;:])*\bbut\b(?!\s+for\b)))\b|n['\u2019]t\b",
    re.IGNORECASE | re.DOTALL,
)
"""Not "not here, but there", "nothing but it" and "nothing: no this, no that", which say it otherwise or once more."""
_DIFFERS = re.compile(rf"\b{NOT}\s+(?:\w+\s+)?(?:differs?|different)\b", re.IGNORECASE)
_FALLS_SHORT = re.compile(rf"\b{NOT}\s+(?:\w+\s+)?(?:reach(?:es)?|comes?\s+(?:near|close))\b", re.IGNORECASE)
"""What compares, as "not smaller" does."""
_JOINS = re.compile(r"[,;:.]|\b(?:and|or|nor)\b", re.IGNORECASE)
_INSTEAD = re.compile(r"\binstead\b(?!\s+of\b)", re.IGNORECASE)
_REWORD = "reword the sentence, or turn the condition round"


def denial_faults(words: str, conditions: tuple[Condition, ...]) -> Iterator[tuple[str, str]]:
    """Yield problem and remedy where a sentence denies more than its conditions say is absent or unlike."""
    patterns = [DIRECTION, SAME, _DIFFERS]
    if any(each.operator in ("<", "<=") and not each.is_absent for each in conditions):
        patterns.append(_FALLS_SHORT)
    compared = [range(*found.span()) for pattern in patterns for found in pattern.finditer(words)]
    said = [found for found in _DENIES.finditer(words) if not any(found.start() in each for each in compared)]
    is_same = any(not found["other"] for found in SAME.finditer(words))
    absent = [each for each in conditions if each.is_absent and not (each.is_of_two and is_same)]
    borne = {thing for each in absent for thing in _absent_things(each)}
    unlike = sum(each.operator == "!=" for each in conditions)
    if said and not borne and not unlike:
        yield f"the sentence says `{said[0][0]}`, and no condition of its claim has `== 0`", _REWORD
    elif said and sum(2 if found["both"] else 1 for found in said) + len(_INSTEAD.findall(words)) > len(borne) + unlike:
        listed = ", ".join(f"`{found[0]}`" for found in said)
        problem = f"the sentence says {listed}, and fewer conditions of its claim have `== 0`"
        yield problem, "reword the sentence, or add the condition that proves it"
    for one, other in pairwise(said):
        if _JOINS.search(words, one.end(), other.end()) is None:
            yield f"the sentence says `{one[0]}` and `{other[0]}` of one thing", "say it with one of them, or with none"


def _absent_things(condition: Condition) -> Iterator[tuple[object, ...]]:
    """Yield what a condition says is absent: one thing in several images is one, and several things in one are several.

    The size of a layer and its files are one.
    """
    images = frozenset(image for call in condition.calls for image in arguments_of(call, Kind.REFERENCE))
    for call in condition.calls:
        references = arguments_of(call, Kind.REFERENCE)
        values = [argument.value for argument in call.args if isinstance(argument, nodes.Const)]
        yield (images, *(value for value in values if value not in references))
