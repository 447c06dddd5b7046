"""Opens an engine whose images are to be read: for that, one that cannot build is good enough."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import SurroundingsError
from .embedded.places import Places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ..settings import Settings
    from .images import EngineImages

_ASK_SECONDS = 3
_EXPORT_SECONDS = 600
"""How long an engine may be silent in the middle of an export."""


class NoEngine(Exception):
    """No engine answers, and none was asked for; the message says where they were looked for, as a clause."""


@contextmanager
def open_images(
    settings: Settings, environment: Mapping[str, str], on_message: Callable[[str], None]
) -> Iterator[EngineImages]:
    """Open the images of the engine that TARE_ENGINE names, else of the first that there is.

    These are the reader's Docker, his Podman, and the embedded engine where it was ever used. Nothing is downloaded.
    Raises NoEngine, or SurroundingsError where the engine that was asked for does not answer.
    """
    with ExitStack() as closing:
        yield _first(settings, environment, on_message, closing)


def _first(
    settings: Settings, environment: Mapping[str, str], on_message: Callable[[str], None], closing: ExitStack
) -> EngineImages:
    silent: list[str] = []
    for address in _addresses(settings, environment):
        try:
            return closing.enter_context(_connected(address))
        except SurroundingsError:
            if settings.engine != "auto":
                raise
            silent.append(address)
    if not Places(settings.home, settings.image_store).data.is_dir():
        if settings.engine == "embedded":
            raise SurroundingsError(
                f"the embedded engine was never used under TARE_HOME {settings.home}, and so holds no images",
                "run `tare measure` first",
            )
        raise NoEngine(f"no engine answers at {' or '.join(silent)}")
    return closing.enter_context(_embedded(settings, on_message))


def _addresses(settings: Settings, environment: Mapping[str, str]) -> Iterator[str]:
    """Yield where the engines would answer that may be asked, in that order."""
    if settings.engine in {"auto", "docker"}:
        yield environment.get("DOCKER_HOST") or "unix:///var/run/docker.sock"
    if settings.engine in {"auto", "podman"}:
        run = environment.get("XDG_RUNTIME_DIR") or "/run"
        yield environment.get("CONTAINER_HOST") or f"unix://{run}/podman/podman.sock"


@contextmanager
def _connected(address: str) -> Iterator[EngineImages]:
    silent = SurroundingsError(f"no engine answers at {address}", "start it, or name another one in TARE_ENGINE")
    if address.startswith("unix://") and not Path(address.removeprefix("unix://")).exists():
        raise silent
    # The SDK takes a while to load: a missing file needs no engine to be told.
    import docker
    import docker.errors

    from .images import EngineImages

    try:
        client = docker.DockerClient(base_url=address, version="auto", timeout=_ASK_SECONDS)
    except docker.errors.DockerException as error:
        raise silent from error
    try:
        images = EngineImages(client, address, embedded=False)
        client.api.timeout = _EXPORT_SECONDS
        yield images
    finally:
        client.close()


@contextmanager
def _embedded(settings: Settings, on_message: Callable[[str], None]) -> Iterator[EngineImages]:
    import docker

    from .embedded.engine import open_embedded
    from .images import EngineImages

    with open_embedded(settings, on_message) as connection:
        client = docker.DockerClient(base_url=connection.docker_host, version="auto", timeout=_EXPORT_SECONDS)
        try:
            yield EngineImages(client, connection.docker_host, embedded=True)
        finally:
            client.close()
