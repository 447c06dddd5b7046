from __future__ import annotations

from typing import Any

import pytest

from macros.engines.capabilities import read_capabilities, unlimited
from macros.records.measurement import EngineIdentity

DOCKER: dict[str, Any] = {
    "Version": "28.2.2",
    "ApiVersion": "1.50",
    "Os": "linux",
    "Arch": "arm64",
    "Components": [{"Name": "Engine", "Version": "28.2.2"}],
}
PODMAN: dict[str, Any] = {
    **DOCKER,
    "ApiVersion": "1.41",
    "Components": [{"Name": "Podman Engine", "Version": "5.4.2"}, {"Name": "Conmon", "Version": "2.1"}],
}
CONTAINERD = {"DriverStatus": [["driver-type", "io.containerd.snapshotter.v1"]]}
CLASSIC = {"DriverStatus": [["Backing Filesystem", "extfs"]]}


@pytest.mark.parametrize(("info", "store"), [(CLASSIC, "classic"), (CONTAINERD, "containerd"), ({}, "classic")])
def test_an_engine_is_what_it_says_that_it_is(info: dict[str, Any], store: str) -> None:
    found = read_capabilities("2", DOCKER, info)
    assert found.identity == EngineIdentity("docker", "28.2.2", store, embedded=False)
    assert (found.platform, found.api_version, found.name) == ("linux/arm64", "1.50", "Docker 28.2.2")
    assert found.lacks is None


def test_podman_is_told_from_docker() -> None:
    found = read_capabilities("", PODMAN, {})
    assert found.identity == EngineIdentity("podman", "5.4.2", "containers-storage", embedded=False)
    assert found.lacks == "it is Podman 5.4.2, and building with Podman comes later"


@pytest.mark.parametrize(
    ("builder", "changes", "lack"),
    [
        ("2", {"Version": "20.10.24", "ApiVersion": "1.41"}, "named build contexts came with Docker 23"),
        ("1", {}, "without BuildKit"),
        ("1", {"Os": "windows"}, "for windows/arm64, and the pages are about Linux containers"),
    ],
)
def test_what_cannot_build_the_pages_images_says_what_it_lacks(
    builder: str, changes: dict[str, str], lack: str
) -> None:
    assert lack in str(read_capabilities(builder, DOCKER | changes, CLASSIC).lacks)


@pytest.mark.parametrize("api_version", ["1.42", "1.100", "2.0"])
def test_versions_are_compared_as_numbers(api_version: str) -> None:
    assert read_capabilities("2", DOCKER | {"ApiVersion": api_version}, CLASSIC).lacks is None


def test_an_engine_that_cannot_limit_something_is_known_by_what_it_says() -> None:
    able = {"CpuCfsPeriod": True, "CpuCfsQuota": True, "MemoryLimit": True, "PidsLimit": True}
    assert unlimited(able) == frozenset()
    assert unlimited(able | {"CpuCfsQuota": False}) == {"cpus"}
    assert unlimited(able | {"MemoryLimit": False, "PidsLimit": False}) == {"memory", "pids"}
    assert unlimited({}) == {"cpus", "memory", "pids"}
