"""Reads an image archive or an OCI image layout in one pass: its JSON documents and what each of its layers holds.

Archives come in two forms, and in both at once. Docker's: layers beside `manifest.json`
(<https://github.com/moby/docker-image-spec>); OCI's: blobs beside `index.json`
(<https://github.com/opencontainers/image-spec/blob/main/image-layout.md>). In both, what a layer belongs to may stand
after it, so every layer is read, and the image is told from what is left.
"""

from __future__ import annotations

import re
import zlib
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO

from ..records.stations import LayerContents, LayerDigests
from .compression import cores
from .documents import Documents, read_document
from .errors import BrokenTar, WeighingError
from .layer import entries_kept, read_layer
from .paths import normalise
from .streams import READ, ForwardReader, Hashed
from .tar import HEADER_SIZE, looks_like_tar, members
from .unpacking import is_packed, unpacked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from .streams import Block

_NAMED_BY_DIGEST = re.compile(
    r"(?:(?:blobs/sha256/|sha256:)?([0-9a-f]{64})|(?:blobs/sha512/|sha512:)([0-9a-f]{128}))(?:\.json|\.tar(?:\.gz)?)?"
)
_MOST_ENTRIES = 2_000_000
"""Files, folders and links that are kept of all layers together, those that package records list included: each takes
some hundred bytes of memory, and the largest images that are in use have some hundred thousand."""
_LAYER = 100
"""What a layer counts for beside its entries: a million empty ones are a load too."""
_COMPLAINTS = 5
"""How many unreadable files are named."""


@dataclass(slots=True)
class Archive:
    """What an image archive holds, filled in as it streams by."""

    hashes: tuple[str, ...] = ("sha256",)
    """Those that are taken of every layer; one whose blob is named by another has its diff ID in that too."""
    documents: Documents = field(default_factory=Documents)
    layers: dict[str, LayerContents] = field(default_factory=dict)
    """By diff ID."""
    diff_ids: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The diff ID of each layer, in every hash that was taken, by its path in the archive."""
    read: dict[str, tuple[LayerContents, LayerDigests]] = field(default_factory=dict)
    """Those that were not known before, with their files' digests, by diff ID and by the digest of their bytes."""
    unread: list[str] = field(default_factory=list)
    """What might be a layer and could not be read, a clause each; the first few."""
    entries: int = 0
    """Of all layers together, package records included."""


@dataclass(frozen=True, slots=True)
class _Threads:
    """What works while the next bytes are read."""

    compressing: Executor
    hashing: Executor
    """One thread: the blocks of a file are hashed in order."""


def read_archive(found: Archive, archive: BinaryIO, known: Callable[[str], LayerContents | None]) -> None:
    """Read an image archive into `found`, plain or packed, keeping no more than a few blocks of it in memory.

    `known` returns the layer with a sha256 digest if it was read before: it is then hashed, not walked and compressed.
    Every blob that is named by its digest is verified. Raises WeighingError.
    """
    stream = ForwardReader(_plain(iter(lambda: archive.read(READ), b"")))
    try:
        read_files(found, _files(stream), known)
        for _ in stream.blocks():
            # Whoever writes the archive is not cut off before its end.
            pass
    except (BrokenTar, EOFError, zlib.error) as error:
        if not found.documents and not found.layers:
            raise WeighingError(f"this is no image archive as `docker save` writes it ({error})") from error
        raise WeighingError(f"the image archive is cut short or damaged ({error}); save the image again") from error


def read_files(
    found: Archive,
    files: Iterable[tuple[str, Iterator[Block]]],
    known: Callable[[str], LayerContents | None],
) -> None:
    """Read the files of an archive, each a path and its blocks, into `found`. Raises WeighingError."""
    # Hashing lets go of Python's lock, so that the next blocks are read meanwhile.
    threads = _Threads(compressing=cores(), hashing=ThreadPoolExecutor(1, thread_name_prefix="hash"))
    try:
        for path, blocks in files:
            _read_file(found, path, blocks, known, threads)
    finally:
        threads.compressing.shutdown(cancel_futures=True)
        threads.hashing.shutdown(cancel_futures=True)


def _plain(blocks: Iterator[bytes]) -> Iterator[Block]:
    first = next(blocks, b"")
    return unpacked(chain([first], blocks), first)


def _files(stream: ForwardReader) -> Iterator[tuple[str, Iterator[Block]]]:
    for member in members(stream):
        # Of a sparse file the tar holds another number of bytes than its size; no archive has blobs so.
        if member.isreg() and not member.issparse():
            yield normalise(member.name), _data(stream, member.size)


def _data(stream: ForwardReader, size: int) -> Iterator[Block]:
    end = stream.tell() + size
    # Enough of it at once to tell what it is.
    yield stream.read(min(size, HEADER_SIZE))
    yield from stream.pieces(end - stream.tell())
    if stream.tell() < end:
        raise WeighingError("the image archive ends early, in the middle of a file; save the image again")


def _read_file(
    found: Archive,
    path: str,
    blocks: Iterator[Block],
    known: Callable[[str], LayerContents | None],
    threads: _Threads,
) -> None:
    named = _NAMED_BY_DIGEST.fullmatch(path)
    algorithm = "sha512" if named and named[2] else "sha256"
    expected = f"{algorithm}:{named[1] or named[2]}" if named else None
    data = Hashed(blocks, threads.hashing, *dict.fromkeys((algorithm, *found.hashes)))
    document = contents = digests = other_diff_id = trouble = None
    if is_packed(data.first) or looks_like_tar(data.first) or (named and not data.first):
        # A layer under another hash is read anew: its diff ID may be in that hash too, and no store tells it.
        contents = known(expected) if expected and data.algorithms == ("sha256",) else None
        if contents is None:
            try:
                tar = _tar(data, threads.hashing)
                contents, digests = read_layer(tar, threads.compressing, _MOST_ENTRIES - found.entries)
                other_diff_id = tar.digest("sha512") if "sha512" in tar.algorithms else None
            except (BrokenTar, EOFError, zlib.error) as error:
                trouble = f"{path}: {error}"
    elif data.first.startswith((b"{", b"[")):
        document = read_document(path, data)
    # Nothing of a blob is believed, and no complaint about it made, before its digest is known to be right.
    digest = data.digest(algorithm)
    if expected and digest != expected:
        raise WeighingError(f"{path} has the digest {digest}, expected {expected}; save the image again")
    if document:
        found.documents.add(path, document, tuple(dict.fromkeys((digest, data.digest()))))
    if contents:
        _add_layer(found, path, contents, other_diff_id)
        if digests:
            found.read[contents.diff_id] = found.read[data.digest()] = contents, digests
    if trouble and len(found.unread) < _COMPLAINTS:
        found.unread.append(trouble)


def _tar(data: Hashed, hashing: Executor) -> Hashed:
    """Return a layer's tar, unpacked where it is packed, hashed as the layer is."""
    return Hashed(unpacked(data, data.first), hashing, *data.algorithms) if is_packed(data.first) else data


def _add_layer(found: Archive, path: str, contents: LayerContents, other_diff_id: str | None) -> None:
    found.entries += _LAYER
    if contents.diff_id not in found.layers:
        found.layers[contents.diff_id] = contents
        found.entries += entries_kept(contents.entries, contents.notes)
    found.diff_ids[path] = (contents.diff_id,)
    if other_diff_id:
        found.layers[other_diff_id] = replace(contents, diff_id=other_diff_id)
        found.diff_ids[path] = (contents.diff_id, other_diff_id)
