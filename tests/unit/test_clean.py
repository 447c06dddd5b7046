from __future__ import annotations

import fcntl
import os
from typing import TYPE_CHECKING

import pytest

from macros.clean import clean
from macros.errors import SurroundingsError
from macros.settings import Settings, read_settings

if TYPE_CHECKING:
    from pathlib import Path

NOWHERE = {"DOCKER_HOST": "unix:///nowhere.sock"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    home = tmp_path / "home"
    for folder in ("podman", "records", "stand-ins", "somebody-elses"):
        (home / folder).mkdir(parents=True)
    return read_settings({"TARE_HOME": str(home)})


def test_an_engine_that_does_not_answer_is_told_and_the_rest_is_removed(settings: Settings) -> None:
    engine, *folders = clean(settings, NOWHERE, dry_run=False)
    assert engine.startswith("nothing is removed from your engine: ")
    assert "unix:///nowhere.sock" in engine
    assert folders == [f"{settings.home / name}: removed" for name in ("podman", "records", "stand-ins")]
    assert [path.name for path in settings.home.iterdir()] == ["somebody-elses"]


def test_a_dry_run_lists_and_removes_nothing(settings: Settings) -> None:
    before = sorted(settings.home.iterdir())
    _, *folders = clean(settings, NOWHERE, dry_run=True)
    assert folders == [f"{settings.home / name}: would be removed" for name in ("podman", "records", "stand-ins")]
    assert sorted(settings.home.iterdir()) == before


def test_a_home_without_anything_of_ours_says_so(tmp_path: Path) -> None:
    settings = read_settings({"TARE_HOME": str(tmp_path)})
    assert list(clean(settings, NOWHERE, dry_run=False))[1:] == [f"{tmp_path}: nothing of ours is there"]


def test_a_podman_of_ours_that_is_at_work_is_not_removed_from_below(settings: Settings) -> None:
    descriptor = os.open(settings.home / "podman", os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        with pytest.raises(SurroundingsError, match=r"podman: Podman is using it; wait"):
            list(clean(settings, NOWHERE, dry_run=False))
    finally:
        os.close(descriptor)
    assert (settings.home / "records").is_dir()
