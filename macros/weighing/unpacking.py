"""Unpacks gzip and zstd as they stream by, told by their first bytes, and stops where a little would become a flood."""

from __future__ import annotations

import sys
import zlib
from typing import TYPE_CHECKING

from .errors import BrokenTar
from .streams import BLOCK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from .streams import Block

GZIP_MAGIC = b"\x1f\x8b"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"

_GZIP_WINDOW = 31
_FLOOD = 4 * 1024**3
_FLOOD_RATIO = 100
"""Unpacked bytes from which on they may not be more than so many times the packed ones. A layer of zeros packs a
thousandfold in gzip, and some exist; beyond some gigabytes nobody means it."""


def is_packed(beginning: bytes) -> bool:
    """Tell whether bytes begin as gzip or zstd does."""
    return beginning.startswith((GZIP_MAGIC, ZSTD_MAGIC))


def unpacked(blocks: Iterable[Block], beginning: bytes) -> Iterator[Block]:
    """Yield what blocks unpack to that begin with `beginning`, at most BLOCK bytes at a time; plain ones as they are.

    Raises BrokenTar, zlib.error or EOFError.
    """
    if beginning.startswith(GZIP_MAGIC):
        return _without_flood(blocks, gunzipped)
    if beginning.startswith(ZSTD_MAGIC):
        return _without_flood(blocks, unzstd)
    return iter(blocks)


def gunzipped(blocks: Iterable[Block]) -> Iterator[bytes]:
    """Yield what gzip's blocks unpack to, at most BLOCK bytes at a time. Raises zlib.error or EOFError."""
    unpacker = zlib.decompressobj(_GZIP_WINDOW)
    begun = False
    for block in blocks:
        rest = block
        while rest:
            if unpacker.eof:
                if rest[:1] != GZIP_MAGIC[:1]:
                    # Padding after the last member, which gzip ignores.
                    break
                unpacker = zlib.decompressobj(_GZIP_WINDOW)
            begun = True
            if piece := unpacker.decompress(rest, BLOCK):
                yield piece
            rest = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
    if begun and not unpacker.eof:
        raise EOFError("the gzip data ends early")


def unzstd(blocks: Iterable[Block]) -> Iterator[bytes]:
    """Yield what zstd's blocks unpack to, at most BLOCK bytes at a time. Raises BrokenTar or EOFError."""
    # It costs some milliseconds, and few layers are packed so.
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd

    unpacker = zstd.ZstdDecompressor()
    whole = True
    for block in blocks:
        rest = block
        while rest or not (unpacker.needs_input or unpacker.eof):
            if unpacker.eof:
                unpacker = zstd.ZstdDecompressor()
            try:
                piece = unpacker.decompress(rest, BLOCK)
            except zstd.ZstdError as error:
                raise BrokenTar(f"the zstd data is damaged ({error})") from error
            if piece:
                yield piece
            rest = unpacker.unused_data if unpacker.eof else b""
            whole = unpacker.eof
    if not whole:
        raise EOFError("the zstd data ends early")


def _without_flood(blocks: Iterable[Block], unpack: Callable[[Iterable[Block]], Iterator[bytes]]) -> Iterator[bytes]:
    packed = size = 0

    def counted() -> Iterator[Block]:
        nonlocal packed
        for block in blocks:
            packed += len(block)
            yield block

    for piece in unpack(counted()):
        size += len(piece)
        if size > _FLOOD and size > _FLOOD_RATIO * packed:
            raise BrokenTar(f"{packed} bytes unpack to more than {size}, which no image needs")
        yield piece
