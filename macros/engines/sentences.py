"""Says in one sentence what an engine could not do: from the errors of Docker's API to ours."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

import docker.errors
import requests.exceptions

from ..errors import SurroundingsError
from .configuration import current_context
from .engine import RunFailed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .engine import CommandLine

_FULL = "no space left on device"


def called(command_line: CommandLine, *, embedded: bool) -> str:
    """Return what a message calls an engine, for example "the engine at unix:///var/run/docker.sock"."""
    if embedded:
        return "the embedded engine"
    address = command_line.environment.get("DOCKER_HOST")
    if address is None and command_line.socket is not None:
        address = f"unix://{command_line.socket}"
    if address is not None:
        return f"the engine at {address}"
    return f"the engine of the context `{current_context(command_line.environment)}`"


def is_full(explanation: str) -> bool:
    """Return whether an engine's explanation is that its disk is full."""
    return _FULL in explanation.lower()


def disk_is_full(engine: str) -> SurroundingsError:
    """Return the error for a full disk; `engine` is what a message calls the engine."""
    return SurroundingsError(f"the disk of {engine} is full", "make room and run the same command again")


@contextmanager
def in_a_sentence(engine: str) -> Iterator[None]:
    """Turn a lost engine into a SurroundingsError, and what it refuses into a RunFailed."""
    try:
        yield
    except (requests.exceptions.RequestException, docker.errors.DockerException) as error:
        if isinstance(error, docker.errors.APIError):
            explanation = str(error.explanation or error)
            if is_full(explanation):
                raise disk_is_full(engine) from error
            raise RunFailed(_refusal(explanation)) from error
        raise SurroundingsError(f"{engine} ended while it was in use", "run the same command again") from error


def _refusal(explanation: str) -> str:
    """Say in plain words why an engine did not run a container, where it is known."""
    missing = re.search(r'exec: "([^"]+)"|exec (\S+?): no such file', explanation)
    if missing:
        return f"the image has no program `{missing[1] or missing[2]}`"
    if "no command specified" in explanation:
        return "the image has no command; give it a CMD, or name a `command` in the smoke test"
    return f"the engine refused: {explanation}"
