"""The figures that stand in a sentence: sizes, differences, ratios, and sizes that somebody else measured."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..errors import did_you_mean
from ..plan.macros import UNITS
from ..records.measurement import Layer, Measurement, NotMeasured
from .answers import called, figure_of, measured, missing
from .facts import Fact, Missing
from .notes import Note, Term, record_path
from .rendering import render
from .sheet import MacroFault, Sheet

if TYPE_CHECKING:
    from markupsafe import Markup

KINDS = {
    "unpacked_size": ("unpacked_size", "unpacked"),
    "transfer_size": ("transfer_size", "to transfer"),
    "engine_size": ("engine_size", "as its engine prints it"),
    "waste": ("waste.bytes", "waste"),
}
"""What can be asked for: its path in a RECORD, and its name in words."""


def size(sheet: Sheet, reference: str, what: str = "unpacked_size", units: str = "decimal") -> Fact:
    """Return a size of an image, printed in one of the units of the plan."""
    if units not in UNITS:
        raise MacroFault(f"no size is printed in `{units}`", f"there are {', '.join(UNITS)}")
    path, words = _kind(what)
    text = called("size", reference, what)
    outcome = sheet.outcome(reference)
    if isinstance(outcome, NotMeasured):
        return missing(sheet, text, outcome)
    value = _bytes(outcome, what)
    figure = size_of(sheet, outcome, what, units)
    known = Missing(f"the engine of {reference} tells no size {words}") if value is None else value
    return measured(sheet, outcome, Fact(text, f"{record_path(reference)}{path}", known, "bytes", figure=figure))


def size_of(
    sheet: Sheet,
    measurement: Measurement,
    what: str = "unpacked_size",
    units: str = "decimal",
    also: int | None = None,
) -> Markup:
    """Return a size of a measured image; `also` is the measurement's place among those on other engines."""
    path, words = _kind(what)
    value = _bytes(measurement, what)
    if value is None:
        return sheet.absent(measurement.reference, "not available", f"The engine tells no size {words}.")
    unit = "" if units == "decimal" else f" in {units}"
    return sheet.figure(f"{record_path(measurement.reference, also)}{path}{unit}", value, measurement, also)


def difference(sheet: Sheet, larger: str, smaller: str, what: str = "unpacked_size") -> Fact:
    """Return by how many bytes one image is larger than another; negative, with its sign, where it is smaller."""
    return _computed(sheet, "-", larger, smaller, what)


def ratio(sheet: Sheet, larger: str, smaller: str, what: str = "unpacked_size") -> Fact:
    """Return how many times as large as another an image is."""
    return _computed(sheet, "/", larger, smaller, what)


def layer_size(sheet: Sheet, reference: str, instruction_prefix: str, what: str = "unpacked_size") -> Fact:
    """Return the size of the layer that an instruction made; it is named by how it begins."""
    path, _ = _kind(what)
    if what == "engine_size":
        raise MacroFault("an engine tells no sizes of layers", "ask for unpacked_size, transfer_size or waste")
    text = called("layer_size", reference, instruction_prefix, what)
    outcome = sheet.outcome(reference)
    if isinstance(outcome, NotMeasured):
        return missing(sheet, text, outcome)
    index = layer_of(outcome, instruction_prefix)
    expression = f"{reference}/layers[{index}].{path.removesuffix('.bytes')}"
    return measured(sheet, outcome, Fact(text, expression, getattr(outcome.layers[index], what), "bytes"))


def layer_of(measurement: Measurement, instruction_prefix: str) -> int:
    """Return the index of the layer whose instruction begins so. Raises MacroFault unless there is exactly one."""
    own = {index: layer for index, layer in enumerate(measurement.layers) if layer.instruction is not None}
    found = [index for index, layer in own.items() if str(layer.instruction).startswith(instruction_prefix)]
    if len(found) != 1:
        known = ", ".join(f"`{layer.instruction}`" for layer in own.values())
        problem = f"`{instruction_prefix}` begins {len(found)} instructions of {measurement.reference}"
        raise MacroFault(f"{problem} that made a layer", f"name one of {known}")
    return found[0]


def base_size(sheet: Sheet, reference: str, what: str = "unpacked_size") -> Fact:
    """Return the bytes that the base image brings."""
    return _part(sheet, called("base_size", reference, what), reference, what, from_base=True)


