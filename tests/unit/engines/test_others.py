"""The engines of our own beside the one that measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from macros.engines.memory import Remembered, remember
from macros.engines.others import OURS, PODMAN, is_brought, known_identity, others, why_not_had
from macros.engines.podman.programs import podman_contents, podman_folder, podman_root
from macros.records.measurement import EngineIdentity
from macros.settings import Settings, read_settings

if TYPE_CHECKING:
    from pathlib import Path

    from macros.engines.others import OtherEngine

PODMAN_5 = EngineIdentity("podman", "5.4.2", "containers-storage", embedded=True)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings({"TARE_HOME": str(tmp_path)})


def test_the_engine_of_ours_that_measured_is_no_other() -> None:
    classic, containerd, podman = OURS
    assert others(EngineIdentity("docker", "26.1.5", "containerd", embedded=True)) == (classic, podman)
    assert others(EngineIdentity("docker", "26.1.5", "classic", embedded=True)) == (containerd, podman)


@pytest.mark.parametrize("image_store", ["classic", "containerd"])
def test_beside_a_readers_engine_all_of_ours_are_others(image_store: str) -> None:
    assert others(EngineIdentity("docker", "28.2.2", image_store, embedded=False)) == OURS


def test_an_engine_is_known_once_it_was_opened(settings: Settings) -> None:
    assert known_identity(PODMAN, settings) is None
    remember(settings.home, PODMAN.place, Remembered(PODMAN_5, "linux/amd64"))
    assert known_identity(PODMAN, settings) == PODMAN_5


@pytest.mark.parametrize("engine", OURS, ids=str)
def test_without_root_no_engine_of_ours_can_be_had(
    engine: OtherEngine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert why_not_had(engine, settings) == "it needs root; run the command as root"


def test_without_debian_podman_can_be_had_only_where_it_was_brought(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setenv("PATH", str(settings.home))
    reason = why_not_had(PODMAN, settings)
    assert reason is not None
    assert reason.startswith("it comes from Debian's packages, and there is no apt-get, ")
    podman_root(podman_contents(), podman_folder(settings)).mkdir(parents=True)
    assert is_brought(PODMAN, settings)
    assert why_not_had(PODMAN, settings) is None
