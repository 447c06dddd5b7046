"""Entries of layers, random ones, and a plain model that lays them on each other."""

from __future__ import annotations

from hypothesis import strategies as st

from macros.records.stations import LayerEntry


def file(path: str, size: int) -> LayerEntry:
    return LayerEntry(path, "file", size, None)


def folder(path: str) -> LayerEntry:
    return LayerEntry(path, "directory", 0, None)


def hardlink(path: str, target: str) -> LayerEntry:
    return LayerEntry(path, "hardlink", 0, target)


def symlink(path: str, target: str) -> LayerEntry:
    return LayerEntry(path, "symlink", 0, target)


def whiteout(path: str) -> LayerEntry:
    return LayerEntry(path, "whiteout", 0, None)


def opaque(path: str) -> LayerEntry:
    return LayerEntry(path, "opaque", 0, None)


PATHS = st.lists(st.sampled_from("abc"), min_size=1, max_size=3).map("/".join)
ENTRIES = st.one_of(
    st.builds(file, PATHS, st.integers(0, 9)),
    st.builds(folder, PATHS),
    st.builds(whiteout, PATHS),
    st.builds(opaque, PATHS),
    st.builds(hardlink, PATHS, PATHS),
)
NEITHER = -1


class FlatTable:
    """What tree.py does, done naively: a table of paths and the number of the file at each, None for a folder."""

    def __init__(self) -> None:
        self.paths: dict[str, int | None] = {}
        self.files: list[tuple[int, int]] = []
        self.others: set[int] = set()
        """Those among `files` that are no regular files: what a hard link to nothing gives."""

    def drop(self, path: str, *, itself: bool) -> None:
        for known in list(self.paths):
            if (itself and known == path) or known.startswith(f"{path}/"):
                del self.paths[known]

    def make_folder(self, path: str) -> None:
        if self.paths.get(path, NEITHER) is not None:
            self.drop(path, itself=True)
            self.paths[path] = None

    def add_file(self, size: int, layer: int) -> int:
        self.files.append((size, layer))
        return len(self.files) - 1

    def put(self, entry: LayerEntry, layer: int) -> None:
        parts = entry.path.split("/")
        for end in range(1, len(parts)):
            self.make_folder("/".join(parts[:end]))
        if entry.kind == "directory":
            self.make_folder(entry.path)
            return
        number = self.paths.get(entry.link) if entry.link else None
        if number is None:
            number = self.add_file(entry.bytes, layer)
            if entry.kind == "hardlink":
                self.others.add(number)
        self.drop(entry.path, itself=True)
        self.paths[entry.path] = number

    def visible(self) -> dict[str, int]:
        """Return the number of the regular file at each path."""
        return {path: number for path, number in self.paths.items() if number is not None and number not in self.others}

    def apply(self, entries: list[LayerEntry], layer: int) -> None:
        for entry in entries:
            if entry.kind in {"whiteout", "opaque"}:
                self.drop(entry.path, itself=entry.kind == "whiteout")
        for entry in entries:
            if entry.kind not in {"whiteout", "opaque"}:
                self.put(entry, layer)

    def with_bytes(self, *, visible: bool) -> list[tuple[int, int]]:
        seen = set(self.paths.values())
        return sorted(file for number, file in enumerate(self.files) if file[0] and (number in seen) == visible)