def own_size(sheet: Sheet, reference: str, what: str = "unpacked_size") -> Fact:
    """Return the bytes that the Dockerfile adds."""
    return _part(sheet, called("own_size", reference, what), reference, what, from_base=False)


def base_size_of(sheet: Sheet, measurement: Measurement) -> Markup:
    """Return the unpacked bytes that a measured image's base brings."""
    expression = f"{measurement.reference}/layers[base].unpacked_size"
    return sheet.figure(expression, unpacked(measurement.layers, from_base=True), measurement)


def own_size_of(sheet: Sheet, measurement: Measurement) -> Markup:
    """Return the unpacked bytes that a measured image's Dockerfile adds."""
    expression = f"{measurement.reference}/layers[own].unpacked_size"
    return sheet.figure(expression, unpacked(measurement.layers, from_base=False), measurement)


def base_share_of(sheet: Sheet, measurement: Measurement) -> Markup:
    """Return what share of a measured image its base brings, in per cent."""
    reference = measurement.reference
    terms = (
        Term(reference, "base", base_size_of(sheet, measurement)),
        Term(reference, "unpacked", size_of(sheet, measurement)),
    )
    value = 100 * unpacked(measurement.layers, from_base=True) / measurement.unpacked_size
    return sheet.computed_figure(f"{reference}/layers[base].unpacked_size % {reference}/unpacked_size", value, terms)


def cited(sheet: Sheet, reference: str) -> Markup:
    """Return the size that somebody else measured and printed; it opens its source."""
    citation = sheet.variant(reference).cited
    if citation is None:
        example, tag = reference.split(":")
        raise MacroFault(f"no size is cited for {reference}", f"add `{tag}` to [cited] in examples/{example}.toml")
    target = f"tare-citation-{reference}"
    values = {"id": target, "reference": reference, "cited": citation}
    sheet.notes[target] = Note("citation_note.html", values)
    return render("citation.html", **values)


def unpacked(layers: tuple[Layer, ...], *, from_base: bool) -> int:
    """Return the unpacked bytes of the base's layers or of the Dockerfile's own."""
    return sum(layer.unpacked_size for layer in layers if layer.from_base == from_base)


def _computed(sheet: Sheet, sign: str, larger: str, smaller: str, what: str) -> Fact:
    path, words = _kind(what)
    text = called("difference" if sign == "-" else "ratio", larger, smaller, what)
    sides = [size(sheet, reference, what) for reference in (larger, smaller)]
    values = [side.value for side in sides if isinstance(side.value, int | float)]
    if len(values) != len(sides):
        return replace(next(side for side in sides if isinstance(side.value, Missing)), text=text)
    if sign == "/" and values[1] == 0:
        raise MacroFault(f"{smaller} is nothing, so that nothing is a multiple of it", "use difference")
    expression = f"{larger}/{path} {sign} {smaller}/{path}"
    value = values[0] - values[1] if sign == "-" else values[0] / values[1]
    one, other = (Term(side, words, figure_of(fact)) for side, fact in zip((larger, smaller), sides, strict=True))
    figure = sheet.computed_figure(expression, value, (one, other))
    platforms = sides[0].platforms | sides[1].platforms
    return Fact(text, expression, value, "bytes" if sign == "-" else "number", platforms, figure, sheet)


def _part(sheet: Sheet, text: str, reference: str, what: str, *, from_base: bool) -> Fact:
    path, _ = _kind(what)
    if what == "engine_size":
        raise MacroFault("an engine tells no sizes of layers", "ask for unpacked_size, transfer_size or waste")
    outcome = sheet.outcome(reference)
    if isinstance(outcome, NotMeasured):
        return missing(sheet, text, outcome)
    expression = f"{reference}/layers[{'base' if from_base else 'own'}].{path.removesuffix('.bytes')}"
    value = sum(getattr(layer, what) for layer in outcome.layers if layer.from_base == from_base)
    return measured(sheet, outcome, Fact(text, expression, value, "bytes"))


def _kind(what: str) -> tuple[str, str]:
    if what not in KINDS:
        hint = did_you_mean(what, KINDS) or f"there are {', '.join(KINDS)}"
        raise MacroFault(f"`{what}` is no size of an image", hint)
    return KINDS[what]


def _bytes(measurement: Measurement, what: str) -> int | None:
    if what == "waste":
        return measurement.waste.bytes
    value: int | None = getattr(measurement, what)
    return value
