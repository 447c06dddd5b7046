"""Reads an image archive in one pass: its JSON documents and what each of its layers holds.

`docker save` writes such archives in two forms. The classic image store: uncompressed layers beside `manifest.json`
(<https://github.com/moby/docker-image-spec>). The containerd image store: an OCI layout of compressed layers
(<https://github.com/opencontainers/image-spec/blob/main/image-layout.md>). In both, what a layer belongs to stands
after it, so every layer is read, and the image is told from what is left.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO

from ..records.stations import LayerContents
from .compression import cores
from .errors import BrokenTar, WeighingError
from .layer import normalise, read_layer
from .streams import BLOCK, GZIP_MAGIC, ForwardReader, Hashed, gunzipped
from .tar import looks_like_tar, members

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Executor

ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"

_NAMED_BY_DIGEST = re.compile(r"(?:blobs/sha256/|sha256:)?([0-9a-f]{64})(?:\.json|\.tar(?:\.gz)?)?")
_LARGEST_DOCUMENT = 4 * 1024 * 1024
_LARGEST_DOCUMENTS = 32 * 1024 * 1024
"""Bytes of JSON that are kept, each and together. An image's configuration has some kB; lists of packages that come
with it can be large, and no image is told by them."""


@dataclass(slots=True)
class Archive:
    """What an image archive holds, filled in as it streams by."""

    documents: dict[str, bytes] = field(default_factory=dict)
    """JSON documents by their path in the archive."""
    layers: dict[str, LayerContents] = field(default_factory=dict)
    """By diff ID."""
    read: dict[str, LayerContents] = field(default_factory=dict)
    """Those that were not known before, by diff ID and by the digest of their bytes in the archive."""
    unread: list[str] = field(default_factory=list)
    """What might be a layer and could not be read, a clause each."""
    kept: int = 0
    """Bytes of the documents."""


def read_archive(archive: BinaryIO, known: Callable[[str], LayerContents | None]) -> Archive:
    """Read an image archive to its end, plain or gzipped, keeping no more than a few blocks of it in memory.

    `known` returns the layer with a digest if it was read before: it is then hashed, not walked and compressed.
    Every blob that is named by its digest is verified. Raises WeighingError.
    """
    found = Archive()
    pool = cores()
    try:
        stream = ForwardReader(_plain(iter(lambda: archive.read(BLOCK), b"")))
        for member in members(stream):
            if member.isreg():
                _read_member(found, normalise(member.name), Hashed(_data(stream, member.size)), known, pool)
        for _ in stream.blocks():
            # Whoever writes the archive is not cut off before its end.
            pass
    except (BrokenTar, EOFError, zlib.error) as error:
        if not found.documents and not found.layers:
            raise WeighingError(f"this is no image archive as `docker save` writes it ({error})") from error
        raise WeighingError(f"the image archive is cut short or damaged ({error}); save the image again") from error
    finally:
        pool.shutdown(cancel_futures=True)
    return found


def _plain(blocks: Iterator[bytes]) -> Iterator[bytes]:
    first = next(blocks, b"")
    whole = chain([first], blocks)
    return gunzipped(whole) if first.startswith(GZIP_MAGIC) else whole


def _data(stream: ForwardReader, size: int) -> Iterator[bytes]:
    while size > 0:
        block = stream.read(min(size, BLOCK))
        if not block:
            raise WeighingError("the image archive ends early, in the middle of a file; save the image again")
        size -= len(block)
        yield block


def _read_member(
    found: Archive, path: str, data: Hashed, known: Callable[[str], LayerContents | None], pool: Executor
) -> None:
    named = _NAMED_BY_DIGEST.fullmatch(path)
    expected = f"sha256:{named[1]}" if named else None
    document = contents = trouble = None
    is_new = False
    if _is_layer(data.first):
        contents = known(expected) if expected else None
        if contents is None:
            try:
                contents, is_new = read_layer(_unpacked(data), pool), True
            except (BrokenTar, EOFError, zlib.error) as error:
                trouble = f"{path}: {error}"
    elif data.first.startswith((b"{", b"[")):
        document = _document(data, _LARGEST_DOCUMENTS - found.kept)
    # Nothing of a blob is believed, and no complaint about it made, before its digest is known to be right.
    digest = data.digest()
    if expected and digest != expected:
        raise WeighingError(f"{path} has the digest {digest}, expected {expected}; save the image again")
    if document:
        found.documents[path] = document
        found.kept += len(document)
    if contents:
        found.layers[contents.diff_id] = contents
        if is_new:
            found.read[contents.diff_id] = found.read[digest] = contents
    if trouble:
        found.unread.append(trouble)


def _document(data: Hashed, room: int) -> bytes | None:
    """Return a JSON document, or None where it is too large to be kept."""
    document = bytearray()
    for block in data:
        document += block
        if len(document) > min(_LARGEST_DOCUMENT, room):
            return None
    return bytes(document)


def _is_layer(beginning: bytes) -> bool:
    return beginning.startswith((GZIP_MAGIC, ZSTD_MAGIC)) or looks_like_tar(beginning)


def _unpacked(data: Hashed) -> Hashed:
    if data.first.startswith(ZSTD_MAGIC):
        raise BrokenTar("compressed with zstd, which is not read yet")
    return Hashed(gunzipped(data)) if data.first.startswith(GZIP_MAGIC) else data
