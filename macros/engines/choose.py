"""Opens the engine that the settings ask for."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..settings import Settings
    from .docker import DockerEngine


@contextmanager
def open_engine(settings: Settings, on_message: Callable[[str], None]) -> Iterator[DockerEngine]:
    """Open the embedded engine, bringing and starting it where need be; it ends with its last user.

    Raises SurroundingsError when the machine cannot run it.
    """
    from .docker import DockerEngine
    from .embedded.engine import open_embedded

    with open_embedded(settings, on_message) as connection:
        environment = {**os.environ, **connection.environment}
        engine = DockerEngine(connection.docker_host, (str(connection.buildx),), environment, embedded=True)
        try:
            yield engine
        finally:
            engine.close()
