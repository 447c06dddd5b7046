"""Podman as Tare brings it: what it leaves behind, and what its users do to each other."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from macros.engines.asking import ask
from macros.engines.podman.programs import podman_folder
from macros.engines.podman.service import open_podman
from macros.errors import SurroundingsError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from macros.settings import Settings

# Says where its Podman answers, and has it until its standard input ends.
USER = """
import sys
from macros.engines.podman.service import open_podman
from macros.settings import read_settings
with open_podman(read_settings({"TARE_HOME": sys.argv[1]}), lambda line: None) as endpoint:
    print(endpoint.address, flush=True)
    sys.stdin.read()
"""


@contextmanager
def user(settings: Settings) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", USER, str(settings.home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": ":".join(sys.path), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def services(settings: Settings) -> list[str]:
    """Return the process IDs of all that runs in the private root of that TARE_HOME's Podman."""
    mounted = f"/{settings.home.name}/podman/storage /var/lib/containers "
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has just ended
            if mounted in (folder / "mountinfo").read_text():
                found.append(folder.name)
    return found


@pytest.fixture(scope="module")
def ours(embedded_settings: Settings) -> Settings:
    """Return settings of a TARE_HOME that has Podman's programs."""
    with open_podman(embedded_settings, print):
        return embedded_settings


def test_podman_leaves_its_programs_and_its_log_alone(ours: Settings) -> None:
    with open_podman(ours, print) as endpoint:
        assert ask(endpoint, {}).identity.name == "podman"
        assert endpoint.socket is not None
        assert services(ours)
    assert not endpoint.socket.parent.exists()
    assert services(ours) == []
    left = [path.name for path in podman_folder(ours).iterdir() if not path.name.startswith("root-")]
    assert sorted(left) == ["log", "programs.lock"]


def test_where_its_user_is_killed_podman_ends_and_the_next_one_starts(ours: Settings) -> None:
    with user(ours) as killed:
        address = said(killed)
        killed.kill()
        killed.wait()
    until = time.monotonic() + 5
    while services(ours) and time.monotonic() < until:
        time.sleep(0.02)
    assert services(ours) == []
    with open_podman(ours, print) as endpoint:
        assert endpoint.address == address
        assert ask(endpoint, {}).identity.name == "podman"


def test_of_two_users_one_waits_for_the_other(ours: Settings) -> None:
    with user(ours) as first:
        came = said(first)
        with user(ours) as second:
            assert first.stdin is not None
            first.stdin.close()
            assert said(second) == came
            assert first.wait() == 0


def test_a_podman_that_does_not_start_is_one_sentence_with_its_log(
    ours: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("macros.engines.podman.service.SERVICE", "/no/such/folder")
    with pytest.raises(SurroundingsError, match=r"^Podman did not start: .*; its log is .*/podman/log; run again$"):
        open_podman(ours, print).__enter__()
    monkeypatch.undo()
    with open_podman(ours, print) as endpoint:
        assert ask(endpoint, {}).identity.name == "podman"
