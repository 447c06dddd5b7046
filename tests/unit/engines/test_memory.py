from __future__ import annotations

from typing import TYPE_CHECKING

from macros.engines.memory import Remembered, recall, remember
from macros.records.measurement import EngineIdentity

if TYPE_CHECKING:
    from pathlib import Path

ENGINE = Remembered(EngineIdentity("docker", "28.2.2", "classic", embedded=False), "linux/amd64")


def test_an_engine_is_recalled_by_its_place_alone(tmp_path: Path) -> None:
    remember(tmp_path, "ssh://far", ENGINE)
    assert recall(tmp_path, "ssh://far") == ENGINE
    assert recall(tmp_path, "ssh://near") is None


def test_what_is_known_is_not_written_again(tmp_path: Path) -> None:
    remember(tmp_path, "ssh://far", ENGINE)
    before = [path.stat().st_ino for path in (tmp_path / "records/engines").iterdir()]
    remember(tmp_path, "ssh://far", ENGINE)
    assert [path.stat().st_ino for path in (tmp_path / "records/engines").iterdir()] == before


def test_a_torn_memory_is_none(tmp_path: Path) -> None:
    remember(tmp_path, "ssh://far", ENGINE)
    file = next((tmp_path / "records/engines").iterdir())
    file.write_bytes(file.read_bytes()[:-20])
    assert recall(tmp_path, "ssh://far") is None
