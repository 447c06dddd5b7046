"""Lists what a container sees of an image by path, files and links, so that two of them can be compared."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from .nodes import File, Folder, Link
from .tree import Place, Tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..records.stations import LayerContents, LayerDigests, LayerEntry
    from .nodes import Node


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file, a symbolic link or a device; all names of a file that has several lead to one and the same object."""

    kind: Literal["file", "symlink", "other"]
    bytes: int
    content: str
    """Digest of a file's content, target of a symbolic link, empty for a device."""
    setuid: bool = field(default=False, compare=False)
    """It runs with the rights of its owner; two files are the same in their kind and content all the same."""


def seen_files(layers: Iterable[tuple[LayerContents, LayerDigests]]) -> dict[str, SeenFile]:
    """Return what an image's layers, in build order, show to a container, by absolute path; folders are left out."""
    tree = Tree()
    files: list[SeenFile] = []
    for index, (contents, digests) in enumerate(layers):
        setuid = frozenset(digests.setuid)
        pairs = enumerate(zip(contents.entries, digests.digests, strict=True))
        tree.apply(index, [_numbered(entry, digest, files, place in setuid) for place, (entry, digest) in pairs])
    return {path: _seen(node, files) for path, node in _nodes(tree)}


def _numbered(entry: LayerEntry, digest: str, files: list[SeenFile], setuid: bool) -> LayerEntry:  # noqa: FBT001
    """Return an entry as the tree, which knows no digests, gets it: a file with its number in place of its size."""
    if entry.kind != "file":
        return entry
    files.append(SeenFile("file", entry.bytes, digest, setuid))
    return replace(entry, bytes=len(files) - 1)


def _nodes(tree: Tree) -> Iterator[tuple[str, Node]]:
    waiting: list[tuple[Place, Folder]] = [(Place(None, ""), tree.root)]
    while waiting:
        place, folder = waiting.pop()
        others = []
        for name, node in folder.children.items():
            if isinstance(node, Folder):
                waiting.append((Place(place, name), node))
            else:
                others.append((name, node))
        # Put together for folders with files alone: folders may lie in each other half a million times.
        path = place.path if others else ""
        for name, node in others:
            yield f"{path}/{name}", node


def _seen(node: Node, files: list[SeenFile]) -> SeenFile:
    if isinstance(node, File):
        return files[node.bytes]
    if isinstance(node, Link):
        return SeenFile("symlink", 0, node.target)
    return SeenFile("other", 0, "")
