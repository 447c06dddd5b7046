"""The embedded engine for its users: it answers, is shared, and says in a sentence why it does not start."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from macros.engines.embedded.api import call
from macros.engines.embedded.engine import open_embedded
from macros.engines.embedded.programs import ensure_programs
from macros.engines.embedded.root import run_in_root
from macros.errors import SurroundingsError
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

SLEEP_IN_ROOT = """
import sys
from pathlib import Path
from macros.engines.embedded.root import run_in_root
run_in_root(Path(sys.argv[1]), ["sleep", "1000"], {}, None, print)
"""
DRIVERS = {"classic": "overlay2", "containerd": "overlayfs"}


@pytest.fixture
def own_settings(embedded_settings: Settings, tmp_path: Path) -> Settings:
    """Return settings for a home that no other test uses."""
    return settings_for(tmp_path / "home", embedded_settings)


def test_it_builds_and_runs_with_each_image_store(own_settings: Settings, image_store: str, tmp_path: Path) -> None:
    own_settings = replace(own_settings, image_store=image_store)
    with open_embedded(own_settings, print) as connection:
        socket = places_of(own_settings).docker_socket
        building = build(connection, write_sleeper(tmp_path / "context", connection.programs_root))
        output, _ = building.communicate()
        assert building.returncode == 0, output
        assert call(socket, "GET", "/images/sleeper/json")["RepoTags"] == ["sleeper:latest"]
        assert call(socket, "GET", "/info")["Driver"] == DRIVERS[image_store]


def test_the_host_sees_none_of_its_network_and_mounts(own_settings: Settings) -> None:
    def seen() -> tuple[list[str], str]:
        return sorted(path.name for path in Path("/sys/class/net").iterdir()), Path("/proc/self/mounts").read_text()

    before = seen()
    with open_embedded(own_settings, print):
        assert seen() == before


def test_two_who_come_at_the_same_moment_share_one_engine(own_settings: Settings) -> None:
    with user_of(own_settings) as first, user_of(own_settings) as second:
        assert first.wait_for_engine() == second.wait_for_engine()


def test_both_image_stores_run_side_by_side(own_settings: Settings) -> None:
    with user_of(own_settings) as classic, user_of(replace(own_settings, image_store="containerd")) as containerd:
        assert classic.wait_for_engine() != containerd.wait_for_engine()


def test_it_runs_until_the_last_user_has_left(own_settings: Settings) -> None:
    places = places_of(own_settings)
    with user_of(own_settings) as last:
        with user_of(own_settings) as first:
            engine = first.wait_for_engine()
            family = family_of(parent_of(parent_of(engine)))
            assert last.wait_for_engine() == engine
            first.leave()
        assert call(places.docker_socket, "GET", "/version")
        assert last.leave() == ""
    wait_until_nothing_is_left(places, family)


def test_who_comes_while_it_is_ending_gets_a_new_one(own_settings: Settings) -> None:
    with user_of(own_settings) as first:
        ended = first.wait_for_engine()
        first.leave()
    with user_of(own_settings) as second:
        assert second.wait_for_engine() != ended


def test_many_who_come_and_go_all_get_an_engine(own_settings: Settings) -> None:
    failures: list[BaseException] = []

    def come_and_go() -> None:
        try:
            for _ in range(3):
                with open_embedded(own_settings, print) as connection:
                    assert connection.is_alive()
        except BaseException as error:  # noqa: BLE001 - raised again in the test's thread
            failures.append(error)

    threads = [threading.Thread(target=come_and_go) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


@pytest.mark.parametrize("name", ["with spaces", "Übergröße: 50 %", 'a "quoted" name', "/".join(["long"] * 50)])
def test_its_home_can_have_any_path(embedded_settings: Settings, tmp_path: Path, name: str) -> None:
    with open_embedded(settings_for(tmp_path / name, embedded_settings), print) as connection:
        assert connection.is_alive()


def test_programs_that_are_there_are_not_brought_again(own_settings: Settings) -> None:
    messages: list[str] = []
    ensure_programs(own_settings, messages.append)
    assert messages == []


def test_an_engine_that_does_not_start_is_told_with_its_cause(own_settings: Settings) -> None:
    places = places_of(own_settings)
    places.data.mkdir()
    (places.data / "volumes").write_text("a file where Docker keeps a folder")
    with pytest.raises(SurroundingsError, match=r"did not start: .*not a directory") as raised:
        open_embedded(own_settings, print).__enter__()
    assert str(places.log) in raised.value.remedy
    wait_until_nothing_is_left(places, frozenset())


def test_a_home_in_use_under_another_name_is_not_used_twice(own_settings: Settings, tmp_path: Path) -> None:
    alias = tmp_path / "alias"
    alias.symlink_to(own_settings.home)
    with user_of(own_settings) as first, user_of(replace(own_settings, home=alias)) as second:
        assert first.wait_for_engine() == second.wait_for_engine()


def test_a_program_in_the_private_root_cannot_change_it(embedded_settings: Settings) -> None:
    root = ensure_programs(embedded_settings, print)
    with pytest.raises(SurroundingsError, match=r"touch failed with exit status 1: .*Read-only file system"):
        run_in_root(root, ["touch", "/etc/passwd"], {}, None, print)


def test_a_program_in_the_private_root_sees_what_is_bound_there(embedded_settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("as it is on the host\n")
    lines: list[str] = []
    root = ensure_programs(embedded_settings, print)
    run_in_root(root, ["cat", "/tmp/in/file"], {tmp_path: "/tmp/in"}, None, lines.append)  # noqa: S108 - the root's own
    assert lines == ["as it is on the host"]


def test_a_program_in_the_private_root_ends_with_its_caller(embedded_settings: Settings) -> None:
    root = ensure_programs(embedded_settings, print)
    caller = subprocess.Popen([sys.executable, "-c", SLEEP_IN_ROOT, str(root)])
    # The caller, the one that made the namespaces, tini, sleep.
    wait_until(lambda: len(family_of(caller.pid)) == 4)
    family = family_of(caller.pid)
    caller.kill()
    caller.wait()
    wait_until(lambda: not family & processes().keys())
