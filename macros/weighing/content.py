"""Hashes the content of one file of a layer as it streams by."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, cast

from .streams import BLOCK

if TYPE_CHECKING:
    import tarfile

    from .streams import ForwardReader

DIGITS = 32
"""Hexadecimal digits of a digest that are kept, half of what there are: so many tell any two files apart."""
_EMPTY = hashlib.sha256().hexdigest()[:DIGITS]
"""That of every empty file, in one place: a layer may have a million of them."""


class Content:
    """The data of a regular file, hashed as it is read; the stream stands at its beginning.

    Of a sparse file what the tar holds of it counts, and where its pieces lie.
    """

    def __init__(self, member: tarfile.TarInfo, stream: ForwardReader) -> None:
        self._stream = stream
        self._left = member.size
        self._empty = not member.size and not member.issparse()
        self._hash = hashlib.sha256()
        if member.issparse():
            pieces = cast("list[tuple[int, int]]", member.sparse)  # typeshed takes it for bytes
            self._left = sum(size for _, size in pieces)
            self._hash.update(repr((member.size, pieces)).encode())

    def read(self, size: int) -> bytes:
        """Return the next `size` bytes; fewer only at the end."""
        piece = self._stream.read(max(0, min(size, self._left)))
        self._left -= len(piece)
        self._hash.update(piece)
        return piece

    def digest(self) -> str:
        """Return the first 32 hexadecimal digits of the sha256 of all data, passing over those that nobody read."""
        if self._empty:
            return _EMPTY
        # A read that ends where a block does copies nothing.
        while self.read(BLOCK - self._stream.tell() % BLOCK):
            pass
        return self._hash.hexdigest()[:DIGITS]
