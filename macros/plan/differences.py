"""Holds "the same", "another" and "different" in the sentence of a claim against what its conditions say is equal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .directions import NOT, SAME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .conditions import Condition

_DIFFERENT = re.compile(
    rf"(?P<denied>\b{NOT}\s+(?:\w+\s+)?)?\b(?:different(?:ly)?|differs?|differed|differing|another|other\s+than|unlike"
    r"|distinct|(?<!\ball )(?<!\bone to )(?<!\bone and )(?<!\bone or )(?P<other>the\s+other))\b",
    re.IGNORECASE,
)
_DENIED = re.compile(rf"\b{NOT}\s+(?:\w+\s+)?(?:the\s+same|identical(?:ly)?|equal(?:s|ly)?|alike)\b", re.IGNORECASE)
_ONE = re.compile(r"\b(?:the|from|in|of|on)\s+one\b", re.IGNORECASE)
_REST = re.compile(r"\b(?:but\s+for|except|otherwise|(?:every|all)\s+(?:the\s+)?other)\b", re.IGNORECASE)
"""What says that the difference that is counted is the only one."""
_REWORD = "reword the sentence, or turn the condition round"


def difference_faults(words: str, conditions: tuple[Condition, ...]) -> Iterator[tuple[str, str]]:
    """Yield problem and remedy where a sentence says "the same" or "another", and no condition proves it."""
    same = [_plain(found) for found in SAME.finditer(words) if not found["other"]]
    different = [_plain(found) for found in _DENIED.finditer(words)]
    for found in _DIFFERENT.finditer(words):
        if found["denied"]:
            same.append(_plain(found))
            if any(each.is_of_two and not each.is_absent for each in conditions):
                yield f"the sentence says `{_plain(found)}`, and a condition of its claim counts what differs", _REWORD
        # "one …, the other …" tells two images apart.
        elif found["other"] is None or _ONE.search(words[: found.start()]) is None:
            different.append(_plain(found))
    rest_is_named = _REST.search(words) is not None
    if same and not any(_says_same(each, rest_is_named=rest_is_named) for each in conditions):
        yield f"the sentence says `{same[0]}`, and no condition of its claim has `==`", _REWORD
    of_the_rest = rest_is_named and not same
    if different and not any(_says_different(each, of_the_rest=of_the_rest) for each in conditions):
        yield f"the sentence says `{different[0]}`, and no condition of its claim says that anything differs", _REWORD


def _says_same(condition: Condition, *, rest_is_named: bool) -> bool:
    """Tell whether a condition bears out "the same"; what counts a difference says that all the rest is the same."""
    if condition.is_of_two and not condition.is_absent:
        return condition.operator == "==" and rest_is_named
    return condition.operator == "==" or condition.is_absent


def _says_different(condition: Condition, *, of_the_rest: bool) -> bool:
    """Tell whether a condition bears out "another"; what counts a difference does not, of the rest."""
    if condition.operator == "!=" or of_the_rest:
        return condition.operator == "!="
    if condition.is_of_two:
        return not condition.is_absent
    return condition.operator in ("<", ">") and not condition.is_there and not condition.is_absent


def _plain(found: re.Match[str]) -> str:
    return " ".join(found[0].split())
