"""Shows what a container sees of an image's layers, once they lie on each other: its files and folders with sizes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..records.measurement import FileSize, FolderSize
from .tree import File, Folder, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .tree import Tree

_NEARLY_ALL = 0.9
"""What a subfolder has of a folder's bytes where the folder tells nothing that the subfolder does not."""


@dataclass(slots=True, eq=False)
class _Seen:
    """A folder and what lies below it."""

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


class View:
    """The files that a container sees, each under the first by name of its hard links, and their folders."""

    def __init__(self, tree: Tree) -> None:
        root = _Seen(None, None)
        self._folders = [root]
        self._files: dict[File, tuple[str, _Seen]] = {}
        waiting = [(tree.root, root)]
        while waiting:
            folder, seen = waiting.pop()
            for name, node in folder.children.items():
                if isinstance(node, Folder):
                    below = _Seen(Place(seen.place, name), seen)
                    self._folders.append(below)
                    waiting.append((node, below))
            self._take([(name, node) for name, node in folder.children.items() if isinstance(node, File)], seen)
        self._add_up()

    def _take(self, files: list[tuple[str, File]], folder: _Seen) -> None:
        if not files:
            return
        # Put together for folders with files alone: folders may lie in each other half a million times.
        prefix = f"{folder.path}/" if folder.place else ""
        for name, file in files:
            path = prefix + name
            if file not in self._files or path < self._files[file][0]:
                self._files[file] = path, folder

    def _add_up(self) -> None:
        for file, (_, folder) in self._files.items():
            folder.bytes += file.bytes
            folder.files += 1
        # Every folder stands behind the one that it lies in.
        for folder in reversed(self._folders):
            if (parent := folder.parent) is not None:
                parent.bytes += folder.bytes
                parent.files += folder.files
                parent.largest = max(parent.largest, folder.bytes)

    def files(self) -> Iterator[FileSize]:
        """Yield each file."""
        for file, (path, _) in self._files.items():
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
