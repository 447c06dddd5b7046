"""Holds words such as "smaller", "down from" and "fewer files" against the operators of a claim's conditions."""

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
NOT = r"(?:not|no|nor|never|hardly|n['\u2019]t)"
_SIZED = r"(?:large|big|much|many|small|little|few|heavy|light|long)"
_AMOUNT = rf"(?=\s+(?:{MACRO}|{NUMBER}\b|half\b|an?\s+{any_of(FRACTIONS)}\b))"
_SHARED = r"(?:size|sizes|weight|files?|layers?|packages?|bytes|number|amount|lines?|output|answer)"
_FACTOR = rf"(?:half|times|{any_of(MULTIPLES)}|{any_of(FRACTIONS)}|about|nearly|almost|roughly)"
DIRECTION = re.compile(
    rf"\b(?:(?P<idiom>more\s+or\s+less|once\s+more|no\s+longer(?!\s+than)|no\s+more(?!\s+(?:than|\w+\s+than)))"
    rf"|(?P<at_most>at\s+most|{NOT}\s+(?:\w+\s+)?{_MORE})|(?P<at_least>at\s+least|{NOT}\s+(?:\w+\s+)?{_LESS})"
    rf"|(?P<short_of>(?:not|nowhere\s+near)\s+(?:nearly\s+)?as\s+{_SIZED}\s+as)"
    r"|(?P<down>(?:down|shrinks?|drops?)\s+from)|(?P<up>(?:up|grows?)\s+from)"
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
    # From the first to the second: the first is the larger.
    "down": "more",
    "up": "less",
}
_OPPOSITE: dict[Direction, Direction] = {"less": "more", "more": "less"}
_OPERATORS: dict[Direction, str] = {"less": "`<` or `<=`", "more": "`>` or `>=`"}
SAME = re.compile(
    rf"(?P<other>(?:\b{_FACTOR}|{NOT})\s+)?\b(?:as\s+{_SIZED}\s+as|the\s+same\s+(?:\w+\s+)?{_SHARED}"
    r"|the\s+same|identical(?:ly)?|equal(?:s|ly)?|exactly)\b",
    re.IGNORECASE,
)
"""With `other`, no equality is meant: "twice as large as", "not the same size"."""
SIZES = (
    *("size", "own_size", "base_size", "layer_size", "files_size", "package_size", "context_size", "context_sent"),
    *("difference", "ratio"),
)
ASKED_FOR = {
    **dict.fromkeys(("size", "weight", "byte"), SIZES),
    "file": ("file_count", "layer_files", "changed_files", "setuid_files", "context_files"),
    "layer": ("layer_count", "shared_layers", "layers_with"),
    "package": ("packages",),
    "line": ("changed_lines", "printed", "written"),
    "instruction": ("instructions", "rebuilt", "from_cache"),
}
"""Which macros ask for what a noun says."""
_COMPARED_NOUN = re.compile(
    rf"\b(?:the\s+same|fewer|more|less|fewest|most)\s+(?:\w+\s+)?(?P<noun>{any_of(ASKED_FOR)}s?)\b", re.IGNORECASE
)
_ORDINAL = re.compile(
    rf"\b(?:(?P<first>the\s+(?:first|former))|the\s+(?:second|latter))\s+(?:image\s+)?(?:is|weighs|has|comes\s+to)\s+"
    rf"(?:(?!the\s+(?:first|second|former|latter)\b)[^,;.:])*?(?:(?P<less>{_LESS})|{_MORE})\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"\b(?:(?P<less>{_LESS})|{_MORE})\s+than\s+the\s+(?:one\s+(?:before|above)|previous|preceding|former)\b",
    re.IGNORECASE,
)
"""What compares with the one that is named before it: each but the first is on the right of a condition."""
_REWORD = "reword the sentence, or turn the condition round"


def direction_faults(sentence: ClaimSentence, conditions: tuple[Condition, ...]) -> Iterator[tuple[str, str]]:
    """Yield problem and remedy for each direction or kind of thing that one of the two does not tell."""
    yield from _comparative_faults(sentence, [each for each in map(_direction, conditions) if each is not None])
    yield from _ordinal_faults(sentence.words, [each for each in map(_direction, conditions) if each is not None])
    yield from _before_faults(sentence.words, [each for each in map(_direction, conditions) if each is not None])
    yield from _noun_faults(sentence.words, conditions)


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


def _ordinal_faults(words: str, compared: list[Direction]) -> Iterator[tuple[str, str]]:
    """Yield a fault where "the first" or "the second" of two images is said to be what the other one is.

    The first is the left side of a condition: "the second weighs less" takes one whose left side is the larger.
    """
    for found in _ORDINAL.finditer(words):
        direction: Direction = "less" if found["less"] else "more"
        meant = direction if found["first"] else _OPPOSITE[direction]
        if compared and meant not in compared:
            said = " ".join(found[0].replace(MACRO, "…").split())
            yield f"the sentence says `{said}`, and the conditions of its claim that it is the other one", _REWORD


def _before_faults(words: str, compared: list[Direction]) -> Iterator[tuple[str, str]]:
    for found in _BEFORE.finditer(words):
        meant: Direction = "more" if found["less"] else "less"
        if compared and meant not in compared:
            said = " ".join(found[0].split())
            yield f"the sentence says `{said}`, and the conditions of its claim that it is the other one", _REWORD


def _directions(sentence: ClaimSentence) -> Iterator[tuple[str, Direction]]:
    """Yield the words that say a direction, each with that of the condition that proves it."""
    words = sentence.words
    for found in DIRECTION.finditer(words):
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
        return None if condition.is_there else "more"
    if isinstance(condition.right, nodes.Add):
        return "more"
    return "less" if isinstance(condition.right, nodes.Sub) else None


def _noun_faults(words: str, conditions: tuple[Condition, ...]) -> Iterator[tuple[str, str]]:
    """Yield a fault where a sentence compares files, layers or packages, and its conditions something else."""
    asked = {call_name(call) for condition in conditions for call in condition.calls}
    for found in _COMPARED_NOUN.finditer(words):
        noun = found["noun"].lower()
        if asked.isdisjoint(ASKED_FOR[noun.removesuffix("s")]):
            yield f"the sentence compares `{noun}`, and no condition of its claim asks for that", _REWORD
