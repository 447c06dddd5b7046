"""Holds what the sentence of a claim counts, such as "one package" and "two layers", against its conditions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .conditions import arguments_of, call_name
from .directions import ASKED_FOR
from .lexicon import NUMBER, NUMBERS, any_of
from .macros import Kind
from .sentence import packages_asked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinja2 import nodes

    from .conditions import Condition
    from .sentence import ClaimSentence

_NOUNS = ("file", "layer", "package", "line", "instruction")
_COUNT = re.compile(
    rf"\b(?P<number>{NUMBER}|single)\s+(?:(?!of\b|in\b|to\b)[a-z-]+\s+)?(?P<noun>{any_of(_NOUNS)})s?\b(?!\s+of\s+code)",
    re.IGNORECASE,
)
_BOUNDED = re.compile(
    r"\b(?:at\s+(?:least|most)|than|up\s+to|over|under|above|below|no\s+(?:more|fewer)\s+than|first|last)\s+\Z",
    re.IGNORECASE,
)
"""What makes a bound of the number behind it, or counts places."""
_LAYERS = re.compile(r"\blayers?\b", re.IGNORECASE)
_WHOSE = {
    "own": re.compile(
        r"\b(?:own|adds?|added|adding|makes?|made|left|leaves?|instructions?|Dockerfiles?)\b", re.IGNORECASE
    ),
    "base": re.compile(r"\bbases?\b", re.IGNORECASE),
}
"""What says that not all layers of an image are meant."""
_REWORD = "reword the sentence, or add the condition that counts it"


def count_faults(sentence: ClaimSentence, conditions: tuple[Condition, ...]) -> Iterator[tuple[str, str]]:
    """Yield problem and remedy where a sentence counts something else than its conditions."""
    for found in _COUNT.finditer(sentence.words):
        noun, number = found["noun"].lower(), NUMBERS.get(found["number"].lower(), 1)
        counting = [each for each in conditions if any(call_name(call) in ASKED_FOR[noun] for call in each.calls)]
        proved = [each for each in counting if number in map(abs, each.constants)]
        if _BOUNDED.search(sentence.words, 0, found.start()) is None:
            # "at least two" is a bound; "two" is not.
            proved = [each for each in proved if each.operator == "=="]
        said = " ".join(found[0].split())
        if not proved:
            yield f"the sentence counts `{said}`, and no condition of its claim counts {noun}s", _REWORD
        elif noun == "package":
            yield from _named(sentence, said, [call for each in proved for call in each.calls])
    if _LAYERS.search(sentence.words):
        asked = {which for each in conditions for call in each.calls for which in arguments_of(call, Kind.LAYERS)}
        for which in asked & _WHOSE.keys():
            if not _WHOSE[which].search(sentence.text):
                whose = "of its own" if which == "own" else "of its base"
                yield (
                    f'a condition counts layers with which="{which}", and the sentence does not say `{whose}`',
                    _REWORD,
                )


def _named(sentence: ClaimSentence, said: str, calls: list[nodes.Call]) -> Iterator[tuple[str, str]]:
    """Yield a fault where packages of one name are counted as if they were all."""
    names = [name for call in calls for name in packages_asked(call)]
    if names and not any(name in sentence.text.lower() for name in names):
        yield f"the sentence counts `{said}`, and its condition those named `{names[0]}` alone", "name the package"
