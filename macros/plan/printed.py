"""Holds the figures that a claim prints against those that its conditions compare: one that is near it is not it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .conditions import arguments_of, call_name
from .macros import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinja2 import nodes

    from .conditions import Condition
    from .sentence import ClaimSentence

_OF_PARTS = ("layer_count", "size", "own_size", "base_size")
"""What is asked of an image by its name and by which part or measure."""
_APART = re.compile(r"\bapart\b", re.IGNORECASE)
_WHOLE = re.compile(r"\b(?:of|in)\s+(?:this|the|that)\s+image\b", re.IGNORECASE)
_OWN = re.compile(r"\b(?:own|adds?|added|Dockerfiles?|instructions?|made|installs?|writes?|wrote)\b", re.IGNORECASE)


def printed_faults(sentence: ClaimSentence, conditions: tuple[Condition, ...]) -> Iterator[tuple[str, str]]:
    """Yield problem and remedy where a figure is not the one that is compared, or its direction is left open."""
    compared = [call for condition in conditions for call in condition.calls]
    for call in sentence.calls:
        alike = [each for each in compared if call_name(each) == call_name(call) and _images(each) == _images(call)]
        if call_name(call) in _OF_PARTS and alike and not any(_part(each) == _part(call) for each in alike):
            name, image = call_name(call), _images(call)[0]
            yield f"the sentence prints another `{name}` of `{image}` than its conditions compare", "print that one"
    differences = [_images(call) for call in compared if call_name(call) == "difference"]
    if _APART.search(sentence.words):
        for pair in differences:
            if pair[::-1] not in differences:
                one, other = pair[::-1]
                problem = "the sentence says `apart`, and its condition holds for a difference below nothing too"
                yield problem, f'add `difference("{one}", "{other}") < …`, which is the other direction'
    of_own = any(call_name(call) == "own_size" for call in compared)
    if of_own and _WHOLE.search(sentence.words) and not _OWN.search(sentence.text):
        yield "the sentence speaks of the whole image, and its condition of what the Dockerfile adds", "say `adds`"


def _images(call: nodes.Call) -> tuple[str, ...]:
    return arguments_of(call, Kind.REFERENCE)


def _part(call: nodes.Call) -> tuple[str, ...]:
    return (*arguments_of(call, Kind.LAYERS), *arguments_of(call, Kind.MEASURE))
