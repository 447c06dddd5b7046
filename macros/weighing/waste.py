"""Tells waste from what can be seen, once an image's layers lie on each other, and the largest of both."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..records.measurement import FileSize, FolderSize, Waste, WastedFile
from .view import View

if TYPE_CHECKING:
    from .tree import Tree

LARGEST = 20
"""How many of the largest files, and of the largest folders, are named."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What of an image's files can be seen."""

    waste: Waste
    waste_by_layer: tuple[int, ...]
    """Bytes that each layer carries in vain."""
    largest_files: tuple[FileSize, ...]
    """The largest files that a container sees; of several hard links, the first by name."""
    largest_folders: tuple[FolderSize, ...]


def look(tree: Tree, layers: int) -> Sight:
    """Look at an image of that many layers. An empty file wastes nothing and is not counted as wasted."""
    by_layer = [0] * layers
    for file in tree.wasted:
        by_layer[file.layer] += file.bytes
    view = View(tree)
    return Sight(
        waste=Waste(
            bytes=sum(by_layer),
            count=len(tree.wasted),
            largest=tuple(heapq.nsmallest(LARGEST, tree.wasted, key=_by_size)),
        ),
        waste_by_layer=tuple(by_layer),
        largest_files=tuple(heapq.nsmallest(LARGEST, view.files(), key=_by_size)),
        largest_folders=view.largest_folders(LARGEST),
    )


def _by_size(file: FileSize | WastedFile) -> tuple[int, str, int]:
    return -file.bytes, file.path, file.layer
