"""Finds comparisons and figures in words that stand outside of claims, so that nothing proves them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..errors import Fault
from .caching import FROM_CACHE, REBUILT
from .card_texts import read_texts
from .lexicon import (
    COUNTED,
    FOLD,
    HALF,
    LESS,
    MORE,
    MULTIPLE,
    NUMBER,
    NUMBERS,
    PER_CENT,
    SHARE,
    SHARES,
    SIZE_UNIT,
    TIME_UNIT,
    TIMES,
    VAGUE,
    any_of,
)
from .literals import EXEMPT
from .presences import ABSENT_FIRST, COUNTED_HERE, PRESENT
from .prose import CITED, FIGURE, REFERENCE, sentences
from .ways import miscounted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ..catalog.model import Catalog
    from .prose import Sentence

_AMOUNT = rf"{NUMBER}|{any_of(VAGUE)}(?:\s+of)?"
_MORE_THAN_ONE = any_of(NUMBERS.keys() - {"one"})
_ALWAYS = re.compile(
    rf"\b(?:orders?\s+of\s+magnitude|equal\s+in\s+size|(?:are|is)\s+identical|{HALF}|{SHARE}|{SHARES}|{MULTIPLE}|{FOLD}|(?:{TIMES}|(?:several|many)\s+times(?=\s+(?:as|the)\b))"
    rf"|(?:{_AMOUNT})[\s-]+(?:(?:hundred|thousand|million)\s+)?(?:{SIZE_UNIT}|{TIME_UNIT}|{PER_CENT})"
    rf"|differs?\s+(?:only\s+)?(?:in|by)\s+(?:{NUMBER})\s+(?:other\s+|single\s+)?(?:lines?|words?|instructions?)"
    r"|(?:in|within)\s+(?:an\s+instant|no\s+time|a\s+blink|(?:milli)?seconds)"
    r"|both\s+(?:[a-z]+\s+)?(?:hold|have|contain|weigh|are|keep|carry)\s+(?:[a-z]+\s+){0,2}(?:the\s+same|alike|identical)"
    rf"|(?:nearly|almost|practically)\s+all\s+of\s+the\s+(?:image|size|weight|bytes|layers?|files)"
    r"|(?:part|quarter|half)\s+of\s+an?\s+(?:second|minute|hour|day)"
    r"|(?:takes?|took|lasts?|within|in|after)\s+(?:about\s+|only\s+|just\s+)?an?\s+(?:second|minute|hour)(?=\s*[.,;:)]|\s+(?:or|and|at|on|in|to|less)\b|\s*\Z)"
    rf"|(?:{_MORE_THAN_ONE}|{any_of(VAGUE.keys() - {'few', 'several'})}\s+of)[\s-]+(?:[a-z-]+\s+)?(?:{COUNTED}))\b",
    re.IGNORECASE,
)
_ALIKE = r"size|weight|files|layers|packages|bytes|number|amount"
_OF_IMAGES = re.compile(
    rf"\b(?:(?:{any_of(LESS + MORE)}\s+(?:[a-z]+\s+)?)?(?<!rather )(?<!other )than"
    rf"|as\s+(?:large|big|much|many|small|little|few|heavy|light)\s+(?:[a-z]+\s+)?as|dwarf(?:s|ed)?|beats?|next\s+to\s+nothing"
    rf"|(?:tiny|huge|small|large|little|big|nothing)\s+(?:beside|next\s+to|compared\s+(?:with|to)|against)|negligible|barely"
    rf"|hardly\s+any(?:thing)?"
    rf"|the\s+same\s+(?:[a-z]+\s+)?(?:{_ALIKE})|the\s+same\s+in\s+(?:both|all)|identical|equals?|equally|nearly\s+all|almost\s+all|half|twice"
    rf"|{any_of(LESS + MORE)}|exceeds?|outweighs?)\b",
    re.IGNORECASE,
)
"""What compares, in a sentence that names an image or has a figure."""
_ABSENT = re.compile(
    r"\b(?:(?<!with )no|none|nothing|nobody|neither|without|lacks?|lacking|free\s+of|misses)\b(?:\s+[\w-]+)?",
    re.IGNORECASE,
)
"""What says that something is not there, in a sentence that names an image."""
_CACHED = re.compile(rf"\b(?:{REBUILT}|{FROM_CACHE})\b", re.IGNORECASE)
"""What only a cache experiment can tell, in a sentence that names an image."""
_THIS_IMAGE = re.compile(
    r"\b(?:this|the\s+(?:final|finished|resulting))\s+image\b|\b(?:this|these)\s+Dockerfiles?\b", re.IGNORECASE
)
"""What names an image without its reference."""
_BARE = re.compile(rf"\b(?:{any_of(LESS + MORE)})\b", re.IGNORECASE)
"""What compares, in a sentence that goes on about the image or figure of the sentence before it."""
_GOES_ON = re.compile(
    r"[\s\"'(_]*(?:(?:and|but|so|yet)\s+)?"
    r"(?:it|its|they|their|this|that|these|those|both|the\s+(?:one|other|first|second|third|last|former|latter))\b",
    re.IGNORECASE,
)
_REMEDY = (
    "put the sentence into {% call claim(…) %}, or let {{ about(…) }} or {{ than(…) }} print it, "
    "or say it without a figure"
)


def read_unproved(catalog: Catalog, docs: Path) -> tuple[Fault, ...]:
    """Return a fault for each comparison or figure in words on the pages under `docs` that no claim proves.

    Fractions, multiples, sizes, durations and counts are never free. What else compares is where a sentence names an
    image or has a figure, or goes on about those of the sentence before it, and what says that something is absent
    or there where it names an image: by reference, by Dockerfile, as a base, or by tag where its page is about the
    tag's example.
    """
    exempt = {f"{docs.name}/{name}" for name in EXEMPT}
    pages, _ = read_texts(docs)
    whole: dict[str, str] = {}
    for page in pages:
        whole[page.name] = whole.get(page.name, "") + page.text
    known = {name: _names(catalog, text) for name, text in whole.items()}
    return tuple(
        fault
        for page in pages
        if page.name not in exempt
        for sentence in sentences(page, known[page.name].__contains__)
        for fault in (
            *(Fault(page.name, line, _problem(words, what), _REMEDY) for line, words, what in _unproved(sentence)),
            *(Fault(page.name, line, *wrong) for line, *wrong in miscounted(sentence, catalog, whole[page.name])),
        )
    )


def _names(catalog: Catalog, text: str) -> set[str]:
    """Return everything in code that names an image of the catalog or the base of one, in a file of that text."""
    tags = {(variant.reference.example, variant.reference.tag) for variant in catalog.variants}
    tags |= {(name, tag) for name, broken in catalog.broken_tags.items() for tag in broken}
    bases = {base for variant in catalog.variants for base in variant.base_references}
    whole = {name for example, tag in tags for name in (f"{example}:{tag}", f"Dockerfile.{tag}")}
    # A tag such as `clean` is an ordinary word to whoever writes of another example.
    return bases | whole | {tag for example, tag in tags if f"{example}:" in text}


def _unproved(sentence: Sentence) -> Iterator[tuple[int, str, str]]:
    """Yield line, words and what they are for each thing that a sentence says without proof; none is told twice."""
    searched = [(_ALWAYS, "a figure")]
    if _is_about_an_image(sentence):
        searched.append((_OF_IMAGES, "a comparison"))
    elif _goes_on_about_an_image(sentence):
        searched.append((_BARE, "a comparison"))
    if begins := ABSENT_FIRST.match(sentence.text):
        yield sentence.line_of(begins.end() - 1), " ".join(begins[0].split()), "an absence"
    if REFERENCE in sentence.text or _THIS_IMAGE.search(sentence.text):
        searched += [(_ABSENT, "an absence"), (_CACHED, "a rebuild or a step from the cache")]
        searched += [(PRESENT, "a presence"), (COUNTED_HERE, "a count")]
    for offset, words, what in _found(sentence.text, searched):
        yield sentence.line_of(offset), words, what


def _is_about_an_image(sentence: Sentence) -> bool:
    return any(mark in sentence.text for mark in (FIGURE, CITED, REFERENCE))


def _goes_on_about_an_image(sentence: Sentence) -> bool:
    """Tell whether a sentence begins with "it", "the other" or the like, and the one before it is about an image."""
    before = sentence.before
    if before is None or _GOES_ON.match(sentence.text) is None:
        return False
    return _is_about_an_image(before) or _goes_on_about_an_image(before)


def unproved_words(text: str, *, compares: bool) -> Iterator[str]:
    """Yield the problem of each figure in words in a text that is no page, and with `compares` of each comparison."""
    searched = [(_ALWAYS, "a figure"), *([(_OF_IMAGES, "a comparison")] if compares else [])]
    for _, words, what in _found(text, searched):
        yield _problem(words, what)


def _found(text: str, searched: list[tuple[re.Pattern[str], str]]) -> Iterator[tuple[int, str, str]]:
    told: set[int] = set()
    for pattern, what in searched:
        for found in pattern.finditer(text):
            if told.isdisjoint(range(*found.span())):
                told.update(range(*found.span()))
                yield found.start(), " ".join(found[0].split()), what


def _problem(words: str, what: str) -> str:
    return f"`{words}` is {what} that nothing proves"
