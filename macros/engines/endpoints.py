"""Tells where an engine is: what DOCKER_HOST, DOCKER_CONTEXT or the current context names, read as `docker` reads it.

See <https://docs.docker.com/engine/manage-resources/contexts/> and
<https://docs.docker.com/engine/security/protect-access/>.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ..errors import SurroundingsError
from .configuration import DEFAULT_CONTEXT, configuration_folder, current_context

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_SOCKET = "/var/run/docker.sock"
_PLAIN_PORT = 2375
_TLS_PORT = 2376


@dataclass(frozen=True, slots=True)
class TLS:
    """How a connection over TCP is secured."""

    folder: Path
    """Where ca.pem is, against which the engine's certificate is checked, and the reader's own cert.pem and key.pem.

    Any of them may be missing.
    """
    verify: bool
    """Whether the engine's certificate is checked at all."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where an engine answers, or should."""

    address: str
    """unix://PATH, tcp://HOST:PORT or ssh://[USER@]HOST[:PORT][/PATH]."""
    named_by: str | None = None
    """What names it, for example "DOCKER_HOST"; None for the place where everybody looks."""
    tls: TLS | None = None

    @property
    def socket(self) -> Path | None:
        """Its Unix socket on this machine, where it has one."""
        return Path(self.address.removeprefix("unix://")) if self.address.startswith("unix://") else None

    def __str__(self) -> str:
        """Return what a sentence calls it."""
        return f"{self.at_the_end}," if self.named_by else self.at_the_end

    @property
    def at_the_end(self) -> str:
        """What a sentence calls it where a colon or a full stop follows."""
        return f"the engine at {self.address}" + (f", which {self.named_by} names" if self.named_by else "")


def docker_endpoint(environment: Mapping[str, str]) -> Endpoint:
    """Return where `docker`, typed in that environment, would look for its engine.

    Raises SurroundingsError where that cannot be told or reached from here: an unknown context, a damaged config.json,
    a Windows pipe.
    """
    host = environment.get("DOCKER_HOST")
    if host:
        return _endpoint(host, "DOCKER_HOST", _environments_tls(environment))
    context = current_context(environment)
    if context == DEFAULT_CONTEXT:
        return Endpoint(f"unix://{DEFAULT_SOCKET}")
    return _contexts_endpoint(environment, context)


def podman_endpoint(environment: Mapping[str, str]) -> Endpoint:
    """Return where Podman's service would answer. Raises SurroundingsError where it cannot be reached from here."""
    host = environment.get("CONTAINER_HOST")
    if host and host.startswith("ssh://"):
        raise SurroundingsError(
            f"CONTAINER_HOST names {host}, and Podman is not spoken to over SSH",
            "forward its socket to this machine, as `ssh -L` does, and name that",
        )
    if host:
        return _endpoint(host, "CONTAINER_HOST", None)
    # A user's own service, else the system's.
    folders = [Path(environment["XDG_RUNTIME_DIR"])] if environment.get("XDG_RUNTIME_DIR") else []
    places = [folder / "podman/podman.sock" for folder in (*folders, Path("/run"))]
    return Endpoint(f"unix://{next((place for place in places if place.exists()), places[-1])}")


def _endpoint(host: str, named_by: str, tls: TLS | None) -> Endpoint:
    # Without a scheme it is a host name, with a port or without.
    scheme, _, rest = host.strip().rpartition("://")
    if scheme == "unix":
        return Endpoint(f"unix://{rest or DEFAULT_SOCKET}", named_by)
    if scheme in {"", "tcp"}:
        return Endpoint(_tcp(rest, host, named_by, secured=tls is not None), named_by, tls)
    if scheme == "ssh":
        return Endpoint(_ssh(host.strip(), named_by), named_by)
    if scheme == "npipe":
        problem = f"{named_by} names {host}, and Windows' named pipes are not spoken to"
        raise SurroundingsError(problem, "run the command where the engine runs, or reach it over TCP or SSH")
    raise _no_address(host, named_by)


def _tcp(rest: str, host: str, named_by: str, *, secured: bool) -> str:
    try:
        parts = urlsplit(f"tcp://{rest}")
        port = parts.port or (_TLS_PORT if secured else _PLAIN_PORT)
    except ValueError as error:
        raise _no_address(host, named_by) from error
    name = parts.hostname or "localhost"
    return f"tcp://[{name}]:{port}" if ":" in name else f"tcp://{name}:{port}"


def _ssh(host: str, named_by: str) -> str:
    try:
        parts = urlsplit(host)
        reachable = parts.hostname is not None and parts.port != 0
    except ValueError:
        reachable = False
    if not reachable:
        raise _no_address(host, named_by)
    return host


def _no_address(host: str, named_by: str) -> SurroundingsError:
    return SurroundingsError(
        f"{named_by} names `{host}`, which is no address of an engine",
        "write it as unix:///PATH, tcp://HOST:PORT or ssh://USER@HOST",
    )


def _environments_tls(environment: Mapping[str, str]) -> TLS | None:
    verify = bool(environment.get("DOCKER_TLS_VERIFY"))
    if not verify and not environment.get("DOCKER_TLS"):
        return None
    named = environment.get("DOCKER_CERT_PATH")
    return TLS(Path(named) if named else configuration_folder(environment), verify)


def _contexts_endpoint(environment: Mapping[str, str], name: str) -> Endpoint:
    store = configuration_folder(environment) / "contexts"
    identity = hashlib.sha256(name.encode()).hexdigest()
    described_by = f"the context `{name}`"
    file = store / "meta" / identity / "meta.json"
    try:
        described: dict[str, Any] = json.loads(file.read_bytes())
        docker = described["Endpoints"]["docker"]
        host, unverified = docker.get("Host"), bool(docker.get("SkipTLSVerify"))
    except FileNotFoundError as error:
        named_by = "DOCKER_CONTEXT" if environment.get("DOCKER_CONTEXT") else "currentContext of config.json"
        raise SurroundingsError(
            f"there is no context `{name}`, which {named_by} names", "`docker context ls` lists those that there are"
        ) from error
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        problem = f"{described_by} cannot be read out of {file}"
        raise SurroundingsError(problem, f"make it anew with `docker context create {name}`") from error
    folder = store / "tls" / identity / "docker"
    tls = TLS(folder, not unverified) if folder.is_dir() or unverified else None
    return _endpoint(host or f"unix://{DEFAULT_SOCKET}", described_by, tls)
