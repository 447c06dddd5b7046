"""Holds the conditions of a claim that say that there is nothing against the words that its sentence has for that."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jinja2 import nodes

from .sentence import packages_asked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .conditions import Condition
    from .sentence import ClaimSentence

_ABSENT = re.compile(
    r"\b(?:not|cannot|lacks?|lacking|free\s+of|missing|absent|gone|empty|nobody|nowhere|zero|out|away|removed|instead|same"
    r"|identical|equal|nothing(?![^.;:]*:[^.;:]*\bno\b)|no|none|without|neither|nor|never)\b|n['\u2019]t\b",
    re.IGNORECASE,
)
_NO = re.compile(r"\b(?:no|without|nor|neither)\s+(?:\w+\s+)?`?$", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;:.]\s")
_OF_BOTH = re.compile(r"\b(?:either|both|each)\b", re.IGNORECASE)
_COVERS = {"neither": 2}
"""How many absences one word tells, where it is not one."""
_REWORD = "reword the sentence, or turn the condition round"


def absence_faults(sentence: ClaimSentence, conditions: tuple[Condition, ...]) -> Iterator[tuple[str, str]]:
    """Yield problem and remedy where a condition says that there is nothing, and the sentence does not."""
    words = sentence.words
    absent = [each for each in conditions if each.is_absent]
    told = [_COVERS.get(found[0].lower(), 1) for found in _ABSENT.finditer(words)]
    subjects = {tuple(map(_arguments, each.calls)) for each in absent if not each.is_of_two}
    if absent and not told:
        yield "a condition of the claim says that there is nothing, and its sentence has no word for that", _REWORD
    elif sum(told) + len(_OF_BOTH.findall(words)) < len(subjects):
        problem = (
            "conditions of the claim say that there is nothing, and its sentence has fewer words for that than they"
        )
        yield problem, "say `no` of each, or `neither` and `nor`"
    yield from _package_faults(sentence.text, conditions)


def _arguments(call: nodes.Call) -> tuple[object, ...]:
    """Return what a call asks about: the size of a layer that is nothing, and its files, are one absence."""
    return tuple(argument.value for argument in call.args if isinstance(argument, nodes.Const))


def _package_faults(text: str, conditions: tuple[Condition, ...]) -> Iterator[tuple[str, str]]:
    """Yield a fault for each package that is named as if it were there and is asked to be absent, or the reverse."""
    asked: dict[str, set[bool]] = {}
    for condition in conditions:
        for name in packages_asked(condition.left) if isinstance(condition.left, nodes.Call) else ():
            asked.setdefault(name, set()).add(condition.is_absent)
    for name, states in asked.items():
        for found in re.finditer(rf"(?<![\w.+-]){re.escape(name)}(?![\w+-])", text, re.IGNORECASE):
            clause = _CLAUSE.split(text[: found.start()])[-1]
            if states == {True} and _ABSENT.search(clause) is None:
                yield (
                    f"the sentence names `{name}` without a word such as `no`, and the claim says it is absent",
                    _REWORD,
                )
            if states == {False} and _NO.search(clause):
                yield f"the sentence says that there is no `{name}`, and the claim says that there is", _REWORD
