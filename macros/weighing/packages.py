"""Tells the bytes of each installed package: those of its files that a container sees.

Which files are a package's, its own system says: dpkg's lists, pip's RECORD, npm's folders. What a package writes
after it was installed is in no list, and counts to none.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ..records.measurement import Package, Packages
from .nodes import File, Folder
from .notes import INFO_FOLDER, STATUS, STATUS_FOLDER, is_record, python_package

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..records.stations import Installed, PackageNote
    from .tree import Tree

_NODE_MODULES = "node_modules"


def find_packages(tree: Tree, notes: Sequence[Iterable[PackageNote]]) -> Packages:
    """Return the packages of an image, the largest first, from the notes of its layers in build order.

    A system of which a record that a container sees cannot be read is None: its packages are not known.
    """
    seen = _Seen(tree, notes)
    return Packages(debian=_debian(seen), python=_python(seen), node=_node(seen))


class _Seen:
    """The package records that a container sees, and what of the files that they list."""

    def __init__(self, tree: Tree, notes: Sequence[Iterable[PackageNote]]) -> None:
        self._tree = tree
        self.notes = {
            note.path: note
            for layer, of_layer in enumerate(notes)
            for note in of_layer
            if isinstance(file := tree.find(note.path), File) and (file.layer, file.path) == (layer, note.path)
        }

    def under(self, *folders: str) -> Iterator[PackageNote]:
        return (note for path, note in self.notes.items() if posixpath.dirname(path) in folders)

    def files(self, paths: Iterable[str]) -> set[File]:
        """Return the files at some paths, each once, whatever its hard links."""
        return {node for path in paths if isinstance(node := self._tree.find(path), File)}

    def below(self, path: str) -> set[File]:
        """Return the files of a Node package: all below its folder but those of packages that lie in it."""
        found: set[File] = set()
        waiting = [self._tree.find(path)]
        while waiting:
            node = waiting.pop()
            if isinstance(node, Folder):
                waiting.extend(child for name, child in node.children.items() if name != _NODE_MODULES)
            elif isinstance(node, File):
                found.add(node)
        return found


class _Sum:
    """Packages with their files; copies of one version at several places are one package with the bytes of all."""

    def __init__(self) -> None:
        self._files: dict[tuple[str, str], set[File] | None] = {}

    def add(self, package: Installed, files: set[File] | None) -> None:
        key = package.name, package.version
        known = self._files.get(key)
        self._files[key] = known | files if known and files is not None else files or known or files

    def packages(self) -> tuple[Package, ...]:
        packages = (
            Package(name, version, None if files is None else sum(file.bytes for file in files))
            for (name, version), files in self._files.items()
        )
        return tuple(sorted(packages, key=lambda package: (-(package.bytes or 0), package.name, package.version)))


def _debian(seen: _Seen) -> tuple[Package, ...] | None:
    notes = {note.path: note for note in seen.under(posixpath.dirname(STATUS), STATUS_FOLDER, INFO_FOLDER)}
    if not all(note.readable for note in notes.values()):
        return None
    found = _Sum()
    for path, note in notes.items():
        for package in note.installed:
            lists = (
                f"{INFO_FOLDER}/{package.name}.list",
                f"{INFO_FOLDER}/{package.name}:{package.architecture}.list",
                f"{path}.md5sums",
            )
            listed = next((notes[name] for name in lists if name in notes), None)
            found.add(package, None if listed is None else seen.files(listed.files))
    return found.packages()


def _python(seen: _Seen) -> tuple[Package, ...] | None:
    found = _Sum()
    for path, note in seen.notes.items():
        if not is_record(path):
            continue
        if not note.readable:
            return None
        metadata = seen.notes.get(f"{posixpath.dirname(path)}/METADATA")
        [package] = metadata.installed if metadata and metadata.installed else [python_package(path)]
        found.add(package, seen.files(note.files))
    return found.packages()


def _node(seen: _Seen) -> tuple[Package, ...] | None:
    found = _Sum()
    for path, note in seen.notes.items():
        if posixpath.basename(path) != "package.json":
            continue
        if not note.readable:
            return None
        found.add(note.installed[0], seen.below(posixpath.dirname(path)))
    return found.packages()
