"""Reads an OCI image layout that lies in a folder: the files that the format names, and nothing else there."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from .archive import read_files
from .documents import TABLES
from .errors import WeighingError
from .streams import READ

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from io import FileIO
    from pathlib import Path

    from ..records.stations import LayerContents
    from .archive import Archive

_BLOBS = ("blobs/sha256", "blobs/sha512")


def read_layout(found: Archive, folder: Path, known: Callable[[str], LayerContents | None]) -> None:
    """Read an OCI image layout into `found` as `read_archive` does an archive. Raises WeighingError or OSError."""
    if not any((folder / table).is_file() for table in TABLES):
        raise WeighingError(f"{folder} is no OCI image layout: it has no index.json")
    read_files(found, _files(folder), known)


def _files(folder: Path) -> Iterator[tuple[str, Iterator[bytes]]]:
    for path in (*TABLES, *_blobs(folder)):
        try:
            # A link could lead anywhere, and a pipe or a device never ends.
            if stat.S_ISREG((folder / path).lstat().st_mode):
                with (folder / path).open("rb", buffering=0) as file:
                    yield path, _blocks(file)
        except FileNotFoundError:
            continue


def _blocks(file: FileIO) -> Iterator[bytes]:
    while block := file.read(READ):
        yield block


def _blobs(folder: Path) -> Iterator[str]:
    for blobs in _BLOBS:
        if (folder / blobs).is_dir():
            yield from sorted(f"{blobs}/{blob.name}" for blob in (folder / blobs).iterdir())
