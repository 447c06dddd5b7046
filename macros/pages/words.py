"""Ratios and comparisons in words: from a number to what fits before a noun phrase."""

from __future__ import annotations

import math

_SMALL = {2: "half of", 3: "a third of", 4: "a quarter of"}
_NTH = {
    5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth", 9: "ninth", 10: "tenth", 12: "twelfth", 15: "fifteenth",
    18: "eighteenth", 20: "twentieth", 25: "twenty-fifth", 30: "thirtieth", 35: "thirty-fifth", 40: "fortieth",
    50: "fiftieth", 60: "sixtieth", 75: "seventy-fifth", 90: "ninetieth", 100: "hundredth",
}  # fmt: skip
_TIMES = {
    3: "three", 3.5: "three and a half", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine",
    10: "ten", 12: "twelve", 15: "fifteen", 18: "eighteen", 20: "twenty", 25: "twenty-five", 30: "thirty",
    35: "thirty-five", 40: "forty", 50: "fifty", 60: "sixty", 75: "seventy-five", 90: "ninety", 100: "a hundred",
}  # fmt: skip
_ABOUT = {
    **{1 / n: f"about {'an' if name.startswith('eigh') else 'a'} {name} of" for n, name in _NTH.items()},
    **{1 / n: f"about {name}" for n, name in _SMALL.items()},
    3 / 10: "about three tenths of",
    2 / 5: "about two fifths of",
    3 / 5: "about three fifths of",
    2 / 3: "about two thirds of",
    3 / 4: "about three quarters of",
    9 / 10: "about nine tenths of",
    24 / 25: "nearly all of",
    1: "about as much as",
    5 / 4: "about a quarter more than",
    3 / 2: "about one and a half times",
    7 / 4: "about one and three quarters times",
    2: "about twice",
    5 / 2: "about two and a half times",
    **{n: f"about {name} times" for n, name in _TIMES.items()},
}
"""By the ratio that the words stand for; from each to the next is a step of a quarter at most."""
_LEAST, _MOST = min(_ABOUT), max(_ABOUT)


def about_words(ratio: float) -> str:
    """Return in words how much of a whole a part is, or how many times as much; `ratio` is the part over the whole.

    "About" means the nearest of a fixed list of ratios, by the factor between them: the words are never off by more
    than an eighth. Below the least and above the most of the list they tell only that: "less than a hundredth of".
    Raises ValueError for a negative ratio.

    >>> about_words(0.11), about_words(0.52), about_words(8.8)
    ('about a ninth of', 'about half of', 'about nine times')
    """
    if ratio < 0:
        message = f"{ratio} is no ratio of sizes"
        raise ValueError(message)
    if ratio == 0:
        return "nothing of"
    if ratio < _LEAST:
        return "less than a hundredth of"
    if ratio > _MOST:
        return "more than a hundred times"
    return _ABOUT[min(_ABOUT, key=lambda known: abs(math.log(known / ratio)))]


def than_words(left: float, right: float) -> str:
    """Return how one size compares with another, to the byte.

    >>> than_words(1, 2), than_words(2, 1), than_words(2, 2)
    ('smaller than', 'larger than', 'as large as')
    """
    if left == right:
        return "as large as"
    return "smaller than" if left < right else "larger than"
