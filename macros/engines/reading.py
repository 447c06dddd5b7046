"""Opens an engine whose images are to be read: for that, one that cannot build is good enough."""

from __future__ import annotations

from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING

from ..errors import SurroundingsError
from .embedded.places import Places
from .endpoints import Endpoint, docker_endpoint, podman_endpoint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ..settings import Settings
    from .images import EngineImages

_READERS = {"docker": docker_endpoint, "podman": podman_endpoint}
"""Where each of the reader's own engines is, in the order in which they are asked."""


class NoEngine(Exception):
    """No engine answers, and none was asked for; the message says which were looked for, a clause each."""


@contextmanager
def open_images(
    settings: Settings, environment: Mapping[str, str], on_message: Callable[[str], None]
) -> Iterator[EngineImages]:
    """Open the images of the engine that TARE_ENGINE names, else of the first that there is.

    These are the reader's Docker, his Podman, and the embedded engine where it was ever used.
    Raises NoEngine, or SurroundingsError where the engine that was asked for does not answer.
    """
    with ExitStack() as opened:
        silent: list[str] = []
        for kind, find in _READERS.items():
            if settings.engine not in {"auto", kind}:
                continue
            try:
                images = opened.enter_context(_readers(find, environment))
            except SurroundingsError as error:
                if settings.engine != "auto":
                    raise
                silent.append(error.problem)
            else:
                yield images
                return
        yield opened.enter_context(_embedded(settings, on_message, silent))


@contextmanager
def _readers(find: Callable[[Mapping[str, str]], Endpoint], environment: Mapping[str, str]) -> Iterator[EngineImages]:
    from .client import connect
    from .images import EngineImages

    endpoint = find(environment)
    with closing(connect(endpoint, environment)) as client:
        yield EngineImages(client, endpoint.address)


@contextmanager
def _embedded(settings: Settings, on_message: Callable[[str], None], silent: list[str]) -> Iterator[EngineImages]:
    if not Places(settings.home, settings.image_store).data.is_dir():
        if settings.engine == "auto":
            raise NoEngine("; ".join(silent))
        raise SurroundingsError(
            f"the embedded engine was never used under TARE_HOME {settings.home}, and so holds no images",
            "run `tare measure` first",
        )
    from .client import connect
    from .embedded.engine import open_embedded
    from .images import EngineImages

    with (
        open_embedded(settings, on_message) as connection,
        closing(connect(Endpoint(connection.docker_host), connection.environment)) as client,
    ):
        yield EngineImages(client, None)
