"""Holds the measures that the sentence of a claim speaks of against those that its conditions compare."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jinja2 import nodes

from .conditions import arguments_of, call_name
from .lexicon import LESS, MORE, any_of
from .macros import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .conditions import Condition
    from .sentence import ClaimSentence, Names

_SIZES = ("size", "difference", "ratio", "layer_size", "base_size", "own_size")
_UNPACKED = "unpacked_size"
_NEVER_MEASURED = re.compile(
    r"\b(?:slow(?:er|est)|fast(?:er|est)|quick(?:er|est)|saf(?:er|est)|(?:more|less)\s+(?:secure|memory)"
    r"|takes?\s+longer|instant(?:ly)?|immune)\b",
    re.IGNORECASE,
)
_TURNED = re.compile(r"\b(?:false|untrue|wrong|not\s+(?:true|so|the\s+case))\b", re.IGNORECASE)
_BY_FAR = re.compile(
    r"\b(?:much|far|vastly|hugely|considerably|substantially|a\s+(?:great\s+deal|lot)|many\s+times)"
    rf"\s+(?:{any_of(LESS + MORE)})\b",
    re.IGNORECASE,
)
_PACKED = re.compile(r"\b(?:transfer\w*|download\w*|upload\w*|pull\w*|push\w*|packed|travel\w*)\b", re.IGNORECASE)
_NOT_PACKED = re.compile(r"\b(?:unpacked|uncompressed|on\s+disk)\b", re.IGNORECASE)
_OTHER = re.compile(r"\b(?:engine|prints?|docker|disk|wast\w*)\b", re.IGNORECASE)
_BASE = re.compile(r"\b(?:bases?|alone)\b", re.IGNORECASE)
_ALL = re.compile(r"\b(?:all|every|each)\b(?:\s+\w+)?\s+layers?\b", re.IGNORECASE)
_REWORD = "reword the sentence, or add the condition that proves it"


def measure_faults(
    sentence: ClaimSentence, conditions: tuple[Condition, ...], names: Names
) -> Iterator[tuple[str, str]]:
    """Yield problem and remedy where a sentence speaks of what its conditions do not measure, or denies them whole."""
    words = sentence.words
    for pattern, why in ((_NEVER_MEASURED, "which no macro measures"), (_TURNED, "which no condition is about")):
        if found := pattern.search(words):
            yield f"the sentence says `{found[0]}`, {why}", "leave it out of the claim"
    if (found := _BY_FAR.search(words)) and not any(_is_of_a_multiple(each) for each in conditions):
        yield f"the sentence says `{found[0]}`, and no condition of its claim compares with a multiple", _REWORD
    yield from _packed_faults(words, conditions)
    bases = [call for each in conditions for call in each.calls if call_name(call) == "base_size"]
    of_images = any(each.must_be_compared and each.in_code for each in names.mentions(sentence))
    if bases and of_images and not _BASE.search(sentence.text):
        yield "a condition asks for a base, and the sentence does not speak of it", _REWORD
    shared = [each for each in conditions if any(call_name(call) == "shared_layers" for call in each.calls)]
    if (found := _ALL.search(words)) and shared and all(each.constants for each in shared):
        yield f"the sentence says `{found[0]}`, and its condition compares shared layers with a number", _REWORD


def _packed_faults(words: str, conditions: tuple[Condition, ...]) -> Iterator[tuple[str, str]]:
    asked = [{_measure(call) for call in each.calls if call_name(call) in _SIZES} for each in conditions]
    of_sizes = [measures for measures in asked if measures]
    packed = _PACKED.search(words)
    if packed and of_sizes and not any("transfer_size" in measures for measures in of_sizes):
        problem = f"the sentence says `{packed[0]}`, and its conditions compare other sizes"
        yield problem, 'compare with what="transfer_size", or reword the sentence'
    unpacked = _NOT_PACKED.search(words)
    if unpacked and of_sizes and not any(_UNPACKED in measures for measures in of_sizes):
        problem = f"the sentence says `{' '.join(unpacked[0].split())}`, and its conditions compare other sizes"
        yield problem, "compare without `what`, or reword the sentence"
    if any(len(measures) > 1 for measures in of_sizes) and not packed and not _OTHER.search(words):
        yield "a condition compares two measures, and the sentence speaks of one", "compare one measure, or name both"


def _measure(call: nodes.Call) -> str:
    return next(iter(arguments_of(call, Kind.MEASURE)), _UNPACKED)


def _is_of_a_multiple(condition: Condition) -> bool:
    return any(
        isinstance(side, nodes.Mul | nodes.Div) or any(side.find_all((nodes.Mul, nodes.Div)))
        for side in condition.sides
    )
