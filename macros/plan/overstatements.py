"""Finds what the sentence of a claim says beyond any condition: causes, "always", "the only", "most"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jinja2 import nodes

from .conditions import arguments_of, calls_in
from .macros import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .conditions import Condition
    from .sentence import ClaimSentence

_CAUSE = re.compile(r"\b(?:because|since|due\s+to|thanks\s+to|owing\s+to|therefore)\b", re.IGNORECASE)
_ALWAYS = re.compile(
    r"\b(?:always|every\s+time|in\s+(?:every|any|all)\s+(?:case|image)s?|(?:every|any)\s+image|whatever|by\s+nature)\b",
    re.IGNORECASE,
)
_ALONE = re.compile(
    r"\b(?:alone|solely|exclusively|the\s+only|only\s+(?:\w+\s+)?(?:files?|layers?|packages?|images?|instructions?|lines?))\b",
    re.IGNORECASE,
)
_BEYOND = (
    (_CAUSE, "and a condition tells what is, not why", "say why outside of the claim"),
    (_ALWAYS, "and what was measured is these images alone", "say it of the images that were measured"),
    (_ALONE, "and no condition is about all the others", "leave it out, or count all and say how many there are"),
)
_SUPERLATIVE = re.compile(
    r"\b(?:smallest|lightest|lowest|shortest|leanest|fewest|largest|biggest|heaviest|greatest|highest|longest"
    r"|(?<!at )least|(?<!at )most(?!\s+of\b))\b",
    re.IGNORECASE,
)
_MOST_OF = re.compile(r"\bmost\s+of\b", re.IGNORECASE)
_FEWEST_COMPARED = 3
_HALF = 0.5
_REWORD = "reword the sentence, or add the condition that proves it"


def overstatement_faults(sentence: ClaimSentence, conditions: tuple[Condition, ...]) -> Iterator[tuple[str, str]]:
    """Yield problem and remedy for each thing that a sentence says and that conditions of its kind cannot bear out."""
    words = sentence.words
    for pattern, why, remedy in _BEYOND:
        if found := pattern.search(words):
            yield f"the sentence says `{_plain(found)}`, {why}", remedy
    images = {image for each in conditions for call in each.calls for image in arguments_of(call, Kind.REFERENCE)}
    if (found := _SUPERLATIVE.search(words)) and len(images) < _FEWEST_COMPARED:
        yield f"the sentence says `{found[0]}`, and its conditions compare fewer than three images", _REWORD
    if (found := _MOST_OF.search(words)) and not any(_share(each) >= _HALF for each in conditions):
        yield (
            f"the sentence says `{_plain(found)}`, and no condition of its claim says that it is half or more",
            _REWORD,
        )


def _share(condition: Condition) -> float:
    """Return what share of the other side the larger one is said to have at least: 0.5 for `a > b / 2`; 0 for none."""
    if condition.operator not in ("<", "<=", ">", ">=") or not all(map(calls_in, condition.sides)):
        return 0.0
    less = condition.operator.startswith("<")
    part, whole = (condition.right, condition.left) if less else (condition.left, condition.right)
    factor = _factor(part)
    return _factor(whole) / factor if factor else 0.0


def _factor(side: nodes.Expr) -> float:
    """Return what a side is multiplied with."""
    if isinstance(side, nodes.Mul):
        return _factor(side.left) * _factor(side.right)
    if isinstance(side, nodes.Div):
        divisor = _factor(side.right)
        return _factor(side.left) / divisor if divisor else 0.0
    return float(side.value) if isinstance(side, nodes.Const) else 1.0


def _plain(found: re.Match[str]) -> str:
    return " ".join(found[0].split())
