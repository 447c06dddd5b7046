"""Hears what a container prints, as it comes; a flood ends the container, and no more of it is kept than was agreed."""

from __future__ import annotations

from contextlib import suppress
from threading import Event, Thread
from typing import TYPE_CHECKING

import docker.errors
import requests.exceptions
import urllib3.exceptions

from .engine import RunFailed

if TYPE_CHECKING:
    from docker.models.containers import Container

_LAST_BYTES_SECONDS = 5.0
"""How long what a container printed last may take to arrive once it has ended."""


class Output:
    """Standard output and standard error of a container that is about to start, as they come."""

    def __init__(self, container: Container, limit: int) -> None:
        """Listen to a container that is made and not started; `limit` is in bytes."""
        self._container = container
        self._limit = limit
        self._kept = bytearray()
        self._flooded = Event()
        self._stream = container.attach(stream=True)
        self._thread = Thread(target=self._listen, name="output of a container", daemon=True)
        self._thread.start()

    def check(self) -> None:
        """Raise RunFailed where more was printed than agreed; the container is then ended."""
        if self._flooded.is_set():
            raise RunFailed(f"it printed more than {self._limit:,} bytes, and was ended")

    def text(self) -> str:
        """Return everything that a container printed that has ended. Raises RunFailed where that was a flood."""
        self._thread.join(_LAST_BYTES_SECONDS)
        self.check()
        return self._kept.decode(errors="replace")

    def _listen(self) -> None:
        # The stream breaks where the container is removed or its engine lost, and who waits for those is told so.
        with suppress(OSError, requests.exceptions.RequestException, urllib3.exceptions.HTTPError):
            for chunk in self._stream:
                room = self._limit - len(self._kept)
                self._kept += chunk[:room]
                if len(chunk) > room and not self._flooded.is_set():
                    self._flooded.set()
                    # The engine waits with the end of a container until somebody has heard all that it printed.
                    Thread(target=self._end, name="end of a flood", daemon=True).start()

        with suppress(OSError):
            self._stream.close()
        # The SDK forgets the connection, which must serve no other request.
        self._stream._response.close()  # noqa: SLF001 - there is no other way

    def _end(self) -> None:
        with suppress(docker.errors.APIError, requests.exceptions.RequestException):  # it has ended by itself
            self._container.kill()
