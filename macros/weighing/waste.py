"""Lays an image's layers on each other: what a container sees, and what no container can see any more.

Layers are applied as <https://github.com/opencontainers/image-spec/blob/main/layer.md> says: whiteouts hide what
lower layers brought, folders are merged, anything else is replaced, and paths lead through symbolic links.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..records.measurement import FileSize, Waste, WastedFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..records.stations import LayerEntry

LARGEST = 20
"""How many of the largest files are named."""
_MOST_LINKS = 40
"""Symbolic links that Linux follows in one path."""


@dataclass(slots=True, eq=False)
class _File:
    path: str
    bytes: int
    layer: int
    links: int = 1


@dataclass(slots=True, eq=False)
class _Link:
    target: str


@dataclass(slots=True, eq=False)
class _Other:
    """A device or a pipe."""


@dataclass(slots=True, eq=False)
class _Folder:
    children: dict[str, _Node] = field(default_factory=dict)


_Node = _File | _Link | _Other | _Folder


@dataclass(frozen=True, slots=True)
class Sight:
    """What of an image's files can be seen."""

    waste: Waste
    waste_by_layer: tuple[int, ...]
    """Bytes that each layer carries in vain."""
    largest_files: tuple[FileSize, ...]
    """The largest files that a container sees; of several hard links, the first by name."""


def lay(layers: Sequence[Sequence[LayerEntry]]) -> Sight:
    """Lay layers on each other, in build order. An empty file wastes nothing and is not counted as wasted."""
    tree = _Tree()
    for index, entries in enumerate(layers):
        tree.apply(index, entries)
    by_layer = [0] * len(layers)
    for file in tree.wasted:
        by_layer[file.layer] += file.bytes
    return Sight(
        waste=Waste(
            bytes=sum(by_layer),
            count=len(tree.wasted),
            largest=tuple(heapq.nsmallest(LARGEST, tree.wasted, key=_by_size)),
        ),
        waste_by_layer=tuple(by_layer),
        largest_files=tuple(heapq.nsmallest(LARGEST, tree.visible(), key=_by_size)),
    )


def _by_size(file: FileSize | WastedFile) -> tuple[int, str, int]:
    return -file.bytes, file.path, file.layer


class _Tree:
    """The files of an image while its layers are applied."""

    def __init__(self) -> None:
        self._root = _Folder()
        self.wasted: list[WastedFile] = []

    def apply(self, layer: int, entries: Sequence[LayerEntry]) -> None:
        # A whiteout hides what lower layers brought, wherever it stands in its own layer's tar.
        for entry in entries:
            if entry.kind == "whiteout":
                self._delete(layer, entry.path)
            elif entry.kind == "opaque":
                self._empty(layer, entry.path)
        for entry in entries:
            if entry.kind not in {"whiteout", "opaque"} and entry.path:
                self._put(layer, entry)

    def visible(self) -> Iterator[FileSize]:
        first_names: dict[_File, str] = {}
        waiting: list[tuple[str, _Folder]] = [("", self._root)]
        while waiting:
            prefix, folder = waiting.pop()
            for name, node in folder.children.items():
                path = prefix + name
                if isinstance(node, _Folder):
                    waiting.append((f"{path}/", node))
                elif isinstance(node, _File):
                    first_names[node] = min(path, first_names.get(node, path))
        for file, path in first_names.items():
            yield FileSize(path, file.bytes, file.layer)

    def _put(self, layer: int, entry: LayerEntry) -> None:
        parent, _, name = entry.path.rpartition("/")
        folder = self._folder(layer, parent)
        old = folder.children.get(name)
        node = self._node(layer, entry)
        if isinstance(old, _Folder) and isinstance(node, _Folder):
            return
        # Before the old one is hidden: a hard link may lead to what stands in this very place.
        folder.children[name] = node
        if old is not None:
            self._hide(layer, old)

    def _node(self, layer: int, entry: LayerEntry) -> _Node:
        match entry.kind:
            case "file":
                return _File(entry.path, entry.bytes, layer)
            case "directory":
                return _Folder()
            case "symlink":
                return _Link(entry.link or "")
            case "hardlink":
                target = self._find(entry.link or "")
                if isinstance(target, _File):
                    target.links += 1
                if target is not None and not isinstance(target, _Folder):
                    return target
        return _Other()

    def _delete(self, layer: int, path: str) -> None:
        parent, _, name = path.rpartition("/")
        folder = self._find_folder(parent)
        if folder is not None and name in folder.children:
            self._hide(layer, folder.children.pop(name))

    def _empty(self, layer: int, path: str) -> None:
        node = self._find(path)
        if isinstance(node, _Folder):
            hidden = list(node.children.values())
            node.children.clear()
            for child in hidden:
                self._hide(layer, child)

    def _hide(self, layer: int, node: _Node) -> None:
        waiting = [node]
        while waiting:
            hidden = waiting.pop()
            if isinstance(hidden, _Folder):
                waiting.extend(hidden.children.values())
            elif isinstance(hidden, _File):
                hidden.links -= 1
                if not hidden.links and hidden.bytes:
                    self.wasted.append(WastedFile(hidden.path, hidden.bytes, hidden.layer, layer))

    def _find(self, path: str) -> _Node | None:
        """Return what stands at a path, itself not followed where it is a symbolic link."""
        parent, _, name = path.rpartition("/")
        folder = self._find_folder(parent)
        if not name:
            return folder
        return folder.children.get(name) if folder is not None else None

    def _find_folder(self, path: str) -> _Folder | None:
        trail, rest = self._walk(path)
        return trail[-1] if not rest else None

    def _folder(self, layer: int, path: str) -> _Folder:
        """Return the folder at a path, made where it is missing."""
        trail, rest = self._walk(path)
        for name in rest:
            folder = _Folder()
            old = trail[-1].children.get(name)
            trail[-1].children[name] = folder
            trail.append(folder)
            if old is not None:
                self._hide(layer, old)
        return trail[-1]

    def _walk(self, path: str) -> tuple[list[_Folder], list[str]]:
        """Go down a path through folders and symbolic links; return the folders gone through and the names left."""
        trail = [self._root]
        waiting = path.split("/")[::-1]
        links = 0
        while waiting:
            name = waiting.pop()
            if name in {"", "."}:
                continue
            if name == "..":
                del trail[max(1, len(trail) - 1) :]
                continue
            node = trail[-1].children.get(name)
            if isinstance(node, _Folder):
                trail.append(node)
            elif isinstance(node, _Link) and links < _MOST_LINKS:
                links += 1
                if node.target.startswith("/"):
                    del trail[1:]
                waiting.extend(node.target.split("/")[::-1])
            else:
                return trail, [part for part in [name, *waiting[::-1]] if part not in {"", ".", ".."}]
        return trail, []
