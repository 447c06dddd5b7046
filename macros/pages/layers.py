"""The layers of an image as a table in build order, the base's folded; what made no layer has its row too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from ..records.measurement import Measurement
from .figures import unpacked
from .notes import Figure
from .rendering import render
from .stages import base_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..catalog.model import Instruction
    from ..records.measurement import Layer
    from .sheet import Sheet

COLUMNS = {"unpacked_size": "unpacked", "transfer_size": "transfer", "files": "files", "waste": "waste"}
"""What is told of a layer, by its name in a RECORD."""


CHANGES = ("added", "replaced", "deleted")
"""What a layer does to files, by its name in a RECORD."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one column tells of a layer."""

    head: str
    figure: Markup
    changes: tuple[tuple[Markup, str], ...] = ()
    """What became of how many files, where a layer does more than add some."""


@dataclass(frozen=True, slots=True)
class Row:
    """One instruction, as the image's history tells it, and what its layer holds."""

    line: int | None
    instruction: str
    """Empty where the history names none."""
    cells: tuple[Cell, ...]
    """One for each column; none where the instruction made no layer."""


def layers(sheet: Sheet, reference: str) -> Markup:
    """Return the layer table of an image."""
    variant = sheet.variant(reference)
    outcome = sheet.outcome(reference)
    if not isinstance(outcome, Measurement):
        return sheet.not_measured_block(outcome)
    own = variant.dockerfile.own_instructions(variant.target)
    count = sum(layer.from_base for layer in outcome.layers)
    return render(
        "layers.html",
        base=base_of(variant),
        columns=COLUMNS.values(),
        base_rows=list(_base_rows(sheet, outcome, len(outcome.history) - len(own))) if count else [],
        own_rows=list(_own_rows(sheet, outcome, own)),
        base_count=Figure.of(f"{reference}/layers[base].length", count),
        base_noun="layer" if count == 1 else "layers",
        base_size=Figure.of(f"{reference}/layers[base].unpacked_size", unpacked(outcome.layers, from_base=True)),
        base_waste=_base_waste(outcome),
        reference=reference,
        stand_ins=sheet.stand_in_line([outcome]),
    )


def _base_waste(image: Measurement) -> Figure | None:
    """Return the waste in the base's layers, which are folded; None where there is none."""
    waste = sum(layer.waste for layer in image.layers if layer.from_base)
    return Figure.of(f"{image.reference}/layers[base].waste", waste) if waste else None


def _base_rows(sheet: Sheet, image: Measurement, own_from: int) -> Iterator[Row]:
    """Yield the base's history; `own_from` is where the history of the Dockerfile's own instructions begins."""
    base = {index for index, layer in enumerate(image.layers) if layer.from_base}
    untold = sorted(base - {entry.layer for entry in image.history})
    for position, entry in enumerate(image.history):
        if entry.layer is None:
            if position < own_from:
                yield Row(None, entry.created_by, ())
        elif entry.layer in base:
            while untold and untold[0] < entry.layer:
                yield _layer_row(sheet, image, untold.pop(0), "")
            yield _layer_row(sheet, image, entry.layer, entry.created_by)
    for index in untold:
        yield _layer_row(sheet, image, index, "")


def _own_rows(sheet: Sheet, image: Measurement, own: tuple[Instruction, ...]) -> Iterator[Row]:
    """Yield the Dockerfile's own instructions."""
    by_line = {layer.line: index for index, layer in enumerate(image.layers) if not layer.from_base}
    for instruction in own:
        if instruction.line in by_line:
            yield _layer_row(sheet, image, by_line[instruction.line], instruction.text)
        else:
            yield Row(instruction.line, instruction.text, ())


def _layer_row(sheet: Sheet, image: Measurement, index: int, instruction: str) -> Row:
    layer: Layer = image.layers[index]
    path = f"{image.reference}/layers[{index}]"
    cells = tuple(
        Cell(
            head,
            sheet.figure(f"{path}.{name}", getattr(layer, name), image),
            tuple(_changes(sheet, image, path, layer)) if name == "files" else (),
        )
        for name, head in COLUMNS.items()
    )
    return Row(layer.line, instruction, cells)


def _changes(sheet: Sheet, image: Measurement, path: str, layer: Layer) -> Iterator[tuple[Markup, str]]:
    if not (layer.replaced.files or layer.deleted.files):
        return
    for name in CHANGES:
        if count := getattr(layer, name).files:
            yield sheet.figure(f"{path}.{name}.files", count, image), name
