"""Passes bytes on in blocks, forward only: nothing is read twice and nothing is kept."""

from __future__ import annotations

import hashlib
from collections import deque
from itertools import chain
from typing import TYPE_CHECKING

from .errors import BrokenTar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Executor, Future

Block = bytes | memoryview
BLOCK = 256 * 1024
"""Bytes of a layer that are compressed at a time; they fit into a processor's cache."""
READ = 4 * BLOCK
"""Bytes of an archive that are read at a time: each is handed to another thread, which has its price."""
_UNDER_WAY = 8
"""Pieces that may wait to be hashed: reading goes on in bursts, and memory stays bounded."""
_SMALL = BLOCK // 8
"""Bytes that are hashed sooner than they are handed to a thread."""


class ForwardReader:
    """Blocks of any size but none as a file that `tarfile` can walk: it is read and sought forward only.

    Beside `tarfile`'s own stream mode it copies no buffer for each header, and shows where it stands.
    """

    def __init__(self, blocks: Iterable[Block]) -> None:
        self._blocks = iter(blocks)
        self._block = memoryview(b"")
        self._start = 0
        self._position = 0

    def tell(self) -> int:
        """Return how many bytes have been read or passed over."""
        return self._position

    def read(self, size: int) -> bytes:
        """Return the next `size` bytes; fewer only at the end."""
        end = self._start + size
        if end <= len(self._block):
            piece = bytes(self._block[self._start : end])
            self._start = end
            self._position += size
            return piece
        return b"".join(self.pieces(size))

    def seek(self, position: int) -> int:
        """Pass over the bytes up to `position`, or to the end. Raises BrokenTar where that lies behind."""
        if position < self._position:
            raise BrokenTar("a member begins before the one in front of it ends")
        for _ in self.pieces(position - self._position):
            pass
        return self._position

    def blocks(self) -> Iterator[bytes]:
        """Yield what is left in blocks of exactly BLOCK bytes; the last one may be shorter."""
        while block := self.read(BLOCK):
            yield block

    def pieces(self, size: int) -> Iterator[memoryview]:
        """Yield the next `size` bytes as they come, in pieces that nobody copied; fewer only at the end."""
        while size > 0:
            if self._start == len(self._block):
                self._block = memoryview(next(self._blocks, b""))
                self._start = 0
                if not self._block:
                    return
            piece = self._block[self._start : self._start + size]
            self._start += len(piece)
            self._position += len(piece)
            size -= len(piece)
            yield piece


class Hashed:
    """Blocks that are hashed as they pass, in each of some algorithms; the first can be looked at beforehand."""

    def __init__(self, blocks: Iterable[Block], hashing: Executor, *algorithms: str) -> None:
        """Take the blocks and what hashes them, one after another, while others pass: a single thread."""
        self._source = iter(blocks)
        self._hashing = hashing
        self._under_way: deque[Future[None]] = deque()
        self._digests = {algorithm: hashlib.new(algorithm) for algorithm in algorithms or ("sha256",)}
        self.first = bytes(next(self._source, b""))
        self._passing = self._pass()

    def __iter__(self) -> Iterator[Block]:
        return self._passing

    @property
    def algorithms(self) -> tuple[str, ...]:
        """The hashes that are taken."""
        return tuple(self._digests)

    def digest(self, algorithm: str = "sha256") -> str:
        """Return the digest of all bytes, passing over those that nobody asked for."""
        for _ in self._passing:
            pass
        while self._under_way:
            self._under_way.popleft().result()
        return f"{algorithm}:{self._digests[algorithm].hexdigest()}"

    def _pass(self) -> Iterator[Block]:
        for block in chain([self.first] if self.first else [], self._source):
            self._hash(block)
            yield block

    def _hash(self, block: Block) -> None:
        if len(self._under_way) >= _UNDER_WAY:
            self._under_way.popleft().result()
        if self._under_way or len(block) > _SMALL:
            self._under_way.append(self._hashing.submit(self._update, block))
        else:
            self._update(block)

    def _update(self, block: Block) -> None:
        for digest in self._digests.values():
            digest.update(block)
