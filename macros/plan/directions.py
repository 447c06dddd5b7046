"""Holds words such as "smaller", "the same size" and "no" against the operators of a claim's conditions."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from jinja2 import nodes

from .conditions import call_name
from .lexicon import FRACTIONS, LESS, MORE, MULTIPLES, NUMBER, any_of
from .sentence import MACRO

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .conditions import Condition
    from .sentence import ClaimSentence

Direction = Literal["less", "more"]

_LESS, _MORE = any_of(LESS), any_of(MORE)
_NOT = r"(?:not|no|nor|never|hardly|n['\u2019]t)"
_SIZED = r"(?:large|big|much|many|small|little|few|heavy|light|long)"
_AMOUNT = rf"(?=\s+(?:{MACRO}|{NUMBER}\b|half\b|an?\s+{any_of(FRACTIONS)}\b))"
_SHARED = r"(?:size|sizes|weight|files?|layers?|packages?|bytes|number|amount|lines?|output|answer)"
_FACTOR = rf"(?:half|times|{any_of(MULTIPLES)}|{any_of(FRACTIONS)}|about|nearly|almost|roughly)"
_DIRECTION = re.compile(
    rf"\b(?:(?P<idiom>more\s+or\s+less|once\s+more|no\s+longer(?!\s+than)|no\s+more(?!\s+(?:than|\w+\s+than)))"
    rf"|(?P<at_most>at\s+most|{_NOT}\s+(?:\w+\s+)?{_MORE})|(?P<at_least>at\s+least|{_NOT}\s+(?:\w+\s+)?{_LESS})"
    rf"|(?P<short_of>(?:not|nowhere\s+near)\s+(?:nearly\s+)?as\s+{_SIZED}\s+as)"
    rf"|(?P<less>{_LESS}|(?:below|under){_AMOUNT})"
    rf"|(?P<more>{_MORE}|exceeds?|outweighs?|(?:above|over){_AMOUNT}))\b",
    re.IGNORECASE,
)
_MEANT: dict[str, Direction] = {
    "at_most": "less",
    "short_of": "less",
    "less": "less",
    "at_least": "more",
    "more": "more",
}
_OPPOSITE: dict[Direction, Direction] = {"less": "more", "more": "less"}
_OPERATORS: dict[Direction, str] = {"less": "`<` or `<=`", "more": "`>` or `>=`"}
_SAME = re.compile(
    rf"(?P<other>(?:\b{_FACTOR}|{_NOT})\s+)?\b(?:as\s+{_SIZED}\s+as|the\s+same\s+(?:\w+\s+)?{_SHARED}"
    r"|the\s+same(?=\s*(?:[.,;:]|\Z))|identical(?:ly)?|equal(?:s|ly)?|exactly)\b",
    re.IGNORECASE,
)
"""With `other`, no equality is meant: "twice as large as", "not the same size"."""
_NOTHING = re.compile(r"\b(?:no|none|nothing|without|neither|nor|never)\b(?!\s+(?:more|less|fewer)\b)", re.IGNORECASE)
_ABSENT = re.compile(
    r"\b(?:not|cannot|lacks?|lacking|free\s+of|missing|absent|gone|empty|nobody|nowhere|zero|out|away|removed|same"
    r"|identical|equal|nothing|no|none|without|neither|nor|never)\b|n['\u2019]t\b",
    re.IGNORECASE,
)
_REWORD = "reword the sentence, or turn the condition round"


def direction_faults(sentence: ClaimSentence, conditions: tuple[Condition, ...]) -> Iterator[tuple[str, str]]:
    """Yield problem and remedy for each direction, equality or absence that one of the two does not tell."""
    yield from _comparative_faults(sentence, [each for each in map(_direction, conditions) if each is not None])
    if (same := _same(sentence.words)) and not any(each.operator == "==" for each in conditions):
        yield f"the sentence says `{same}`, and no condition of its claim has `==`", _REWORD
    yield from _absence_faults(sentence.words, conditions)


def _comparative_faults(sentence: ClaimSentence, compared: list[Direction]) -> Iterator[tuple[str, str]]:
    said = list(_directions(sentence))
    wrong = next((word for word, direction in said if direction not in compared), None)
    if wrong is not None:
        direction = dict(said)[wrong]
        yield f"the sentence says `{wrong}`, and no condition of its claim has {_OPERATORS[direction]}", _REWORD
        return
    turns = [direction for direction, _ in groupby(direction for _, direction in said)]
    if turns and turns != [direction for direction, _ in groupby(compared)]:
        words = ", ".join(f"`{word}`" for word, _ in said)
        problem = f"the conditions of the claim say {' and then '.join(compared)}, and its sentence {words}"
        yield problem, "say both in one order, or make a claim of each"


def _directions(sentence: ClaimSentence) -> Iterator[tuple[str, Direction]]:
    """Yield the words that say a direction, each with that of the condition that proves it."""
    words = sentence.words
    for found in _DIRECTION.finditer(words):
        if found["idiom"] is not None:
            continue
        direction = _MEANT[str(found.lastgroup)]
        marked = words[: found.start()].rstrip()
        call = sentence.call_at(len(marked) - 1)
        follows = re.match(r"\s+(?:\w+\s+)?than\b", words[found.end() :])
        # "from one to the other, which is {{ difference(one, other) }} less": the second is compared with the first.
        if call is not None and call_name(call) == "difference" and not follows:
            direction = _OPPOSITE[direction]
        yield " ".join(found[0].split()).lower(), direction


def _direction(condition: Condition) -> Direction | None:
    """Return which side of a condition is the smaller: "less" for the left; None for equality and "there is one"."""
    if condition.operator in ("<", "<="):
        return "less"
    if condition.operator in (">", ">="):
        return None if _is_there(condition) else "more"
    if isinstance(condition.right, nodes.Add):
        return "more"
    return "less" if isinstance(condition.right, nodes.Sub) else None


def _is_there(condition: Condition) -> bool:
    """Tell whether a condition says no more than that there is something: `packages(…) > 0`, `file_count(…) >= 1`."""
    least = {">": 0, ">=": 1}.get(condition.operator)
    counts = isinstance(condition.left, nodes.Call) and call_name(condition.left) not in ("difference", "ratio")
    return counts and isinstance(condition.right, nodes.Const) and condition.right.value == least


def _is_absent(condition: Condition) -> bool:
    """Tell whether a condition says that there is nothing: `packages(…) == 0`, `file_count(…) < 1`."""
    most = {"==": 0, "<=": 0, "<": 1}.get(condition.operator)
    return isinstance(condition.right, nodes.Const) and condition.right.value == most


def _same(words: str) -> str | None:
    return next((" ".join(found[0].split()) for found in _SAME.finditer(words) if not found["other"]), None)


def _absence_faults(words: str, conditions: tuple[Condition, ...]) -> Iterator[tuple[str, str]]:
    is_there = any(map(_is_there, conditions))
    is_absent = any(map(_is_absent, conditions))
    is_less = any(each.operator in ("<", "<=") for each in conditions)
    nothing = next((found[0] for found in _NOTHING.finditer(words) if not _before_comparative(words, found)), None)
    if nothing is not None and not (is_absent or (is_less and not is_there)):
        yield f"the sentence says `{nothing}`, and no condition of its claim has `== 0`", _REWORD
    if is_absent and _ABSENT.search(words) is None:
        yield "a condition of the claim says that there is nothing, and its sentence has no word for that", _REWORD


def _before_comparative(words: str, found: re.Match[str]) -> bool:
    """Tell whether "no" or "never" belongs to a comparative, as in "no larger"."""
    return any(each.start() == found.start() and each["idiom"] is None for each in _DIRECTION.finditer(words))
