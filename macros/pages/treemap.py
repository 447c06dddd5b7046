"""What is in an image, as tiles to scale with a table of the same: its packages, or its folders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import squarify
from markupsafe import Markup

from ..errors import did_you_mean
from ..plan.macros import TILES
from ..records.measurement import Measurement
from .notes import Figure
from .rendering import render
from .sheet import MacroFault
from .tiles import SYSTEMS, by_folder, by_package, seen_bytes

if TYPE_CHECKING:
    from .sheet import Sheet
    from .tiles import Group, Tile

_KINDS = SYSTEMS | {"folder": "folders", "other": "files in no package"}
"""What the legend calls the kinds of tiles."""
_PLAIN = 3
"""A path of so many parts at most, the empty one before its first slash included, is told in full."""
_WIDTH, _HEIGHT = 100.0, 46.0
"""Of the map, as wide as a page has it; only their ratio counts, and it makes tiles nearly square."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a tile lies on the map, each in per cent of the map, as CSS takes it."""

    left: str
    top: str
    width: str
    height: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One tile, as it is shown on the map and in the table."""

    name: str
    short: str
    """What it is called where it has little room."""
    kind: str
    kind_name: str
    data: Figure
    figure: Markup
    place: Place


def treemap(sheet: Sheet, reference: str, by: str = "packages") -> Markup:
    """Return what a container sees of an image as a treemap, by packages or by folders."""
    if by not in TILES:
        hint = did_you_mean(by, TILES) or f"there are {', '.join(TILES)}"
        raise MacroFault(f"a treemap has no tiles for `{by}`", hint)
    outcome = sheet.outcome(reference)
    if not isinstance(outcome, Measurement):
        return sheet.not_measured_block(outcome)
    groups = (by_package if by == "packages" else by_folder)(outcome)
    whole = seen_bytes(outcome)
    tiles = [
        Shown(
            tile.name,
            _short(tile.name),
            group.kind,
            _KINDS[group.kind],
            Figure.of(tile.expression, tile.bytes),
            sheet.figure(tile.expression, tile.bytes, outcome),
            place,
        )
        for group, tile, place in _placed(groups)
    ]
    return render(
        "treemap.html",
        reference=reference,
        by=by,
        whole=sheet.figure(whole.expression, whole.bytes, outcome),
        tiles=tiles,
        kinds={group.kind: _KINDS[group.kind] for group in groups},
        stand_ins=sheet.stand_in_line([outcome]),
    )


def _short(name: str) -> str:
    """Return a name without the folders above, of which the end is the part that tells.

    >>> _short("/usr/bin"), _short("/usr/local/lib/python3.13, the rest"), _short("libc6")
    ('/usr/bin', '…/python3.13, the rest', 'libc6')
    """
    parts = name.split("/")
    return f"…/{parts[-1]}" if len(parts) > _PLAIN else name


def _placed(groups: tuple[Group, ...]) -> list[tuple[Group, Tile, Place]]:
    """Return the tiles with their places: first each group has its own, the largest first, then its tiles within."""
    ordered = sorted(groups, key=lambda group: -group.bytes)
    placed = []
    for group, (x, y, width, height) in zip(
        ordered, _split([group.bytes for group in ordered], 0, 0, _WIDTH, _HEIGHT), strict=True
    ):
        places = _split([tile.bytes for tile in group.tiles], x, y, width, height)
        placed += [(group, tile, _place(*place)) for tile, place in zip(group.tiles, places, strict=True)]
    return placed


def _split(sizes: list[int], x: float, y: float, width: float, height: float) -> list[tuple[float, ...]]:
    """Return a rectangle's parts, as large as the sizes, the largest first: left, top, width and height of each."""
    rectangles = squarify.squarify(squarify.normalize_sizes(sizes, width, height), x, y, width, height)
    return [(each["x"], each["y"], each["dx"], each["dy"]) for each in rectangles]


def _place(x: float, y: float, width: float, height: float) -> Place:
    across, down = 100 / _WIDTH, 100 / _HEIGHT
    return Place(*(f"{value:.3f}%" for value in (x * across, y * down, width * across, height * down)))
