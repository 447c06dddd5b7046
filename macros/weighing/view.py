"""Shows what a container sees of an image's layers, once they lie on each other: its files and folders with sizes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..records.measurement import FileSize, FolderSize
from .nodes import File, Folder
from .tree import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .tree import Tree

_NEARLY_ALL = 0.9
"""What a subfolder has of a folder's bytes where the folder tells nothing that the subfolder does not."""


@dataclass(slots=True, eq=False)
class _Seen:
    """A folder and what lies below it."""

    folder: Folder
    place: Place | None
    """None for the root."""
    parent: _Seen | None
    bytes: int = 0
    files: int = 0
    largest: int = 0
    """Bytes of its largest subfolder."""

    @property
    def path(self) -> str:
        return self.place.path if self.place else ""

    def own_files(self) -> Iterator[tuple[str, File]]:
        """Yield each name of a file in the folder itself, as a path, with its file."""
        prefix = None
        for name, node in self.folder.children.items():
            if isinstance(node, File):
                if prefix is None:
                    # Put together for folders with files alone: folders may lie in each other half a million times.
                    prefix = f"{self.path}/" if self.place else ""
                yield prefix + name, node

    def add(self, file: File) -> None:
        self.bytes += file.bytes
        self.files += 1


class View:
    """The files that a container sees, each under the first by name of its hard links, and their folders."""

    def __init__(self, tree: Tree) -> None:
        root = _Seen(tree.root, None, None)
        self._folders = [root]
        self._linked: dict[File, tuple[str, _Seen]] = {}
        """Those with several names, under the first; no list is kept of the others, of which there may be millions."""
        waiting = [root]
        while waiting:
            seen = waiting.pop()
            for name, node in seen.folder.children.items():
                if isinstance(node, Folder):
                    below = _Seen(node, Place(seen.place, name), seen)
                    self._folders.append(below)
                    waiting.append(below)
            for path, file in seen.own_files():
                if file.links == 1:
                    seen.add(file)
                elif file not in self._linked or path < self._linked[file][0]:
                    self._linked[file] = path, seen
        self._add_up()

    def _add_up(self) -> None:
        for file, (_, folder) in self._linked.items():
            folder.add(file)
        # Every folder stands behind the one that it lies in.
        for folder in reversed(self._folders):
            if (parent := folder.parent) is not None:
                parent.bytes += folder.bytes
                parent.files += folder.files
                parent.largest = max(parent.largest, folder.bytes)

    def files(self) -> Iterator[FileSize]:
        """Yield each file."""
        for folder in self._folders:
            for path, file in folder.own_files():
                if file.links == 1 or path == self._linked[file][0]:
                    yield FileSize(path, file.bytes, file.layer)

    def largest_folders(self, most: int) -> tuple[FolderSize, ...]:
        """Return the largest folders, without the root and without those that one subfolder nearly fills."""
        telling = [
            folder for folder in self._folders[1:] if folder.bytes and folder.largest < _NEARLY_ALL * folder.bytes
        ]
        telling.sort(key=lambda folder: -folder.bytes)
        # Paths are long: they are written out where they are shown, and where equals are put in order by them.
        smallest = telling[most - 1].bytes if len(telling) >= most else 0
        sizes = [FolderSize(folder.path, folder.bytes, folder.files) for folder in telling if folder.bytes >= smallest]
        return tuple(sorted(sizes, key=lambda folder: (-folder.bytes, folder.path))[:most])
