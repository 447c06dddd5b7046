"""Lays an image's layers on each other: the files that a container sees, and those that no container can see.

Layers are applied as <https://github.com/opencontainers/image-spec/blob/main/layer.md> says: whiteouts hide what
lower layers brought, folders are merged, anything else is replaced, and paths lead through symbolic links.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..records.measurement import FileSize, WastedFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..records.stations import LayerEntry

_MOST_LINKS = 40
_LONGEST_LINK = 4095
"""Symbolic links that Linux follows in one path, and characters that each may have."""


@dataclass(slots=True, eq=False)
class File:
    """A regular file, under however many names."""

    path: str
    """As it stood in the layer that brought it."""
    bytes: int
    layer: int
    links: int = 1


@dataclass(slots=True, eq=False)
class _Link:
    """A symbolic link."""

    target: str


@dataclass(slots=True, eq=False)
class _Other:
    """A device or a pipe."""


@dataclass(slots=True, eq=False)
class Folder:
    """What a folder holds, by name."""

    children: dict[str, Node] = field(default_factory=dict)


Node = File | _Link | _Other | Folder


class Tree:
    """The files of an image whose layers are applied one by one."""

    def __init__(self) -> None:
        self.root = Folder()
        self.wasted: list[WastedFile] = []

    def apply(self, layer: int, entries: Sequence[LayerEntry]) -> None:
        """Lay the layer with that index on those before it."""
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
        """Yield each file that a container sees, under the first by name of its hard links."""
        first_names: dict[File, str] = {}
        waiting: list[tuple[str, Folder]] = [("", self.root)]
        while waiting:
            prefix, folder = waiting.pop()
            for name, node in folder.children.items():
                path = prefix + name
                if isinstance(node, Folder):
                    waiting.append((f"{path}/", node))
                elif isinstance(node, File):
                    first_names[node] = min(path, first_names.get(node, path))
        for file, path in first_names.items():
            yield FileSize(path, file.bytes, file.layer)

    def _put(self, layer: int, entry: LayerEntry) -> None:
        parent, _, name = entry.path.rpartition("/")
        folder = self._folder(layer, parent)
        old = folder.children.get(name)
        node = self._node(layer, entry)
        if isinstance(old, Folder) and isinstance(node, Folder):
            return
        # Before the old one is hidden: a hard link may lead to what stands in this very place.
        folder.children[name] = node
        if old is not None:
            self._hide(layer, old)

    def _node(self, layer: int, entry: LayerEntry) -> Node:
        match entry.kind:
            case "file":
                return File(entry.path, entry.bytes, layer)
            case "directory":
                return Folder()
            case "symlink":
                return _Link(entry.link or "")
            case "hardlink":
                target = self.find(entry.link or "")
                if isinstance(target, File):
                    target.links += 1
                if target is not None and not isinstance(target, Folder):
                    return target
        return _Other()

    def _delete(self, layer: int, path: str) -> None:
        parent, _, name = path.rpartition("/")
        folder = self._find_folder(parent)
        if folder is not None and name in folder.children:
            self._hide(layer, folder.children.pop(name))

    def _empty(self, layer: int, path: str) -> None:
        node = self.find(path)
        if isinstance(node, Folder):
            hidden = list(node.children.values())
            node.children.clear()
            for child in hidden:
                self._hide(layer, child)

    def _hide(self, layer: int, node: Node) -> None:
        waiting = [node]
        while waiting:
            hidden = waiting.pop()
            if isinstance(hidden, Folder):
                waiting.extend(hidden.children.values())
            elif isinstance(hidden, File):
                hidden.links -= 1
                if not hidden.links and hidden.bytes:
                    self.wasted.append(WastedFile(hidden.path, hidden.bytes, hidden.layer, layer))

    def find(self, path: str) -> Node | None:
        """Return what stands at a path, itself not followed where it is a symbolic link."""
        parent, _, name = path.rpartition("/")
        folder = self._find_folder(parent)
        if not name:
            return folder
        return folder.children.get(name) if folder is not None else None

    def _find_folder(self, path: str) -> Folder | None:
        trail, rest = self._walk(path)
        return trail[-1] if not rest else None

    def _folder(self, layer: int, path: str) -> Folder:
        """Return the folder at a path, made where it is missing."""
        trail, rest = self._walk(path)
        for name in rest:
            folder = Folder()
            old = trail[-1].children.get(name)
            trail[-1].children[name] = folder
            trail.append(folder)
            if old is not None:
                self._hide(layer, old)
        return trail[-1]

    def _walk(self, path: str) -> tuple[list[Folder], list[str]]:
        """Go down a path through folders and symbolic links; return the folders gone through and the names left."""
        trail = [self.root]
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
            if isinstance(node, Folder):
                trail.append(node)
            elif isinstance(node, _Link) and links < _MOST_LINKS and len(node.target) <= _LONGEST_LINK:
                links += 1
                if node.target.startswith("/"):
                    del trail[1:]
                waiting.extend(node.target.split("/")[::-1])
            else:
                return trail, [part for part in [name, *waiting[::-1]] if part not in {"", ".", ".."}]
        return trail, []
