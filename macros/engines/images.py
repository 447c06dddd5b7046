"""Reads the images that an engine holds, over Docker's API; nothing is made or changed in the engine.

Podman answers this API too (<https://docs.podman.io/en/latest/_static/api.html>).
"""

from __future__ import annotations

import re
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

import docker
import docker.errors
import requests.exceptions

from ..errors import SurroundingsError
from .capabilities import identify
from .exports import open_export
from .ours import private_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_DOCKER_HUB = re.compile(r"^docker\.io/(library/)?")
_IMAGE_ID = re.compile(r"(sha256:)?[0-9a-f]{4,64}")
"""An image ID or its beginning; with fewer digits it would be a word."""
_TRIES = 10
_PAUSE_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class HeldImage:
    """An image that an engine holds."""

    image_id: str
    """What the engine calls it."""
    engine_size: int
    """Bytes, as this engine lists them: `docker inspect` counts otherwise in the containerd image store."""


class EngineImages:
    """The images of an engine that answers."""

    def __init__(self, client: docker.DockerClient, address: str | None) -> None:
        """Take over the client of the engine at `address`; None for the embedded one. Raises SurroundingsError."""
        self._client = client
        self._address = address
        with self._surroundings():
            self.identity = identify(client.version(), client.info(), embedded=address is None)

    def __str__(self) -> str:
        """Return what a message calls the engine, for example "Docker 28.2.2 at unix:///var/run/docker.sock"."""
        if self._address is None:
            return "the embedded engine"
        return f"{self.identity.name.capitalize()} {self.identity.version} at {self._address}"

    def find(self, name: str) -> HeldImage | None:
        """Return the image of that reference, digest or ID; None where the engine holds none."""
        with self._surroundings():
            return find_image(name, list_images(self._client), self._own_prefix)

    def names(self) -> tuple[str, ...]:
        """Return the references of all images, as a reader may type them."""
        with self._surroundings():
            images = list_images(self._client)
        names = {_familiar(name).removeprefix(self._own_prefix) for image in images for name in image["RepoTags"] or ()}
        return tuple(sorted(names))

    @contextmanager
    def export(self, image: HeldImage) -> Iterator[BinaryIO]:
        """Open an image's archive as a stream that is read once, as `docker save` writes it."""
        with self._surroundings(), open_export(self._client, image.image_id) as archive:
            yield archive

    @property
    def _own_prefix(self) -> str:
        """What the engine puts before names that a reader types without: Podman, and we in the embedded engine."""
        if self.identity.embedded:
            return private_name("")
        return "localhost/" if self.identity.name == "podman" else ""

    @contextmanager
    def _surroundings(self) -> Iterator[None]:
        """Turn a lost engine, and what it refuses, into one sentence."""
        called = "the embedded engine" if self._address is None else f"the engine at {self._address}"
        try:
            yield
        except docker.errors.APIError as error:
            explanation = str(error.explanation or error)
            raise SurroundingsError(
                f"{called} does not hand over its images: {explanation}", "mend that and run the same command again"
            ) from error
        except (requests.exceptions.RequestException, docker.errors.DockerException) as error:
            raise SurroundingsError(
                f"{called} ended while it was in use", "start it and run the same command again"
            ) from error


def list_images(client: docker.DockerClient) -> list[dict[str, Any]]:
    """Return the engine's answer to GET /images/json. Raises docker.errors.APIError."""
    for _ in range(_TRIES - 1):
        try:
            return list(client.api.images())
        except docker.errors.APIError as error:
            # The containerd image store does not get through its list while an image in it is removed.
            if "not found" not in str(error.explanation):
                raise
            time.sleep(_PAUSE_SECONDS)
    return list(client.api.images())


def find_image(name: str, images: Sequence[Mapping[str, Any]], own_prefix: str) -> HeldImage | None:
    """Return the image that a reader means, out of an answer to GET /images/json; None where it is not in it.

    A name that begins with `own_prefix` in the engine comes first. (Asked for an image, Podman would look for a name
    without a registry on Docker Hub alone, and for no abbreviated ID.)
    """
    for wanted in (_familiar(f"{own_prefix}{name}"), _familiar(name)):
        for image in images:
            if wanted in map(_familiar, (*(image["RepoTags"] or ()), *(image["RepoDigests"] or ()))):
                return _held(image)
    if not _IMAGE_ID.fullmatch(name):
        return None
    beginning = f"sha256:{name.removeprefix('sha256:')}"
    found = [image for image in images if image["Id"].startswith(beginning)]
    return _held(found[0]) if len(found) == 1 else None


def _held(image: Mapping[str, Any]) -> HeldImage:
    return HeldImage(image["Id"], image["Size"])


def _familiar(name: str) -> str:
    """Return a reference as Docker shows it: with its tag, unless it has a digest, and without Docker Hub's name."""
    path, at, digest = _DOCKER_HUB.sub("", name, count=1).partition("@")
    beginning, slash, last = path.rpartition("/")
    last, _, tag = last.partition(":")
    return f"{beginning}{slash}{last}@{digest}" if at else f"{beginning}{slash}{last}:{tag or 'latest'}"
