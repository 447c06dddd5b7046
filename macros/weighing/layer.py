"""Reads one layer as it streams by: its diff ID, sizes and the entries that matter to what a container sees."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ..records.stations import LayerContents, LayerEntry
from .compression import TransferSize
from .streams import ForwardReader
from .tar import members

if TYPE_CHECKING:
    import tarfile
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Executor

    from .streams import Hashed

_WHITEOUT = ".wh."
_OPAQUE = ".wh..wh..opq"
_WHITEOUT_METADATA = ".wh..wh."
"""aufs kept its own notes under such names; engines do not unpack them."""


def read_layer(tar: Hashed, pool: Executor) -> LayerContents:
    """Read a layer's uncompressed tar to its end, compressing it on the pool meanwhile.

    Whiteouts are notes about lower layers, not files: they count neither as files nor as bytes.
    Raises BrokenTar where the tar is not sound.
    """
    transfer_size = TransferSize(pool)
    stream = ForwardReader(_counted(ForwardReader(tar).blocks(), transfer_size))
    entries = tuple(_entries(stream))
    for _ in stream.blocks():
        # What pads the tar belongs to the layer too.
        pass
    return LayerContents(
        diff_id=tar.digest(),
        unpacked_size=sum(entry.bytes for entry in entries),
        transfer_size=transfer_size.total(),
        files=sum(entry.kind == "file" for entry in entries),
        entries=entries,
    )


def _counted(blocks: Iterable[bytes], transfer_size: TransferSize) -> Iterator[bytes]:
    for block in blocks:
        transfer_size.add(block)
        yield block


def _entries(stream: ForwardReader) -> Iterator[LayerEntry]:
    for member in members(stream):
        entry = _entry(member)
        if entry is not None:
            yield entry


def _entry(member: tarfile.TarInfo) -> LayerEntry | None:
    path = normalise(member.name)
    folder, name = posixpath.split(path)
    if name.startswith(_WHITEOUT):
        return _whiteout(folder, name)
    if member.isreg():
        return LayerEntry(path, "file", member.size, None)
    if member.islnk():
        return LayerEntry(path, "hardlink", 0, normalise(member.linkname))
    if member.issym():
        return LayerEntry(path, "symlink", 0, member.linkname)
    return LayerEntry(path, "directory" if member.isdir() else "other", 0, None)


def _whiteout(folder: str, name: str) -> LayerEntry | None:
    if name == _OPAQUE:
        return LayerEntry(folder, "opaque", 0, None)
    hidden = name.removeprefix(_WHITEOUT)
    if name.startswith(_WHITEOUT_METADATA) or hidden in {"", ".", ".."}:
        return None
    return LayerEntry(posixpath.join(folder, hidden), "whiteout", 0, None)


def normalise(name: str) -> str:
    """Return a tar's name relative to the root and without detours.

    >>> normalise("./usr//bin/../lib/"), normalise("/../etc"), normalise("./")
    ('usr/lib', 'etc', '')
    """
    return posixpath.normpath(f"/{name}").lstrip("/")
