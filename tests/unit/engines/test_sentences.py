from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import docker.errors
import pytest
import requests.exceptions

from macros.engines.engine import CommandLine, RunFailed
from macros.engines.sentences import called, in_a_sentence
from macros.errors import SurroundingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

SOCKET = Path("/var/run/docker.sock")


@pytest.mark.parametrize(
    ("environment", "socket", "expected"),
    [
        ({"DOCKER_HOST": "tcp://far:2376", "DOCKER_CONTEXT": "near"}, None, "the engine at tcp://far:2376"),
        ({}, SOCKET, "the engine at unix:///var/run/docker.sock"),
        ({"DOCKER_CONTEXT": "far"}, None, "the engine of the context `far`"),
    ],
)
def test_a_readers_engine_is_called_by_where_it_is(
    environment: Mapping[str, str], socket: Path | None, expected: str
) -> None:
    assert called(CommandLine(Path("docker"), environment, socket), embedded=False) == expected


def test_an_engine_that_is_lost_is_told_by_its_address() -> None:
    engine = called(CommandLine(Path("docker"), {}, SOCKET), embedded=False)
    lost = r"^the engine at unix:///var/run/docker.sock ended while it was in use; run the same command again$"
    with pytest.raises(SurroundingsError, match=lost), in_a_sentence(engine):
        raise requests.exceptions.ConnectionError


def test_a_full_disk_is_told_from_what_an_image_does_wrong() -> None:
    with pytest.raises(SurroundingsError, match=r"^the disk of the embedded engine is full; make room"):
        _refuse("write /x: no space left on device")
    with pytest.raises(RunFailed, match=r"^the image has no program `nothing`$"):
        _refuse('exec: "nothing": executable file not found in $PATH')


def _refuse(explanation: str) -> None:
    with in_a_sentence("the embedded engine"):
        raise docker.errors.APIError("500", explanation=explanation)
