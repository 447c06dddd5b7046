from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from macros.engines import programs
from macros.engines.endpoints import TLS, Endpoint
from macros.engines.programs import NoPrograms, Programs, readers_programs

if TYPE_CHECKING:
    from pathlib import Path


HERE = Endpoint("unix:///run/docker.sock")


@pytest.fixture(autouse=True)
def no_plugins_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "_SYSTEM_PLUGINS", ())


def program(path: Path, prints: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{prints}'\n")
    path.chmod(0o755)
    return path


def environment(home: Path) -> dict[str, str]:
    return {"PATH": str(home / "bin"), "HOME": str(home)}


def test_a_plugin_of_the_reader_is_called_by_itself(tmp_path: Path) -> None:
    docker = program(tmp_path / "bin/docker", "")
    plugin = program(tmp_path / ".docker/cli-plugins/docker-buildx", "github.com/docker/buildx v0.29.1-desktop.1 abc")
    assert readers_programs(HERE, environment(tmp_path)) == Programs(docker, (str(plugin),), "0.29.1-desktop.1")


def test_plugins_are_looked_for_where_config_json_says(tmp_path: Path) -> None:
    program(tmp_path / "bin/docker", "")
    plugin = program(tmp_path / "brew/docker-buildx", "github.com/docker/buildx 0.13.1+ds1 0.13.1+ds1-3")
    (tmp_path / ".docker").mkdir()
    (tmp_path / ".docker/config.json").write_text(json.dumps({"cliPluginsExtraDirs": [str(plugin.parent)]}))
    found = readers_programs(HERE, environment(tmp_path))
    assert isinstance(found, Programs)
    assert (found.buildx, found.buildx_version) == ((str(plugin),), "0.13.1+ds1")


def test_a_docker_that_finds_its_plugin_itself_is_called_with_it(tmp_path: Path) -> None:
    docker = program(tmp_path / "bin/docker", "github.com/docker/buildx v1.2.3 abc")
    found = readers_programs(HERE, environment(tmp_path))
    assert isinstance(found, Programs)
    assert found.buildx == (str(docker), "buildx")


def test_with_tls_the_plugin_is_called_through_docker_which_knows_the_certificates(tmp_path: Path) -> None:
    docker = program(tmp_path / "bin/docker", "github.com/docker/buildx v0.29.1 abc")
    program(tmp_path / ".docker/cli-plugins/docker-buildx", "github.com/docker/buildx v0.29.1 abc")
    secured = Endpoint("tcp://far:2376", "DOCKER_HOST", TLS(tmp_path, verify=True))
    found = readers_programs(secured, environment(tmp_path))
    assert isinstance(found, Programs)
    assert found.buildx == (str(docker), "buildx")


def test_without_docker_there_is_no_command_line(tmp_path: Path) -> None:
    assert readers_programs(HERE, environment(tmp_path)) == NoPrograms("there is no program `docker`")


@pytest.mark.parametrize("prints", ["", "docker: unknown command: docker buildx", "buildah 1.33.7"])
def test_a_docker_without_buildx_is_told(tmp_path: Path, prints: str) -> None:
    program(tmp_path / "bin/docker", prints)
    assert readers_programs(HERE, environment(tmp_path)) == NoPrograms("the program `docker` has no buildx")


def test_a_buildx_that_reports_no_progress_is_too_old(tmp_path: Path) -> None:
    program(tmp_path / "bin/docker", "github.com/docker/buildx v0.9.1 abc")
    found = readers_programs(HERE, environment(tmp_path))
    assert found == NoPrograms("its buildx is 0.9.1, and Tare reads the progress that 0.13 reports first")
