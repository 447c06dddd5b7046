from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from macros import doctor
from macros.doctor import report
from macros.engines import endpoints
from macros.engines.choose import Choice
from macros.engines.endpoints import Endpoint
from macros.engines.programs import Programs
from macros.records.measurement import EngineIdentity
from macros.settings import Settings, read_settings

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def no_docker_where_it_usually_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoints, "DEFAULT_SOCKET", "/nowhere/docker.sock")


def settings(home: Path, engine: str = "auto") -> Settings:
    return read_settings({"TARE_HOME": str(home), "TARE_ENGINE": engine})


def test_the_engine_that_would_measure_is_told_with_the_reason(tmp_path: Path) -> None:
    lines, _ = report(settings(tmp_path), {"HOME": "/nowhere"})
    assert any("the embedded engine (not used yet) measures, since no Docker is here: linux/" in line for line in lines)
    lines, _ = report(settings(tmp_path, "embedded"), {})
    assert any("measures, which TARE_ENGINE names:" in line for line in lines)


def test_what_was_passed_over_is_told_with_what_would_mend_it(tmp_path: Path) -> None:
    lines, _ = report(settings(tmp_path), {"DOCKER_HOST": "unix:///nowhere/else.sock"})
    assert any(line.startswith("  over  the engine at unix:///nowhere/else.sock, which DOCKER_HOST") for line in lines)
    assert any("measures, since no other can:" in line for line in lines)


def test_a_wish_for_an_engine_that_is_away_is_a_lack(tmp_path: Path) -> None:
    lines, healthy = report(settings(tmp_path, "docker"), {"HOME": "/nowhere"})
    assert not healthy
    assert any(line.startswith("  LACKS the engine at unix:///nowhere/docker.sock does not answer") for line in lines)


def test_root_and_debian_are_needed_for_the_embedded_engine_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: tmp_path.stat().st_uid + 1)
    _, healthy = report(settings(tmp_path), {"HOME": "/nowhere"})
    assert not healthy
    monkeypatch.undo()
    monkeypatch.setattr(doctor, "_root", lambda: (False, "root"))
    readers = Choice(
        "docker",
        EngineIdentity("docker", "28.2.2", "containerd", embedded=False),
        "linux/arm64",
        {},
        endpoint=Endpoint("ssh://far", "the context `far`"),
        programs=Programs(tmp_path / "docker", ("docker", "buildx"), "0.29.1"),
    )
    monkeypatch.setattr(doctor, "choose", lambda *_: readers)
    lines, healthy = report(settings(tmp_path), {})
    assert healthy
    told = (
        "  ok    Docker 28.2.2 at ssh://far measures, which the context `far` names: "
        f"linux/arm64, containerd image store, buildx 0.29.1 of {tmp_path / 'docker'}"
    )
    assert told in lines


def test_an_engine_that_cannot_serve_is_not_told_to_be_fine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_root", lambda: (False, "root"))
    lines, healthy = report(settings(tmp_path), {"DOCKER_HOST": "unix:///nowhere/else.sock"})
    assert not healthy
    (told,) = [line for line in lines if "the embedded engine (" in line]
    assert told.startswith("  LACKS an engine: the embedded engine (not used yet) would measure, since no other can: ")
    assert told.endswith("; what it lacks is below")
