"""Opens an engine's export of one or several images as a file that is read once."""

from __future__ import annotations

import http.client
import io
import json
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urlencode

import docker
import docker.errors
import requests.exceptions

from .client import open_connection

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_SAID = 1 << 20
"""Bytes of a refusal that are read."""


@contextmanager
def open_export(client: docker.DockerClient, *images: str) -> Iterator[BinaryIO]:
    """Open images' archive, as `docker save` writes it; it streams through and is never held in whole.

    A layer that several of them have stands in it once. Opening and reading it raise what the SDK raises.
    """
    # The SDK asks for one image alone, and copies each of many small pieces several times.
    query = urlencode({"names": images}, doseq=True)
    with _as_the_sdk():
        connection = open_connection(client)
    with closing(connection):
        with _as_the_sdk():
            connection.request("GET", f"/v{client.api.api_version}/images/get?{query}")
            # An engine may gather a large archive in whole before it sends the first byte.
            answer = connection.getresponse()
            refusal = _said(answer) if answer.status != http.HTTPStatus.OK else None
        if refusal is not None:
            raise docker.errors.APIError(f"{answer.status} {answer.reason}", explanation=refusal)
        # What is larger than its buffer is read past it.
        yield io.BufferedReader(_Body(answer))


class _Body(io.RawIOBase):
    """The body of an answer."""

    def __init__(self, answer: http.client.HTTPResponse) -> None:
        self._answer = answer

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # what BufferedReader hands over
        with _as_the_sdk():
            return self._answer.readinto(buffer)


@contextmanager
def _as_the_sdk() -> Iterator[None]:
    try:
        yield
    except (OSError, http.client.HTTPException) as error:
        raise requests.exceptions.ConnectionError(error) from error


def _said(answer: http.client.HTTPResponse) -> str:
    """Return why an engine refuses."""
    text = answer.read(_MOST_SAID).decode(errors="replace").strip()
    try:
        return str(json.loads(text)["message"])
    except (ValueError, LookupError, TypeError):
        return text
