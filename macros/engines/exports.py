"""Opens an engine's export of one or several images as a file that is read once."""

from __future__ import annotations

import io
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

import docker.errors
import requests.exceptions

if TYPE_CHECKING:
    from collections.abc import Iterator


_BUFFER = 1 << 20
_CHUNK = 2 << 20


@contextmanager
def open_export(client: docker.DockerClient, *images: str) -> Iterator[BinaryIO]:
    """Open images' archive, as `docker save` writes it; it streams through and is never held in whole.

    A layer that several of them have stands in it once.
    """
    api = client.api
    # The SDK asks for one image alone. An engine may gather a large archive in whole before it sends the first byte.
    url = f"{api.base_url}/v{api.api_version}/images/get"
    with api.get(url, params={"names": images}, stream=True, timeout=None) as answer:
        try:
            answer.raise_for_status()
        except requests.exceptions.HTTPError as error:
            raise docker.errors.create_api_error_from_http_exception(error) from error
        yield io.BufferedReader(_ChunkReader(answer.iter_content(_CHUNK)), buffer_size=_BUFFER)


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
