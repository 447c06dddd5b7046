"""Without an engine; tests/engine/test_choose.py chooses among real ones."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from macros.engines import endpoints
from macros.engines.choose import choose, open_engine, remembered
from macros.engines.configuration import CREDENTIALS, client_configuration
from macros.engines.memory import Remembered, remember
from macros.errors import SurroundingsError
from macros.records.measurement import EngineIdentity
from macros.settings import Settings, read_settings

if TYPE_CHECKING:
    from pathlib import Path

OURS = EngineIdentity("docker", "26.1.5", "classic", embedded=True)
READERS = EngineIdentity("docker", "28.2.2", "containerd", embedded=False)


@pytest.fixture(autouse=True)
def no_docker_where_it_usually_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoints, "DEFAULT_SOCKET", "/nowhere/docker.sock")


def settings(home: Path, engine: str) -> Settings:
    return read_settings({"TARE_HOME": str(home), "TARE_ENGINE": engine})


def test_without_docker_the_embedded_engine_measures_and_nothing_is_passed_over(tmp_path: Path) -> None:
    choice = choose(settings(tmp_path, "auto"), {"HOME": "/nowhere"})
    assert (choice.kind, choice.identity, choice.passed_over, choice.cannot_build) == ("embedded", None, (), None)


def test_of_the_embedded_engine_it_is_known_what_it_was_last(tmp_path: Path) -> None:
    remember(tmp_path, "embedded:classic", Remembered(OURS, "linux/amd64"))
    assert choose(settings(tmp_path, "embedded"), {}).identity == OURS


def test_a_docker_that_is_named_and_silent_is_passed_over_with_a_sentence(tmp_path: Path) -> None:
    choice = choose(settings(tmp_path, "auto"), {"DOCKER_HOST": "unix:///nowhere/else.sock"})
    assert choice.kind == "embedded"
    (sentence,) = choice.passed_over
    assert sentence.startswith("the engine at unix:///nowhere/else.sock, which DOCKER_HOST names, does not answer:")
    assert sentence.endswith("there is no such socket; start it, or set TARE_ENGINE=embedded")


@pytest.mark.parametrize("text", ['{"auths": {', "[1]"])
def test_a_damaged_config_json_is_told_and_the_next_engine_serves(tmp_path: Path, text: str) -> None:
    (tmp_path / "config.json").write_text(text)
    environment = {"DOCKER_CONFIG": str(tmp_path)}
    choice = choose(settings(tmp_path, "auto"), environment)
    assert choice.kind == "embedded"
    assert choice.passed_over[0].startswith(f"Docker's configuration {tmp_path / 'config.json'} cannot be read: ")
    with client_configuration(environment, CREDENTIALS, tmp_path) as folder:
        assert (folder / "config.json").read_text() == "{}"
    with pytest.raises(SurroundingsError, match=r"config\.json cannot be read"):
        choose(settings(tmp_path, "docker"), environment)


def test_an_address_that_cannot_be_read_is_passed_over_with_a_sentence(tmp_path: Path) -> None:
    choice = choose(settings(tmp_path, "auto"), {"DOCKER_HOST": "npipe:////./pipe/docker_engine"})
    assert choice.kind == "embedded"
    assert len(choice.passed_over) == 1


def test_a_docker_that_is_wished_for_and_silent_stops_the_run(tmp_path: Path) -> None:
    with pytest.raises(SurroundingsError, match=r"the engine at unix:///nowhere/docker\.sock does not answer"):
        choose(settings(tmp_path, "docker"), {"HOME": "/nowhere"})


def test_a_podman_that_is_wished_for_and_silent_stops_the_run(tmp_path: Path) -> None:
    with pytest.raises(SurroundingsError, match=r"the engine at unix:///nowhere/podman\.sock, which CONTAINER_HOST"):
        choose(settings(tmp_path, "podman"), {"CONTAINER_HOST": "unix:///nowhere/podman.sock"})


def test_an_engine_that_is_away_is_known_from_when_it_was_last_used(tmp_path: Path) -> None:
    environment = {"DOCKER_HOST": "ssh://far"}
    assert remembered(settings(tmp_path, "docker"), environment) is None
    remember(tmp_path, "ssh://far", Remembered(READERS, "linux/arm64"))
    before = remembered(settings(tmp_path, "docker"), environment)
    assert before is not None
    assert (before.kind, before.identity, before.platform) == ("docker", READERS, "linux/arm64")
    assert remembered(settings(tmp_path, "docker"), {"DOCKER_HOST": "npipe://"}) is None


def test_nothing_is_opened_where_nothing_can_be_built(tmp_path: Path) -> None:
    remember(tmp_path, "unix:///nowhere/podman.sock", Remembered(READERS, "linux/amd64"))
    environment = {"CONTAINER_HOST": "unix:///nowhere/podman.sock"}
    before = remembered(settings(tmp_path, "podman"), environment)
    assert before is not None
    assert before.cannot_build is not None
    with (
        pytest.raises(SurroundingsError, match="building with Podman comes later; name another in TARE_ENGINE"),
        open_engine(settings(tmp_path, "podman"), before, print),
    ):
        pass


def test_secrets_of_the_environment_are_not_printed_with_a_choice(tmp_path: Path) -> None:
    assert "hunter2" not in repr(choose(settings(tmp_path, "embedded"), {"TOKEN": "hunter2"}))


def test_choosing_where_there_is_no_docker_takes_next_to_nothing(tmp_path: Path) -> None:
    own = settings(tmp_path, "auto")
    began = time.perf_counter()
    choose(own, {"HOME": "/nowhere"})
    assert time.perf_counter() - began < 0.01


def test_choosing_where_there_is_no_docker_loads_neither_sdk_nor_http(tmp_path: Path, checkout: Path) -> None:
    program = (
        "import sys; from macros.engines import choose, endpoints; from macros.settings import read_settings;"
        "endpoints.DEFAULT_SOCKET = '/nowhere/docker.sock';"
        f"choose.choose(read_settings({{'TARE_HOME': {str(tmp_path)!r}}}), {{'HOME': '/nowhere'}});"
        "print(*sorted({'docker', 'requests', 'http.client', 'subprocess'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=checkout, check=True, capture_output=True, text=True)
    assert done.stdout == "\n"
