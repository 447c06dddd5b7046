"""Opens the engine that the settings ask for."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..settings import Settings
    from .docker import DockerEngine

_API_SECONDS = 600


@contextmanager
def open_engine(settings: Settings, on_message: Callable[[str], None]) -> Iterator[DockerEngine]:
    """Open the embedded engine, bringing and starting it where need be; it ends with its last user.

    Raises SurroundingsError when the machine cannot run it.
    """
    import docker

    from .docker import DockerEngine
    from .embedded.engine import open_embedded
    from .engine import CommandLine

    with open_embedded(settings, on_message) as connection:
        command_line = CommandLine(
            program=connection.programs_root / "usr/bin/docker",
            environment={**os.environ, **connection.environment},
            socket=Path(connection.docker_host.removeprefix("unix://")),
        )
        client = docker.DockerClient(base_url=connection.docker_host, version="auto", timeout=_API_SECONDS)
        engine = DockerEngine(client, command_line, (str(connection.buildx),), embedded=True)
        try:
            yield engine
        finally:
            engine.close()
