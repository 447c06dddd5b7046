"""Has an engine of our own hold an image for a moment: from another's archive to what this one lists and exports."""

from __future__ import annotations

import re
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, BinaryIO

import docker
import docker.errors

from .capabilities import identify
from .engine import RunFailed
from .exports import open_export
from .images import find_image
from .sentences import in_a_sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .images import HeldImage

_CHUNK = 1 << 20
_LOADED = re.compile(r"Loaded image(?: ID)?: (\S+)")


class LoadingEngine:
    """An engine of our own that answers, and is given images that it did not build."""

    def __init__(self, client: docker.DockerClient, called: str) -> None:
        """Take over the client of an engine; `called` is what a message calls it. Raises SurroundingsError."""
        self._client = client
        self._called = called
        with in_a_sentence(called):
            version = client.version()
            self.identity = identify(version, client.info(), embedded=True)
        self.platform = f"{version['Os']}/{version['Arch']}"

    @contextmanager
    def holding(self, archive: BinaryIO) -> Iterator[HeldImage]:
        """Load the one image of an archive, which has no name there, for the length of a `with` block.

        An image that the engine held before stays. Raises RunFailed or SurroundingsError.
        """
        with in_a_sentence(self._called):
            before = {image["Id"] for image in self._client.api.images(all=True)}
            image_id = loaded_image(self._client.api.load_image(iter(lambda: archive.read(_CHUNK), b"")))
            image = find_image(image_id, self._client.api.images(), "")
        if image is None:
            raise RunFailed(f"the engine does not list {image_id}, which it has just loaded")
        try:
            yield image
        finally:
            if image.image_id not in before:
                with in_a_sentence(self._called), suppress(docker.errors.ImageNotFound):
                    self._client.api.remove_image(image.image_id, force=True)

    @contextmanager
    def export(self, image: HeldImage) -> Iterator[BinaryIO]:
        """Open an image's archive as a stream that is read once, as `docker save` writes it."""
        with in_a_sentence(self._called), open_export(self._client, image.image_id) as archive:
            yield archive


def loaded_image(events: Iterable[dict[str, Any]]) -> str:
    """Return the ID of the image that an engine says it has loaded. Raises RunFailed with its reason for none."""
    said = ""
    for event in events:
        said = str(event.get("error") or event.get("stream") or said).strip()
        if "error" not in event and (match := _LOADED.search(said)):
            return match[1]
    raise RunFailed(f"the engine does not load it: {said or 'it said nothing'}")
