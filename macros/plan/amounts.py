"""Holds numbers in words, such as "a tenth of", "three layers" and "a few megabytes", against a claim's conditions."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from ..units import parse_size
from .conditions import arguments_of
from .lexicon import (
    BYTES,
    COUNTED,
    FOLD,
    FRACTIONS,
    HALF,
    MULTIPLE,
    MULTIPLES,
    NUMBER,
    NUMBERS,
    PER_CENT,
    SHARE,
    SHARES,
    TIME_UNIT,
    TIMES,
    VAGUE,
    any_of,
)
from .macros import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .conditions import Condition
    from .sentence import ClaimSentence

_THINGS = rf"(?:{COUNTED}|lines?|instructions?|words?|images?|times?|{TIME_UNIT})"
_NUMBER_WORD = re.compile(
    rf"\b(?:{SHARES}|{SHARE}|{HALF}|(?P<bare_half>(?<!first )(?<!second )(?<!other )half)|{FOLD}|{TIMES}"
    rf"|{MULTIPLE}|(?P<bare>twice|thrice)|(?P<percent>{NUMBER})\s+{PER_CENT}"
    rf"|(?:(?P<size>{NUMBER})|(?P<vague>{any_of(VAGUE)})(?:\s+of)?)\s+(?P<unit>{any_of(BYTES)})s?"
    rf"|(?P<vague_count>{any_of(VAGUE)})\s+(?:of\s+)?(?:[a-z-]+\s+)?{_THINGS}"
    rf"|(?P<count>{NUMBER})\s+(?:[a-z-]+\s+)?{_THINGS})\b",
    re.IGNORECASE,
)
_ANY_NUMBER = re.compile(rf"\b{NUMBER}\b", re.IGNORECASE)
_LARGEST_IN_WORDS = 20
_TOLERANCE = 0.01
_REMEDY = "say the number that the condition has, or change the condition"


def amount_faults(sentence: ClaimSentence, conditions: tuple[Condition, ...]) -> Iterator[tuple[str, str]]:
    """Yield problem and remedy for each number in words that no condition has, and each equality that no word tells."""
    constants = [abs(constant) for condition in conditions for constant in condition.constants]
    bounds = [float(size) for condition in conditions for size in _bounds(condition)]
    for found in _NUMBER_WORD.finditer(sentence.words):
        if not _is_proved(found, constants, bounds):
            words = " ".join(found[0].split())
            yield f"the sentence says `{words}`, and no condition of its claim has that number", _REMEDY
    told = {NUMBERS[found[0].lower()] for found in _ANY_NUMBER.finditer(sentence.words)}
    told |= {2 for found in _NUMBER_WORD.finditer(sentence.words) if "half" in found[0] or "wice" in found[0]}
    for condition in conditions:
        for number in condition.constants if condition.operator == "==" else ():
            if number in range(2, _LARGEST_IN_WORDS + 1) and number not in told:
                yield f"a condition of the claim is about {number:g}, and its sentence does not say so", _REMEDY


def _is_proved(found: re.Match[str], constants: list[float], bounds: list[float]) -> bool:
    """Tell whether conditions have the number that a match stands for."""
    word = {name: text.lower() for name, text in found.groupdict().items() if text is not None}
    if "unit" in word:
        unit = BYTES[word["unit"]]
        return (
            NUMBERS[word["size"]] * unit in bounds
            if "size" in word
            else _has_between(bounds, VAGUE[word["vague"]] * unit)
        )
    if "vague_count" in word:
        return _has_between(constants, VAGUE[word["vague_count"]])
    if "count" in word:
        return NUMBERS[word["count"]] == 1 or NUMBERS[word["count"]] in constants
    if "percent" in word:
        return _has_share(constants, NUMBERS[word["percent"]] / 100) or NUMBERS[word["percent"]] in constants
    parts = NUMBERS[word["shares"]] if "shares" in word else 1
    whole = FRACTIONS[word["parts"]] if "shares" in word else _factor(word)
    return {parts, whole} <= {1, *constants} or _has_share(constants, parts / whole)


def _factor(word: dict[str, str]) -> int:
    """Return how many times the one goes into the other: 10 for "a tenth" as for "ten times"."""
    if "share" in word:
        return FRACTIONS[word["share"]]
    number = word.get("fold") or word.get("times")
    if number is not None:
        return NUMBERS[number]
    return MULTIPLES.get(word.get("multiple") or word.get("bare") or "", 2)


def _has_share(constants: list[float], share: float) -> bool:
    """Tell whether a share, or how often it goes into one, is among numbers or enclosed by two of them."""
    for wanted in (share, 1 / share):
        if any(math.isclose(constant, wanted, rel_tol=_TOLERANCE) for constant in constants):
            return True
        if len(constants) > 1 and min(constants) < wanted < max(constants):
            return True
    return False


def _has_between(amounts: list[float], least: float) -> bool:
    return any(least <= amount <= 10 * least for amount in amounts)


def _bounds(condition: Condition) -> Iterator[int]:
    for call in condition.calls:
        for bound in arguments_of(call, Kind.BOUND):
            try:
                yield parse_size(bound)
            except ValueError:
                # A fault of the call.
                continue
