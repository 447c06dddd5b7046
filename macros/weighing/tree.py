"""Lays an image's layers on each other: the files that a container sees, and those that no container can see.

Layers are applied as <https://github.com/opencontainers/image-spec/blob/main/layer.md> says: whiteouts hide what
lower layers brought, folders are merged, anything else is replaced, and paths lead through symbolic links.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..records.measurement import WastedFile
from .changes import Comparison
from .errors import WeighingError
from .nodes import File, Folder, Link, Other

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..records.stations import LayerEntry
    from .changes import LayerChange
    from .nodes import Node

_MOST_LINKS = 40
_LONGEST_LINK = 4095
"""Symbolic links that Linux follows in one path, and characters that each may have."""
_MOST_FOLLOWED = 50_000_000
"""Characters of symbolic links that are followed in all; paths of layers hardly lead through any."""
_MOST_IMPLIED = 1_000_000
"""Folders that are made because a path leads through them; of real images nearly all have entries of their own."""
_MOST_REMEMBERED = 1024
"""Folders that are remembered by a path: those that a tar goes through by turns."""
_LONGEST_REMEMBERED = 4096
"""Characters of such a path; Linux knows no longer ones."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node stands: a name in the folder above it; without one, a path from the root."""

    above: Place | None
    name: str

    @property
    def path(self) -> str:
        """The names from the root on."""
        names = []
        place: Place | None = self
        while place is not None:
            names.append(place.name)
            place = place.above
        return "/".join(reversed(names))


class Tree:
    """The files of an image whose layers are applied one by one."""

    def __init__(self) -> None:
        self.root = Folder()
        self.wasted: list[WastedFile] = []
        self._layer = 0
        self._comparison = Comparison(0)
        self._followed = 0
        self._implied = 0
        self._remembered: dict[str, tuple[Folder, str]] = {}
        """Folders by paths that lead to them, and what the names in them begin with."""

    def apply(self, layer: int, entries: Sequence[LayerEntry]) -> LayerChange:
        """Lay the layer with that index on those before it; return what it does to them.

        Raises WeighingError where its links or its paths are made to lead on and on.
        """
        self._layer, self._comparison = layer, Comparison(layer)
        # A whiteout hides what lower layers brought, wherever it stands in its own layer's tar.
        for entry in entries:
            if entry.kind == "whiteout":
                self._delete(entry.path)
            elif entry.kind == "opaque":
                self._empty(entry.path)
        for entry in entries:
            if entry.kind not in {"whiteout", "opaque"} and entry.path:
                self._put(entry)
        return self._comparison.result()

    def _put(self, entry: LayerEntry) -> None:
        parent, _, name = entry.path.rpartition("/")
        folder, prefix = self._folder(parent)
        old = folder.children.get(name)
        node = self._node(entry)
        if isinstance(old, Folder) and isinstance(node, Folder):
            return
        # Before the old one is hidden: a hard link may lead to what stands in this very place.
        folder.children[name] = node
        if old is not None:
            self._hide(prefix + name, old)
        if isinstance(node, File):
            self._comparison.put(prefix + name, node)

    def _node(self, entry: LayerEntry) -> Node:
        match entry.kind:
            case "file":
                return File(entry.path, entry.bytes, self._layer)
            case "directory":
                return Folder()
            case "symlink":
                return Link(entry.link or "")
            case "hardlink":
                target = self.find(entry.link or "")
                if isinstance(target, File):
                    target.links += 1
                if target is not None and not isinstance(target, Folder):
                    return target
        return Other()

    def _delete(self, path: str) -> None:
        parent, _, name = path.rpartition("/")
        folder, prefix = self._find_folder(parent)
        if folder is not None and name in folder.children:
            self._hide(prefix + name, folder.children.pop(name))

    def _empty(self, path: str) -> None:
        if isinstance(self.find(path), Folder):
            folder, prefix = self._folder(path)
            hidden = list(folder.children.items())
            folder.children.clear()
            for name, child in hidden:
                self._hide(prefix + name, child)

    def _hide(self, path: str, node: Node) -> None:
        if isinstance(node, Folder | Link):
            # Paths may have led through it.
            self._remembered.clear()
        # Paths are put together for files alone: folders may lie in each other half a million times.
        waiting: list[tuple[Place, Node]] = [(Place(None, path), node)]
        while waiting:
            place, hidden = waiting.pop()
            if isinstance(hidden, Folder):
                waiting.extend((Place(place, name), child) for name, child in hidden.children.items())
            elif isinstance(hidden, File):
                hidden.links -= 1
                self._comparison.hide(place.path, hidden)
                if not hidden.links and hidden.bytes:
                    self.wasted.append(WastedFile(hidden.path, hidden.bytes, hidden.layer, self._layer))

    def find(self, path: str) -> Node | None:
        """Return what stands at a path, itself not followed where it is a symbolic link."""
        parent, _, name = path.rpartition("/")
        folder, _ = self._find_folder(parent)
        if not name:
            return folder
        return folder.children.get(name) if folder is not None else None

    def _find_folder(self, path: str) -> tuple[Folder | None, str]:
        """Return the folder at a path, None where there is none, and what the names in it begin with."""
        if (found := self._remembered.get(path)) is not None:
            return found
        trail, names, rest = self._walk(path)
        return self._remember(path, trail[-1], names) if not rest else (None, _prefix(names))

    def _folder(self, path: str) -> tuple[Folder, str]:
        """Return the folder at a path, made where it is missing, and what the names in it begin with."""
        if (found := self._remembered.get(path)) is not None:
            return found
        trail, names, rest = self._walk(path)
        self._implied += len(rest)
        if self._implied > _MOST_IMPLIED:
            raise WeighingError(f"paths in the image lead through more than {_MOST_IMPLIED} folders that it lacks")
        for name in rest:
            folder = Folder()
            old = trail[-1].children.get(name)
            trail[-1].children[name] = folder
            trail.append(folder)
            names.append(name)
            if old is not None:
                self._hide("/".join(names), old)
        return self._remember(path, trail[-1], names)

    def _remember(self, path: str, folder: Folder, names: list[str]) -> tuple[Folder, str]:
        found = folder, _prefix(names)
        if max(len(path), len(found[1])) <= _LONGEST_REMEMBERED:
            if len(self._remembered) >= _MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[path] = found
        return found

    def _walk(self, path: str) -> tuple[list[Folder], list[str], list[str]]:
        """Go down a path through folders and symbolic links.

        Return the folders gone through, the root first, their names without the root's, and the names left.
        """
        trail = [self.root]
        names: list[str] = []
        waiting = path.split("/")[::-1]
        links = 0
        while waiting:
            name = waiting.pop()
            if name in {"", "."}:
                continue
            if name == "..":
                del trail[max(1, len(trail) - 1) :]
                del names[len(trail) - 1 :]
                continue
            node = trail[-1].children.get(name)
            if isinstance(node, Folder):
                trail.append(node)
                names.append(name)
            elif isinstance(node, Link) and links < _MOST_LINKS and len(node.target) <= _LONGEST_LINK:
                links += 1
                self._followed += len(node.target)
                if self._followed > _MOST_FOLLOWED:
                    raise WeighingError("links in the image lead on and on; no engine could follow them all")
                if node.target.startswith("/"):
                    del trail[1:]
                    names.clear()
                waiting.extend(node.target.split("/")[::-1])
            else:
                return trail, names, [part for part in [name, *waiting[::-1]] if part not in {"", ".", ".."}]
        return trail, names, []


def _prefix(names: list[str]) -> str:
    return "/".join((*names, ""))
