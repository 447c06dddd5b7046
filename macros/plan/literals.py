"""Finds figures that were typed into a page by hand: sizes, ratios, percentages, durations and counts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..errors import Fault
from .card_texts import read_texts
from .prose import NO_TEXT, blank

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .markdown import Page

EXEMPT = ("changelog.md", "contributing.md", "architecture.md")
"""Pages about the project itself, at the top of the folder: their figures are about the past, or examples of syntax."""
_NUMBER = r"(?:(?<![\w.,:/-])|(?<=\d-))\d(?:[\d.,]*\d)?"
_GAP = r"(?:[ \t\u00a0\u2009\u202f*_`-]|&nbsp;|&#160;|\n(?!\s*\n))*"
"""Between number and unit: spaces of all kinds, emphasis, a hyphen, the end of a line."""
_SIZE = r"(?:[kKMGT]i?B|[MG]|B|[Mm]egs?|[Gg]igs?|[Bb]ytes?|(?:kilo|mega|giga|kibi|mebi|gibi)bytes?)(?![\w-])"
_RATIO = r"(?:times|fold|x|\u00d7)(?!\w)"
_PERCENT = r"(?:%(?![0-9A-Fa-f]{2})|per\s?cent(?!\w)|percent(?!\w))"
_SHARE = re.compile(f"{_NUMBER}{_GAP}(?:{_SIZE}|{_RATIO}|{_PERCENT})")
_DURATION = rf"{_NUMBER}{_GAP}(?:(?:milli)?seconds?|minutes?|ms|(?<=[\s\u00a0\u202f])s)(?![\w-])"
_COUNT = rf"(?<!Debian )(?<!Python )(?<![\w.,:/-])\d(?:[\d,]*\d)?{_GAP}(?:layers?|files?|packages?)(?![\w-])"
_OTHER = re.compile(f"{_DURATION}|{_COUNT}")
"""A version stands before what it is a version of: Debian 12 packages."""
_REMEDIES = {
    _SHARE: "let a macro print it, as {{ size(…) }} or {{ ratio(…) }}; what others measured goes into [cited]",
    _OTHER: "let a macro print it, as {{ layers(…) }} or {{ smoke_test(…) }}, or leave the number out",
}
_WORKED = re.compile(r"^(`{3,})[ \t]*\{[^}\n]*\.tare-worked\b[^}\n]*\}[ \t]*\n.*?^\1[ \t]*$", re.DOTALL | re.MULTILINE)
"""Code blocks of that class: an image worked by hand, whose figures a test compares with the ruler's."""
_MACRO_CALL = re.compile(r"\{\{[-+]?\s*[A-Za-z_]\w*\s*\(.*?\}\}", re.DOTALL)
"""What a macro prints is its own; a text or number between braces is typed all the same."""
_BRACES = re.compile(r"\{\{[-+]?|[-+]?\}\}")


def read_literals(docs: Path) -> tuple[Fault, ...]:
    """Return a fault for each such figure that is typed into a page under `docs`, code included.

    What a macro is called with is no figure of the page; a claim's sentence is text as any other. Figures in words are
    for `unproved` to judge. What is worked by hand may have them: a code block of class `tare-worked`, which is tested.
    """
    exempt = {f"{docs.name}/{name}" for name in EXEMPT}
    pages, _ = read_texts(docs)
    return tuple(fault for page in pages if page.name not in exempt for fault in _faults(page))


def _faults(page: Page) -> Iterator[Fault]:
    text = _WORKED.sub(blank, page.text)
    for unread in (_MACRO_CALL, _BRACES, NO_TEXT):
        text = unread.sub(blank, text)
    for offset, problem, remedy in typed_figures(text):
        yield Fault(page.name, text.count("\n", 0, offset) + 1, problem, remedy)


def typed_figures(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield each figure in a text: where it begins, in characters, the problem, and what mends it on a page."""
    for pattern, remedy in _REMEDIES.items():
        for found in pattern.finditer(text):
            yield found.start(), f"the figure `{' '.join(found[0].split())}` is typed by hand", remedy
