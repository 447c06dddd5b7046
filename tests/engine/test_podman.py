"""Archives that a real Podman and a real skopeo write: an image weighs the same in each of them."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import docker
import pytest

from macros.engines.embedded.engine import open_embedded
from macros.weighing.ruler import weigh_named
from tests.engine.embedded_users import settings_for
from tests.engine.podman import open_podman

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from macros.records.stations import LayerContents, LayerDigests, Weighing
    from macros.settings import Settings
    from tests.engine.podman import Podman

NAME = "registry.example/podman-test:slim"
DOCKERFILE = """\
FROM scratch
COPY a /app/a
ENV A=1
COPY b /app/a
COPY b /app/b
WORKDIR /empty
CMD ["/app/a"]
"""
OUTPUTS = (
    "docker-archive:/mnt/{}.tar:" + NAME,
    "oci-archive:/mnt/{}.tar:" + NAME,
    "oci:/mnt/{}:" + NAME,
    "--dest-compress-format=zstd oci:/mnt/{}:" + NAME,
    "--dest-compress-format=zstd:chunked oci-archive:/mnt/{}.tar:" + NAME,
    "--dest-oci-accept-uncompressed-layers oci-archive:/mnt/{}.tar:" + NAME,
    "--format=v2s2 oci:/mnt/{}:" + NAME,
)
"""Destinations of `skopeo copy`, with their options."""


class NoLayers:
    """A layer cache that remembers nothing, so that each form is read."""

    def get(self, _: str, /) -> LayerContents | None:
        return None

    def has(self, _: str, /) -> bool:
        return False

    def add(self, _: str, __: LayerContents, ___: LayerDigests, /) -> None:
        pass


@pytest.fixture(scope="module")
def podman(embedded_settings: Settings) -> Iterator[Podman]:
    with open_podman(embedded_settings) as opened:
        yield opened


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("archives")


@pytest.fixture(scope="module")
def expected(podman: Podman, embedded_settings: Settings, folder: Path) -> Weighing:
    """Build the image with a Docker Engine, load it into Podman, and return what Docker's own archive weighs."""
    (folder / "a").write_bytes(b"a" * 200_000)
    (folder / "b").write_bytes(b"b" * 50_000)
    (folder / "Dockerfile").write_text(DOCKERFILE)
    home = settings_for(folder / "home", embedded_settings)
    with open_embedded(home, print) as connection:
        subprocess.run(
            [str(connection.buildx), "build", "--provenance=false", "--load", "--tag", NAME, str(folder)],
            env={"PATH": "/usr/bin", **connection.environment},
            check=True,
            capture_output=True,
        )
        client = docker.DockerClient(base_url=connection.docker_host, version="auto")
        (folder / "docker.tar").write_bytes(b"".join(client.api.get_image(NAME, chunk_size=1 << 20)))
        client.close()
    podman.podman("load", "--input", "/mnt/docker.tar", folder=folder)
    weighing, names = _weigh(folder / "docker.tar")
    assert names == (NAME,)
    assert [layer.waste for layer in weighing.layers] == [200_000, 0, 0, 0]
    return weighing


@pytest.mark.parametrize("form", ["docker-archive", "oci-archive"])
def test_an_archive_of_podman_save_weighs_as_dockers(
    podman: Podman, expected: Weighing, folder: Path, form: str
) -> None:
    podman.podman("save", "--format", form, "--output", f"/mnt/{form}.tar", NAME, folder=folder)
    weighing, names = _weigh(folder / f"{form}.tar")
    assert _comparable(weighing, expected) == expected
    assert names[0] == NAME


@pytest.mark.parametrize("output", OUTPUTS)
def test_what_skopeo_copies_weighs_as_dockers(podman: Podman, expected: Weighing, folder: Path, output: str) -> None:
    place = f"skopeo-{OUTPUTS.index(output)}"
    podman.skopeo("copy", "docker-archive:/mnt/docker.tar", *output.format(place).split(" "), folder=folder)
    layout = folder / place
    weighing, names = _weigh(layout if layout.is_dir() else folder / f"{place}.tar")
    assert _comparable(weighing, expected) == expected
    assert names[0] == NAME


def test_skopeo_tells_the_same_diff_ids(podman: Podman, expected: Weighing, folder: Path) -> None:
    config = podman.skopeo("inspect", "--config", "docker-archive:/mnt/docker.tar", folder=folder)
    assert all(f'"{layer.diff_id}"' in config for layer in expected.layers)


def _weigh(path: Path) -> tuple[Weighing, tuple[str, ...]]:
    if path.is_dir():
        return weigh_named(path, NoLayers())
    with path.open("rb") as archive:
        return weigh_named(archive, NoLayers())


def _comparable(weighing: Weighing, expected: Weighing) -> Weighing:
    """Return a weighing with the config digest of another: a change of format writes the configuration anew."""
    return replace(weighing, config_digest=expected.config_digest)
