"""Where an embedded engine keeps what."""

from __future__ import annotations

from pathlib import Path

import pytest

from macros.engines.embedded.places import Places
from macros.settings import IMAGE_STORES

LONGEST_SOCKET_PATH = 107  # bytes; see unix(7)


@pytest.mark.parametrize("home", ["/root/.cache/tare", "/srv/" + "long/" * 60, "/srv/mit Umläuten: ja"])
def test_a_socket_path_is_short_however_long_the_home_is(home: str) -> None:
    places = Places(Path(home), "containerd")
    assert all(len(bytes(path)) <= LONGEST_SOCKET_PATH for path in (places.docker_socket, places.lease_socket))


def test_the_engines_of_two_homes_and_two_image_stores_share_nothing() -> None:
    all_places = [Places(Path(home), store) for home in ("/a", "/b") for store in IMAGE_STORES]
    for kept in ("run", "data", "log", "start_lock", "cgroup_parent"):
        assert len({getattr(places, kept) for places in all_places}) == len(all_places)


def test_a_home_and_a_link_to_it_are_one_engine(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    link = tmp_path / "link"
    link.symlink_to(home)
    assert Places(link, "classic").run == Places(home, "classic").run


def test_homes_that_share_the_engines_folder_by_a_link_share_the_engine(tmp_path: Path) -> None:
    home, other = tmp_path / "home", tmp_path / "other"
    (home / "engine").mkdir(parents=True)
    other.mkdir()
    (other / "engine").symlink_to(home / "engine")
    assert Places(other, "classic").run == Places(home, "classic").run
