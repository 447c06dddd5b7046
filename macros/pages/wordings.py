"""The words that measurements choose: "about a ninth of", "smaller than"; each with the evidence for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .answers import figure_of
from .claims import evidence
from .compared import take_sheets
from .facts import Fact, Missing, fact_of, known, reckon
from .notes import Figure, Note, Term, note_id
from .rendering import render
from .sheet import MacroFault
from .words import about_words, than_words

if TYPE_CHECKING:
    from markupsafe import Markup

    from .sheet import Sheet


def about(sheet: Sheet, part: object, whole: object) -> Markup:
    """Return what share of the whole the part is, or how many times as much, in words before a noun: "about half of".

    Raises MacroFault for two units, and for a negative part.
    """
    one, other = sides = fact_of(part), fact_of(whole)
    values = _values(sheet, one, other)
    if not isinstance(values, tuple):
        return values
    if one.unit != other.unit:
        raise MacroFault(f"`{one.text}` and `{other.text}` are not of one unit", "set bytes beside bytes")
    ratio = reckon("/", *sides)
    value = known(ratio)
    assert not isinstance(value, Missing), "neither side is"  # noqa: S101 - a bug, not a condition
    if value < 0:
        raise MacroFault(f"`{ratio.text}` is negative", "put the larger first into difference(…)")
    take_sheets(sheet, sides)
    target = note_id("about", ratio.data)
    terms = tuple(Term(side.text, "", figure_of(side)) for side in sides)
    computation = {"id": target, "operation": "/", "terms": terms, "figure": Figure.of(ratio.data, value)}
    sheet.notes[target] = Note("computation.html", computation)
    mark = render("claim_mark.html", target=target, checked=True)
    return render("wording.html", words=about_words(value), mark=mark)


def than(sheet: Sheet, left: object, right: object) -> Markup:
    """Return how the left compares with the right, in words before a noun: "smaller than", "as large as".

    Raises MacroFault for two units.
    """
    one, other = fact_of(left), fact_of(right)
    values = _values(sheet, one, other)
    if not isinstance(values, tuple):
        return values
    words = than_words(*values)
    compared = next(each for each in (one < other, one > other, one == other) if each.holds)
    return render("wording.html", words=words, mark=evidence(sheet, [compared], None))


def _values(sheet: Sheet, one: Fact, other: Fact) -> tuple[float, float] | Markup:
    """Return the values of both, or what stands in place of words where one is missing."""
    first, second = known(one), known(other)
    if isinstance(first, Missing):
        return sheet.absent(one.text, "not measured", first.reason)
    if isinstance(second, Missing):
        return sheet.absent(other.text, "not measured", second.reason)
    return first, second
