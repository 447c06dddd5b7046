"""Finds the reader's own command line, `docker` with buildx, and tells whether it is good enough."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .configuration import PLUGINS, configuration_folder, readable_configuration

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .endpoints import Endpoint

OLDEST_BUILDX = (0, 13)
"""The first that reports a build's progress as JSON; named build contexts came with 0.8."""
_SYSTEM_PLUGINS = (
    "/usr/local/lib/docker/cli-plugins",
    "/usr/local/libexec/docker/cli-plugins",
    "/usr/lib/docker/cli-plugins",
    "/usr/libexec/docker/cli-plugins",
)
_BUILDX_VERSION = re.compile(r"docker/buildx v?((\d+)\.(\d+)\S*)")
_ANSWER_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Programs:
    """A command line that can build what the pages show."""

    docker: Path
    buildx: tuple[str, ...]
    """How to call buildx: a plugin of `docker` runs by itself too."""
    buildx_version: str


@dataclass(frozen=True, slots=True)
class NoPrograms:
    """That there is no such command line, and why, as a clause."""

    reason: str


def readers_programs(endpoint: Endpoint, environment: Mapping[str, str]) -> Programs | NoPrograms:
    """Return the command line that the reader would call by typing `docker` for an endpoint, or what it lacks."""
    import shutil

    found = shutil.which("docker", path=environment.get("PATH"))
    if found is None:
        return NoPrograms("there is no program `docker`")
    plugins = () if endpoint.tls is not None else _plugins(environment)
    for buildx in (*((str(plugin),) for plugin in plugins), (found, "buildx")):
        version = _buildx_version(buildx, environment)
        if version is None:
            continue
        if (int(version[2]), int(version[3])) < OLDEST_BUILDX:
            oldest = ".".join(map(str, OLDEST_BUILDX))
            return NoPrograms(f"its buildx is {version[1]}, and Tare reads the progress that {oldest} reports first")
        return Programs(Path(found), buildx, version[1])
    return NoPrograms("the program `docker` has no buildx")


def _plugins(environment: Mapping[str, str]) -> Iterator[Path]:
    """Yield where `docker` would find buildx, best first.

    Called by itself it ends with who called it; `docker` between them may be killed and leave it running. But by
    itself it knows nothing of DOCKER_TLS_VERIFY.
    """
    extra = readable_configuration(environment).get("cliPluginsExtraDirs")
    folders = [*(extra if isinstance(extra, list) else ()), configuration_folder(environment) / PLUGINS]
    for folder in (*folders, *_SYSTEM_PLUGINS):
        plugin = Path(folder) / "docker-buildx"
        if plugin.is_file():
            yield plugin


def _buildx_version(buildx: tuple[str, ...], environment: Mapping[str, str]) -> re.Match[str] | None:
    import subprocess

    try:
        answer = subprocess.run(
            [*buildx, "version"],
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=_ANSWER_SECONDS,
            text=True,
            errors="replace",
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return _BUILDX_VERSION.search(answer.stdout)
