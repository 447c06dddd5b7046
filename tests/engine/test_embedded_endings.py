"""However the embedded engine or its users end, nothing is left behind and the next one starts."""

from __future__ import annotations

import os
import signal
import socket
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from macros.engines.embedded.api import call
from macros.engines.embedded.engine import open_embedded
from tests.engine.embedded_users import (
    build,
    family_of,
    parent_of,
    places_of,
    processes,
    settings_for,
    user_of,
    wait_until,
    wait_until_nothing_is_left,
    write_sleeper,
)

if TYPE_CHECKING:
    from macros.settings import Settings

# A test starts an engine of its own, or two.
pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def own_settings(embedded_settings: Settings, tmp_path: Path) -> Settings:
    """Return settings for a home that no other test uses."""
    return settings_for(tmp_path / "home", embedded_settings)


@pytest.mark.parametrize("seconds", [0.0, 0.2, 0.6, 1.5])
def test_a_user_killed_while_it_starts_leaves_nothing(own_settings: Settings, seconds: float) -> None:
    places = places_of(own_settings)
    with user_of(own_settings) as user:
        time.sleep(seconds)
        family = family_of(user.process.pid)
        user.kill()
    # A supervisor that nobody has come to yet waits some seconds for its first user.
    time.sleep(0.5)
    wait_until_nothing_is_left(places, family)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_user_that_is_killed_leaves_nothing(own_settings: Settings, number: signal.Signals) -> None:
    with user_of(own_settings) as user:
        family = family_of(parent_of(parent_of(user.wait_for_engine())))
        user.process.send_signal(number)
        user.process.communicate()
    wait_until_nothing_is_left(places_of(own_settings), family)


# The engine's processes, by the way to them from the first in its namespaces.
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
@pytest.mark.parametrize("victim", ["supervisor", "guard", "dockerd", "network"])
def test_a_killed_part_of_the_engine_takes_all_others_with_it(
    own_settings: Settings, victim: str, number: signal.Signals
) -> None:
    with user_of(own_settings) as user:
        engine = user.wait_for_engine()
        guard = parent_of(engine)
        supervisor = parent_of(guard)
        network = next(p.pid for p in family_of(supervisor) if parent_of(p.pid) == supervisor and p.pid != guard)
        family = family_of(supervisor)
        os.kill({"supervisor": supervisor, "guard": guard, "dockerd": engine, "network": network}[victim], number)
        wait_until_nothing_is_left(places_of(own_settings), family)
        assert user.leave().startswith("the embedded engine ended while it was in use; ")


def test_what_is_left_when_all_is_killed_at_once_does_no_harm(own_settings: Settings) -> None:
    places = places_of(own_settings)
    with user_of(own_settings) as user:
        guard = parent_of(user.wait_for_engine())
        supervisor = parent_of(guard)
        family = family_of(supervisor)
        os.kill(guard, signal.SIGSTOP)  # so that it cannot clean up first
        os.kill(supervisor, signal.SIGKILL)
        os.kill(guard, signal.SIGKILL)
    wait_until(lambda: not family & processes().keys())
    assert places.lease_socket.exists()
    with user_of(own_settings) as user:
        family = family_of(parent_of(parent_of(user.wait_for_engine())))
        user.leave()
    wait_until_nothing_is_left(places, family)


def test_stale_sockets_and_pid_files_do_no_harm(own_settings: Settings) -> None:
    places = places_of(own_settings)
    places.run.mkdir(mode=0o700)
    for path in (places.lease_socket, places.docker_socket):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as stale:
            stale.bind(str(path))
    places.data.mkdir()
    for folder in (places.data, places.run):
        (folder / "docker.pid").write_text("1")
    with open_embedded(own_settings, print) as connection:
        assert connection.is_alive()


@pytest.mark.parametrize("victim", ["user", "supervisor"])
def test_a_kill_during_a_build_leaves_nothing(own_settings: Settings, tmp_path: Path, victim: str) -> None:
    places = places_of(own_settings)
    with user_of(own_settings) as user:
        supervisor = parent_of(parent_of(user.wait_for_engine()))
        with open_embedded(own_settings, print) as connection:
            context = write_sleeper(tmp_path / "context", connection.programs_root)
            building = build(connection, context, "Dockerfile.endless")
            wait_until(lambda: is_running("/bin/sleep 1000", supervisor))
        family = family_of(supervisor)
        if victim == "supervisor":
            os.kill(supervisor, signal.SIGKILL)
    building.communicate()
    assert building.returncode != 0
    wait_until_nothing_is_left(places, family)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_kill_while_it_is_ending_leaves_nothing(own_settings: Settings, number: signal.Signals) -> None:
    with user_of(own_settings) as user:
        supervisor = parent_of(parent_of(user.wait_for_engine()))
        family = family_of(supervisor)
        user.leave()
        wait_until(lambda: not places_of(own_settings).lease_socket.exists())
        os.kill(supervisor, number)
    wait_until_nothing_is_left(places_of(own_settings), family)


def test_containers_that_outlived_their_user_are_gone_at_the_next_start(own_settings: Settings, tmp_path: Path) -> None:
    places = places_of(own_settings)
    with user_of(own_settings) as user:
        supervisor = parent_of(parent_of(user.wait_for_engine()))
        with open_embedded(own_settings, print) as connection:
            building = build(connection, write_sleeper(tmp_path / "context", connection.programs_root))
            output, _ = building.communicate()
            assert building.returncode == 0, output
            identity = call(places.docker_socket, "POST", "/containers/create", {"Image": "sleeper"})["Id"]
            call(places.docker_socket, "POST", f"/containers/{identity}/start")
        assert is_running("/bin/sleep 1000", supervisor)
        family = family_of(supervisor)
        os.kill(supervisor, signal.SIGKILL)
        wait_until_nothing_is_left(places, family)
    with open_embedded(own_settings, print):
        assert call(places.docker_socket, "GET", "/containers/json?all=1") == []
        assert len(call(places.docker_socket, "GET", "/images/json")) == 1


def is_running(command: str, supervisor: int) -> bool:
    """Return whether a process of the engine runs this command."""
    family = {process.pid for process in family_of(supervisor)}
    lines = [Path(f"/proc/{pid}/cmdline") for pid in family]
    return any(path.exists() and path.read_bytes().replace(b"\0", b" ").decode().strip() == command for path in lines)
