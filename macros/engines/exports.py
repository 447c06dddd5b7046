"""Opens an engine's export of an image as a file that is read once."""

from __future__ import annotations

import io
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator

    import docker

_BUFFER = 1 << 20


@contextmanager
def open_export(client: docker.DockerClient, image_id: str) -> Iterator[BinaryIO]:
    """Open an image's archive, as `docker save` writes it; it streams through and is never held in whole."""
    chunks = client.api.get_image(image_id)
    try:
        yield io.BufferedReader(_ChunkReader(chunks), buffer_size=_BUFFER)
    finally:
        chunks.close()


class _ChunkReader(io.RawIOBase):
    """Reads an iterator of chunks as a file."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # what BufferedReader hands over
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = memoryview(chunk)
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count
