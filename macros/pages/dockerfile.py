"""A Dockerfile beside the layers that it made: which line brought which bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from ..records.measurement import Measurement
from .figures import base_share_of, base_size_of, size_of
from .rendering import render
from .stages import base_of, chain_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..catalog.model import Variant
    from ..records.measurement import Layer
    from .sheet import Sheet


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file, as it is shown; `indent`, `keyword` and `rest` together are its text."""

    indent: str
    keyword: str
    """Empty where no instruction begins on this line."""
    rest: str
    kind: str
    """"own", "base" (a FROM), "elsewhere" (a stage that is not in the image) or "comment"."""
    layer: int | None
    """Index of the layer that the line's instruction made."""


@dataclass(frozen=True, slots=True)
class Slab:
    """One layer of the stack, or all layers of the base."""

    layer: int | None
    """Index; None for the base."""
    line: int | None
    figure: Markup
    height: str
    """Share of the image, as CSS takes it."""
    waste: Markup | None
    waste_height: str
    empty: bool


def dockerfile(sheet: Sheet, reference: str) -> Markup:
    """Return the Dockerfile of an image beside its layers, to scale."""
    variant = sheet.variant(reference)
    outcome = sheet.outcome(reference)
    values: dict[str, object] = {
        "name": variant.dockerfile.path.name,
        "example": variant.reference.example,
        "base": base_of(variant),
        "mistakes": sorted(variant.mistakes.items()),
    }
    if not isinstance(outcome, Measurement):
        values |= {"lines": list(lines_of(variant, ())), "image": sheet.not_measured(outcome)}
        return render("dockerfile.html", **values, reason=outcome.reason)
    base = [layer for layer in outcome.layers if layer.from_base]
    return render(
        "dockerfile.html",
        **values,
        lines=list(lines_of(variant, outcome.layers)),
        reason=None,
        image=size_of(sheet, outcome),
        base_slab=_base_slab(sheet, outcome, base) if base else None,
        base_count=sheet.figure(f"{reference}/layers[base].length", len(base), outcome),
        base_noun="layer" if len(base) == 1 else "layers",
        base_share=base_share_of(sheet, outcome) if base else None,
        slabs=[
            _slab(sheet, outcome, index, layer) for index, layer in enumerate(outcome.layers) if not layer.from_base
        ],
        has_waste=any(layer.waste for layer in outcome.layers),
        stand_ins=sheet.stand_in_line([outcome]),
    )


def lines_of(variant: Variant, layers: tuple[Layer, ...]) -> Iterator[Line]:
    """Yield the Dockerfile's lines, each with the layer that it belongs to."""
    file = variant.dockerfile
    chain = chain_of(file, variant.target)
    by_line = {layer.line: index for index, layer in enumerate(layers) if layer.line is not None}
    starts: dict[int, str] = {}
    spans: dict[int, tuple[str, int | None]] = {}
    for stage in file.stages:
        in_image = stage in chain
        starts[stage.line] = "FROM"
        spans[stage.line] = ("base" if in_image else "elsewhere", None)
        for instruction in stage.instructions:
            starts[instruction.line] = instruction.keyword
            layer = by_line.get(instruction.line) if in_image else None
            for number in range(instruction.line, instruction.end_line + 1):
                spans[number] = ("own" if in_image else "elsewhere", layer)
    for number, text in enumerate(file.text.split("\n")[: file.text.count("\n") + (not file.text.endswith("\n"))], 1):
        kind, layer = spans.get(number, ("comment", None))
        bare = text.lstrip()
        indent, keyword = text[: len(text) - len(bare)], ""
        if number in starts:
            keyword = bare[: len(starts[number])]
        yield Line(indent, keyword, bare[len(keyword) :], kind, layer)


def _base_slab(sheet: Sheet, image: Measurement, base: list[Layer]) -> Slab:
    waste = sum(layer.waste for layer in base)
    size = sum(layer.unpacked_size for layer in base)
    return Slab(
        layer=None,
        line=None,
        figure=base_size_of(sheet, image),
        height=_share(size - waste, image),
        waste=sheet.figure(f"{image.reference}/layers[base].waste", waste, image) if waste else None,
        waste_height=_share(waste, image),
        empty=False,
    )


def _slab(sheet: Sheet, image: Measurement, index: int, layer: Layer) -> Slab:
    path = f"{image.reference}/layers[{index}]"
    return Slab(
        layer=index,
        line=layer.line,
        figure=sheet.figure(f"{path}.unpacked_size", layer.unpacked_size, image),
        height=_share(layer.unpacked_size - layer.waste, image),
        waste=sheet.figure(f"{path}.waste", layer.waste, image) if layer.waste else None,
        waste_height=_share(layer.waste, image),
        empty=layer.unpacked_size == 0,
    )


def _share(size: int, image: Measurement) -> str:
    return f"{size / max(1, image.unpacked_size):.5f}"
