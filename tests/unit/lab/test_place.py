from __future__ import annotations

from typing import TYPE_CHECKING

from macros.lab.place import find_place
from macros.settings import Settings, read_settings

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

OUT_OF_REACH = {"DOCKER_HOST": "unix:///nowhere/else.sock", "HOME": "/nowhere"}


def settings(home: Path, engine: str = "auto") -> Settings:
    return read_settings({"TARE_HOME": str(home), "TARE_ENGINE": engine})


def test_that_root_is_missing_is_known_before_anything_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    place = find_place(settings(tmp_path, "embedded"), OUT_OF_REACH)
    assert place.unusable == "the embedded engine needs root; run the command as root"
    assert place.explained(place.unusable) == place.unusable


def test_why_nothing_was_measured_tells_why_the_readers_own_engine_did_not_serve(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    place = find_place(settings(tmp_path), OUT_OF_REACH)
    assert place.unusable is not None
    told = place.explained(place.unusable)
    wanted = (
        "the embedded engine needs root; run the command as root; it was tried since "
        "the engine at unix:///nowhere/else.sock, which DOCKER_HOST names, does not answer: "
    )
    assert told.startswith(wanted)


def test_as_root_the_embedded_engine_can_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert find_place(settings(tmp_path), OUT_OF_REACH).unusable is None
