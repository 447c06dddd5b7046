"""Makes the command line by which an engine is spoken to: the reader's own, or that of the embedded engine."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..temporary import temporary_folder
from .configuration import CREDENTIALS, DEFAULT_CONTEXT, WAY_OUT, client_configuration, current_context
from .embedded.programs import BUILDX, DOCKER
from .engine import CommandLine

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from .endpoints import Endpoint
    from .programs import Programs

_ADDRESSES = ("DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_TLS", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH", "DOCKER_CONFIG")
_CHANGES_IMAGES = ("DOCKER_DEFAULT_PLATFORM", "SOURCE_DATE_EPOCH")
"""What would give other images than the engine builds by itself."""
_QUIET = {"DOCKER_CLI_HINTS": "false"}
"""No advertisements among what a page shows."""


def apart(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment without what says to `docker` where its engine and its configuration are."""
    return {name: value for name, value in environment.items() if name not in (*_ADDRESSES, *_CHANGES_IMAGES)}


@contextmanager
def readers_command_line(
    programs: Programs, endpoint: Endpoint, environment: Mapping[str, str]
) -> Iterator[CommandLine]:
    """Have the reader's command line, with his configuration, for the length of a `with` block."""
    kept = {name: value for name, value in environment.items() if name not in _CHANGES_IMAGES}
    # A builder of the reader's own would not see the engine's images; each context has one of its name that does.
    builder = {"BUILDX_BUILDER": current_context(environment)}
    # What buildx notes of each build would stay beside the reader's config.json for ever.
    with temporary_folder("buildx") as notes:
        told = {**_QUIET, **builder, "BUILDX_CONFIG": str(notes)}
        yield CommandLine(programs.docker, {**kept, **told}, endpoint.socket)


@contextmanager
def own_command_line(root: Path, endpoint: Endpoint, environment: Mapping[str, str]) -> Iterator[CommandLine]:
    """Have the embedded engine's command line speak to the reader's engine for the length of a `with` block.

    `root` is where its programs are. Credentials and proxies are the reader's.
    """
    with client_configuration(environment, (*CREDENTIALS, *WAY_OUT), root / BUILDX) as folder:
        address = {
            "DOCKER_HOST": endpoint.address,
            "DOCKER_CONFIG": str(folder),
            "BUILDX_BUILDER": DEFAULT_CONTEXT,
        }
        if endpoint.tls is not None:
            address["DOCKER_TLS_VERIFY" if endpoint.tls.verify else "DOCKER_TLS"] = "1"
            address["DOCKER_CERT_PATH"] = str(endpoint.tls.folder)
        yield CommandLine(root / DOCKER, {**apart(environment), **_QUIET, **address}, endpoint.socket)
