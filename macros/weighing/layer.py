"""Reads one layer as it streams by: its diff ID, sizes and the entries that matter to what a container sees."""

from __future__ import annotations

import posixpath
import stat
from typing import TYPE_CHECKING

from ..records.stations import LayerContents, LayerDigests, LayerEntry
from .compression import TransferSize
from .content import Content
from .errors import BrokenTar
from .notes import LARGEST_NOTE, is_note, read_note, unreadable
from .paths import normalise
from .streams import ForwardReader
from .tar import members

if TYPE_CHECKING:
    import tarfile
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Executor

    from ..records.stations import PackageNote
    from .streams import Hashed

_WHITEOUT = ".wh."
_OPAQUE = ".wh..wh..opq"
_WHITEOUT_METADATA = ".wh..wh."
"""aufs kept its own notes under such names; engines do not unpack them."""
_USUAL_NAME = 100
"""Characters of a path that an entry has; a longer one counts for several."""
_TOO_MANY = "the image has too many files, folders and links to be weighed"
_NOTES_ROOM = 64 * 1024 * 1024
"""Bytes of package records that are read in one layer; a full Python image on Debian has seven million."""
_LARGEST_LAYER = 2**53
"""Bytes of a layer's files; more is nonsense, and JSON's readers would round it."""


def read_layer(tar: Hashed, pool: Executor, most: int) -> tuple[LayerContents, LayerDigests]:
    """Read a layer's uncompressed tar to its end, compressing it and hashing its files meanwhile.

    Whiteouts are notes about lower layers, not files: they count neither as files nor as bytes.
    Raises BrokenTar where the tar is not sound, or where more than `most` entries would have to be kept.
    """
    if most < 0:
        raise BrokenTar(_TOO_MANY)
    transfer_size = TransferSize(pool)
    stream = ForwardReader(_counted(ForwardReader(tar).blocks(), transfer_size))
    # Some tools write an empty layer as nothing, without a tar's end.
    entries, digests, setuid, notes = _read(stream, most) if tar.first else ((), (), (), ())
    for _ in stream.blocks():
        # What pads the tar belongs to the layer too.
        pass
    unpacked_size = sum(entry.bytes for entry in entries)
    if unpacked_size > _LARGEST_LAYER:
        raise BrokenTar(f"its files say that they have {unpacked_size} bytes")
    contents = LayerContents(
        diff_id=tar.digest(),
        unpacked_size=unpacked_size,
        transfer_size=transfer_size.total(),
        files=sum(entry.kind == "file" for entry in entries),
        entries=entries,
        notes=notes,
    )
    return contents, LayerDigests(contents.diff_id, digests, setuid)


def entries_kept(entries: Iterable[LayerEntry], notes: Iterable[PackageNote]) -> int:
    """Return how many entries of a usual length take as much memory as what is kept of a layer."""
    return sum(map(_entry_kept, entries)) + sum(map(_note_kept, notes))


def _entry_kept(entry: LayerEntry) -> int:
    return 1 + (len(entry.path) + len(entry.link or "")) // _USUAL_NAME


def _note_kept(note: PackageNote) -> int:
    characters = sum(map(len, note.files)) + sum(len(each.name) + len(each.version) for each in note.installed)
    return len(note.installed) + len(note.files) + characters // _USUAL_NAME


def _counted(blocks: Iterable[bytes], transfer_size: TransferSize) -> Iterator[bytes]:
    for block in blocks:
        transfer_size.add(block)
        yield block


def _read(
    stream: ForwardReader, most: int
) -> tuple[tuple[LayerEntry, ...], tuple[str, ...], tuple[int, ...], tuple[PackageNote, ...]]:
    """Return the entries, their digests, the places of those that are set-uid, and the package records."""
    entries = []
    digests = []
    setuid = []
    notes: dict[str, PackageNote] = {}
    room = _NOTES_ROOM
    for member in members(stream):
        entry = _entry(member)
        if entry is None:
            continue
        entries.append(entry)
        most -= _entry_kept(entry)
        digest = ""
        if entry.kind == "file":
            content = Content(member, stream)
            if is_note(entry.path):
                note = _note(member, entry.path, content, room)
                room -= entry.bytes if note.readable else 0
                most -= _note_kept(note)
                notes[entry.path] = note
            digest = content.digest()
            if member.mode & stat.S_ISUID:
                setuid.append(len(entries) - 1)
        digests.append(digest)
        if most < 0:
            raise BrokenTar(_TOO_MANY)
    return tuple(entries), tuple(digests), tuple(setuid), tuple(notes.values())


def _note(member: tarfile.TarInfo, path: str, content: Content, room: int) -> PackageNote:
    # Of a sparse file the tar holds another number of bytes than its size; nobody writes records so.
    if member.issparse() or member.size > min(LARGEST_NOTE, room):
        return unreadable(path)
    return read_note(path, content.read(member.size))


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
