"""Keeps an archive's JSON documents while it streams by, the small ones first, within a fixed room."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

from ..units import format_size
from .errors import WeighingError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .streams import Block

TABLES = ("manifest.json", "index.json")
"""What tells which images an archive holds, in Docker's form and in OCI's."""

_LARGEST = 4 * 1024 * 1024
_ROOM = 32 * 1024 * 1024
"""Bytes of documents that are kept, each and together. An image's configuration has some kB; lists of packages that
come with it can be large, and no image is told by them."""
_UPKEEP = 1024
"""Bytes that a document takes at least, however short it is."""


class Documents:
    """JSON documents by their path in the archive and by their digest."""

    def __init__(self) -> None:
        self._by_path: dict[str, bytes] = {}
        self._digests: dict[str, tuple[str, ...]] = {}
        self._paths: dict[str, str] = {}
        self._by_size: list[tuple[int, str]] = []
        self._taken = 0

    def __len__(self) -> int:
        return len(self._by_path)

    def get(self, path: str) -> bytes | None:
        """Return the document at a path."""
        return self._by_path.get(path)

    def with_digest(self, digest: str) -> bytes | None:
        """Return the document with a digest: sha256, or the one that its path names it by."""
        path = self._paths.get(digest)
        return None if path is None else self._by_path[path]

    def digest(self, path: str) -> str:
        """Return the digest of the document at a path: the one that its path names it by, else sha256."""
        return self._digests[path][0]

    def add(self, path: str, document: bytes, digests: tuple[str, ...]) -> None:
        """Keep a document; where there is no room, the largest go. Of two at one path the last counts, as in a tar."""
        self._drop(path)
        self._by_path[path] = document
        self._digests[path] = digests
        self._paths |= dict.fromkeys(digests, path)
        self._taken += len(document) + _UPKEEP
        if path not in TABLES:
            heapq.heappush(self._by_size, (-len(document), path))
        while self._taken > _ROOM and self._by_size:
            size, largest = heapq.heappop(self._by_size)
            # The entry may be left over from a document that was replaced.
            if len(self._by_path.get(largest, b"")) == -size:
                self._drop(largest)

    def _drop(self, path: str) -> None:
        if path in self._by_path:
            self._taken -= len(self._by_path.pop(path)) + _UPKEEP
            for digest in self._digests.pop(path):
                if self._paths.get(digest) == path:
                    del self._paths[digest]


def read_document(path: str, blocks: Iterable[Block]) -> bytes | None:
    """Return a document, or None where it is too large to be one that tells of an image. Raises WeighingError."""
    document = bytearray()
    for block in blocks:
        document += block
        if len(document) > _LARGEST:
            if path in TABLES:
                raise WeighingError(
                    f"{path} in the image archive has more than {format_size(_LARGEST)}; no image needs that"
                )
            return None
    return bytes(document)
