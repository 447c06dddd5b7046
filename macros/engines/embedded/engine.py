"""Opens the embedded engine: brings its programs, takes a lease, and says how to reach it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import SurroundingsError
from ...settings import ensure_home
from ..configuration import CREDENTIALS, client_configuration
from .lease import take_lease
from .places import Places
from .programs import BUILDX, ensure_programs, require_root

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...settings import Settings


@dataclass(frozen=True, slots=True)
class EmbeddedConnection:
    """How to reach the embedded engine while its lease lasts."""

    docker_host: str
    """For DOCKER_HOST, for example "unix:///run/tare-0123456789ab/docker.sock"."""
    buildx: Path
    """The buildx program, called as `docker-buildx build …`; it needs `environment`."""
    environment: Mapping[str, str]
    """What clients need in their environment, beside the caller's own; their configuration is apart from his."""
    cgroup_parent: str
    """The control group under which its containers run."""
    programs_root: Path
    """The private root that its programs run in."""
    daemon_pid: int
    """A process in its namespaces, for `nsenter -t`."""
    image_store: str
    server_version: str
    api_version: str
    is_alive: Callable[[], bool]
    """Whether the engine still runs."""


@contextmanager
def open_embedded(
    settings: Settings, on_message: Callable[[str], None], environment: Mapping[str, str] = os.environ
) -> Iterator[EmbeddedConnection]:
    """Have the embedded engine run for the length of a `with` block; others may use it meanwhile.

    `on_message` gets a line on each thing that takes long. Of the reader's configuration of Docker, which `environment`
    names, nothing is taken but his credentials for registries. Raises SurroundingsError when the engine cannot be
    brought or started, and in place of what the block raised when the engine ended meanwhile.
    """
    require_root()
    ensure_home(settings.home)
    root = ensure_programs(settings, on_message)
    places = Places(settings.home, settings.image_store)
    on_message("embedded engine: starting")
    with (
        take_lease(places, root) as lease,
        # Gone with the engine at the latest, should we be killed.
        client_configuration(environment, CREDENTIALS, root / BUILDX, places.run) as configuration,
    ):
        try:
            yield EmbeddedConnection(
                docker_host=f"unix://{places.docker_socket}",
                buildx=root / BUILDX,
                environment={
                    "DOCKER_HOST": f"unix://{places.docker_socket}",
                    "DOCKER_CONFIG": str(configuration),
                    # A builder of the user's own would not see the engine's images.
                    "BUILDX_BUILDER": "default",
                },
                cgroup_parent=places.cgroup_parent,
                programs_root=root,
                daemon_pid=lease.daemon_pid,
                image_store=settings.image_store,
                server_version=lease.server_version,
                api_version=lease.api_version,
                is_alive=lease.is_valid,
            )
        except Exception as error:
            if lease.is_valid():
                raise
            raise SurroundingsError(
                "the embedded engine ended while it was in use", f"its log is {places.log}; run again"
            ) from error
