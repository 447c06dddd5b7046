"""Holds what pages count in words of images, variants and ways against the examples that they are about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .lexicon import NUMBERS, any_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ..catalog.model import Catalog, Example
    from .prose import Sentence

_WAYS = re.compile(
    rf"\b(?P<number>{any_of(NUMBERS.keys() - {'one', 'two'})})\s+(?:[a-z-]+\s+)?(?:images|variants|ways|Dockerfiles)\b",
    re.IGNORECASE,
)
"""Two are any two: "the two images of this table"."""


def miscounted(sentence: Sentence, catalog: Catalog, text: str) -> Iterator[tuple[int, str, str]]:
    """Yield line, problem and remedy for each such count that is that of no example which a page, of `text`, is about.

    Of an example with faults it is not known how many variants it has.
    """
    if any(f"{name}:" in text for name in catalog.broken):
        return
    examples = [example for example in catalog.examples if f"{example.name}:" in text]
    # A variant may be the target of another one's Dockerfile.
    counts = {example.name: {len(example.variants), len(_dockerfiles(example))} for example in examples}
    for found in _WAYS.finditer(sentence.text):
        if not any(NUMBERS[found["number"].lower()] in each for each in counts.values()):
            said = " ".join(found[0].split())
            have = ", ".join(f"`{name}` {' or '.join(map(str, sorted(each)))}" for name, each in counts.items())
            problem = f"no example of the page has `{said}`; those that it names have: {have or 'none'}"
            yield sentence.line_of(found.start()), problem, "correct the number, or say it without one"


def _dockerfiles(example: Example) -> set[Path]:
    return {variant.dockerfile.path for variant in example.variants}
