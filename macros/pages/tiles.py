"""What the tiles of a treemap stand for: an image's packages, or its folders, so that no byte is in two of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .grammar import count_text
from .notes import record_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..records.measurement import FolderSize, Measurement, Package

SYSTEMS = {"debian": "Debian packages", "python": "Python packages", "node": "Node packages"}
"""Whose packages a RECORD lists, by its name there, and what they are called."""
_SMALLEST = 100
"""What is less than one part in so many of the image has no tile of its own."""
_MOST = 14
"""So many packages of one system have tiles of their own at most."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile: a name, its bytes, and the expression that gives them."""

    name: str
    bytes: int
    expression: str


@dataclass(frozen=True, slots=True)
class Group:
    """Tiles of one kind, the largest first."""

    kind: str
    """A key of SYSTEMS, "folder" or "other"."""
    tiles: tuple[Tile, ...]

    @property
    def bytes(self) -> int:
        """All of its tiles together."""
        return sum(tile.bytes for tile in self.tiles)


def seen_bytes(image: Measurement) -> Tile:
    """Return what a container sees of an image, as the one tile that all others lie in."""
    at = record_path(image.reference)
    return Tile("", image.unpacked_size - image.waste.bytes, f"{at}unpacked_size - {at}waste.bytes")


def by_package(image: Measurement) -> tuple[Group, ...]:
    """Return an image's packages by the system that installed them, and the files that are in no package.

    A file that several packages list counts in each, so that what is in none may be more than what is shown.
    """
    groups = [Group(system, tuple(_packages(image, system))) for system in SYSTEMS]
    seen = seen_bytes(image)
    sums = [count_text("packages_size", image.reference, group.kind) for group in groups if group.tiles]
    rest = seen.bytes - sum(group.bytes for group in groups)
    loose = Tile("files in no package", rest, " - ".join((seen.expression, *sums)))
    return _filled((*groups, Group("other", (loose,))))


def by_folder(image: Measurement) -> tuple[Group, ...]:
    """Return an image's largest folders, each without those below it that have tiles of their own."""
    seen = seen_bytes(image)
    at = record_path(image.reference)
    large = {
        folder: f"{at}largest_folders[{index}].bytes"
        for index, folder in enumerate(image.largest_folders)
        if folder.bytes * _SMALLEST >= seen.bytes
    }
    tiles = []
    for folder, expression in large.items():
        inner = _below(folder.path, large)
        terms = (expression, *(large[each] for each in inner))
        name = f"/{folder.path}, the rest" if inner else f"/{folder.path}"
        tiles.append(Tile(name, folder.bytes - sum(each.bytes for each in inner), " - ".join(terms)))
    top = _below("", large)
    terms = (seen.expression, *(large[each] for each in top))
    tiles.append(Tile("all other folders", seen.bytes - sum(each.bytes for each in top), " - ".join(terms)))
    return _filled((Group("folder", tuple(tiles)),))


def _packages(image: Measurement, system: str) -> Iterator[Tile]:
    """Yield the larger packages of a system, and what the others are together."""
    listed: tuple[Package, ...] = getattr(image.packages, system) or ()
    sized = [(index, each.name, each.bytes) for index, each in enumerate(listed) if each.bytes]
    least = seen_bytes(image).bytes / _SMALLEST
    shown = [
        Tile(name, size, f"{record_path(image.reference)}packages.{system}[{index}].bytes")
        for index, name, size in sized[:_MOST]
        if size >= least
    ]
    yield from shown
    whole = count_text("packages_size", image.reference, system)
    rest = sum(size for _, _, size in sized) - sum(tile.bytes for tile in shown)
    yield Tile(f"smaller {SYSTEMS[system]}", rest, " - ".join((whole, *(tile.expression for tile in shown))))


def _below(path: str, folders: dict[FolderSize, str]) -> list[FolderSize]:
    """Return the folders that lie below a path and in no other of them that does."""
    prefix = f"{path}/" if path else ""
    inside = [each for each in folders if each.path.startswith(prefix) and each.path != path]
    return [each for each in inside if not any(each.path.startswith(f"{other.path}/") for other in inside)]


def _filled(groups: tuple[Group, ...]) -> tuple[Group, ...]:
    """Return the groups without tiles of nothing, and without groups of none; the largest tiles first."""
    kept = (
        Group(group.kind, tuple(sorted((tile for tile in group.tiles if tile.bytes > 0), key=lambda tile: -tile.bytes)))
        for group in groups
    )
    return tuple(group for group in kept if group.tiles)
