"""The words of comparisons: which words say which direction, number, share or size. The one table of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def any_of(words: Iterable[str]) -> str:
    """Return a pattern of any of some words, the longest first."""
    return f"(?:{'|'.join(sorted(map(re.escape, words), key=len, reverse=True))})"


def _list(words: str) -> tuple[str, ...]:
    return tuple(words.split())


LESS = _list("smaller smallest less least fewer fewest lighter lightest lower lowest shorter shortest leaner")
MORE = _list("larger largest more most bigger biggest heavier heaviest greater greatest higher longer longest")

_ONES = _list("one two three four five six seven eight nine")
_TEENS = _list("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
_TENS = _list("twenty thirty forty fifty sixty seventy eighty ninety")
NUMBERS = {word: number for number, word in enumerate(_ONES + _TEENS, start=1)}
NUMBERS |= {word: 10 * number for number, word in enumerate(_TENS, start=2)}
NUMBERS |= {f"{ten}-{one}": NUMBERS[ten] + NUMBERS[one] for ten in _TENS for one in _ONES}
NUMBERS |= {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 1_000_000}
_NTHS = _list("fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth")
FRACTIONS = {"half": 2, "third": 3, "quarter": 4, "fourth": 4}
FRACTIONS |= {word: number for number, word in enumerate(_NTHS, start=5)}
FRACTIONS |= {"sixteenth": 16, "twentieth": 20, "thirtieth": 30, "fiftieth": 50, "hundredth": 100, "thousandth": 1000}
MULTIPLES = {"twice": 2, "double": 2, "doubles": 2, "doubled": 2, "thrice": 3, "triple": 3, "triples": 3, "tripled": 3}
HALVES = {"halve": 2, "halves": 2, "halved": 2}
VAGUE = {
    "few": 1,
    "handful": 1,
    "several": 1,
    "dozens": 10,
    "tens": 10,
    "hundreds": 100,
    "thousands": 1000,
    "millions": 1_000_000,
}
"""What a vague number is at least; it is less than ten times that."""
BYTES = {"byte": 1, "kilobyte": 1000, "megabyte": 1000**2, "gigabyte": 1000**3}
BYTES |= {"kibibyte": 1024, "mebibyte": 1024**2, "gibibyte": 1024**3}

NUMBER = any_of(NUMBERS)
SIZE_UNIT = rf"(?:{any_of(BYTES)}s?|[kMG]i?B|megs?|gigs?)"
TIME_UNIT = r"(?:milli)?seconds?|minutes?|hours?"
PER_CENT = r"per\s?cent"
COUNTED = r"layers?|files?|packages?"
FOLD = rf"(?P<fold>{NUMBER})-?fold"
TIMES = rf"(?P<times>{NUMBER})\s+times"
_HEDGED = r"(?:(?<=about )|(?<=nearly )|(?<=almost )|(?<=than ))"
_TWICE = rf"{_HEDGED}(?:twice|thrice)|(?:twice|thrice)(?=\s+(?:of|the|as|that|its|what)\b)"
MULTIPLE = rf"(?P<multiple>{_TWICE}|{any_of(MULTIPLES.keys() - {'twice', 'thrice'})}(?!\s+(?:quot|click)))"
"""A factor, and not what is done two times: "twice the size", but "declared twice"."""
_NOT_A_PART = "(?<!first )(?<!second )(?<!other )(?<!latter )"
_BESIDE = rf"(?=\s+(?:of|the|as|{any_of(LESS + MORE)})\b|\s*[.,;:)]|\s*\Z)"
HALF = (
    rf"(?P<half>{_NOT_A_PART}half(?=\s+(?:of|the|as|that|its|what|an?\s+{SIZE_UNIT})\b)|(?<=by )half|{any_of(HALVES)})"
)
SHARE = rf"(?:an?|one)\s+(?P<share>{any_of(FRACTIONS)}){_BESIDE}"
"""A fraction, and not what is the third of its kind: "a third of it", but "a third stage"."""
SHARES = rf"(?P<shares>{NUMBER})\s+(?P<parts>{any_of(FRACTIONS)})s"
