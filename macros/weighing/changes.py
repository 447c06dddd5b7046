"""Tells what one layer does to the files below it: how many it adds, replaces and deletes, and their bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..records.measurement import Change

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .nodes import File


@dataclass(frozen=True, slots=True)
class LayerChange:
    """What a layer does to what a container sees."""

    added: Change
    replaced: Change
    deleted: Change


class Comparison:
    """What could be seen before a layer and what after it, noted as its entries are laid down.

    Only the names matter at which something else stands afterwards, so that a layer costs what it holds and hides,
    not what lies below.
    """

    def __init__(self, layer: int) -> None:
        self._layer = layer
        self._own: set[File] = set()
        self._gone: dict[str, File] = {}
        """Files of lower layers, by the name that the layer took from them."""
        self._put: dict[str, File] = {}
        """Files that the layer gave such a name, or those of lower layers that it gave any."""

    def put(self, path: str, file: File) -> None:
        """Note that the layer gives a file a name, after noting what it hides there."""
        if file.layer == self._layer:
            self._own.add(file)
        if path in self._gone or file.layer != self._layer:
            self._put[path] = file

    def hide(self, path: str, file: File) -> None:
        """Note that the layer takes a name from a file."""
        # What the layer itself put there is not what stood there before it.
        if self._put.pop(path, None) is None and file.layer != self._layer:
            self._gone[path] = file

    def result(self) -> LayerChange:
        """Return what the whole layer came to, once its last entry lies in its place."""
        taken = {path: file for path, file in self._put.items() if path in self._gone and file.layer == self._layer}
        replacing = {file for file in taken.values() if file.links}
        hidden = {file for file in self._gone.values() if not file.links}
        return LayerChange(
            added=_sum(file for file in self._own if file.links and file not in replacing),
            replaced=_sum(replacing),
            deleted=_sum(hidden.difference(self._gone[path] for path in taken)),
        )


def _sum(files: Iterable[File]) -> Change:
    count = size = 0
    for file in files:
        count += 1
        size += file.bytes
    return Change(count, size)
