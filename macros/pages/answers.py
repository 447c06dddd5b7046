"""Makes facts of what one image's measurement tells: from a value and its expression to what a macro returns."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from .facts import Fact, Missing
from .notes import Figure, Note, note_id
from .rendering import render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from ..records.measurement import Measurement, NotMeasured
    from .facts import Unit
    from .sheet import Sheet

_FIRST = 10
"""How many of what was counted are shown."""
_DEFAULTS = ("unpacked_size", "all", "rebuild", "offered", "")
"""What macros are asked for where nothing is said."""


def called(macro: str, *arguments: str) -> str:
    """Return a macro's call in words, without what it is asked for anyway.

    >>> called("size", "web:slim", "unpacked_size"), called("file_count", "web:multi", "/usr/bin/gcc*")
    ('size(web:slim)', 'file_count(web:multi, /usr/bin/gcc*)')
    """
    said = arguments[:-1] if arguments[-1] in _DEFAULTS else arguments
    return f"{macro}({', '.join(said)})"


def measured(sheet: Sheet, measurement: Measurement, fact: Fact) -> Fact:
    """Return a fact of one image with its platform, and, unless it has one, a figure that opens the image's passport.

    Its value is known, or it has a figure.
    """
    figure = fact.figure
    if figure is None:
        assert isinstance(fact.value, int | float), "nothing to print"  # noqa: S101 - a bug, not a condition
        figure = sheet.figure(fact.data, fact.value, measurement)
    return replace(fact, platforms=sheet.platforms_of(measurement), figure=figure, sheet=sheet)


def missing(sheet: Sheet, text: str, outcome: NotMeasured, unit: Unit = "bytes") -> Fact:
    """Return the fact of an image that was not measured; it prints that, and opens the reason."""
    reason = f"{outcome.reference} was not measured: {outcome.reason}"
    return Fact(text, text, Missing(reason), unit, figure=sheet.not_measured(outcome), sheet=sheet)


def figure_of(fact: Fact) -> Markup:
    """Return what a page shows for a fact's value, be it reckoned or a constant."""
    if fact.figure is not None:
        return fact.figure
    assert isinstance(fact.value, int | float), "what is missing or wrong has a figure or none"  # noqa: S101 - a bug
    return render("value.html", figure=Figure.of(fact.data, fact.value))


def counted(sheet: Sheet, fact: Fact, sentence: str, items: Sequence[str]) -> Fact:
    """Return a fact with a figure that opens what was counted: a sentence, and the first of the things."""
    assert isinstance(fact.value, int | float), "nothing to print"  # noqa: S101 - a bug, not a condition
    target = note_id("count", fact.data)
    shown = items[:_FIRST]
    more = fact.unit == "number" and fact.value > len(shown) > 0
    figure = Figure.of(fact.data, fact.value)
    sheet.notes[target] = Note(
        "count_note.html", {"id": target, "text": fact.text, "sentence": sentence, "items": shown, "more": more}
    )
    return replace(fact, figure=render("figure.html", target=target, figure=figure), sheet=sheet)


def not_known(sheet: Sheet, text: str, subject: str, reason: str, unit: Unit = "number") -> Fact:
    """Return the fact of something that was not counted; it prints that, and opens the reason."""
    return Fact(text, text, Missing(reason), unit, figure=sheet.absent(subject, "not counted", reason), sheet=sheet)
