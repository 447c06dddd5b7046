"""One image out of a real engine in every form in which BuildKit hands it on: it weighs the same in each."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from macros.engines.engine import BuildRequest
from macros.engines.ours import LABEL
from macros.weighing.ruler import weigh, weigh_named

if TYPE_CHECKING:
    from pathlib import Path

    from macros.engines.docker import DockerEngine
    from macros.records.stations import LayerContents, LayerDigests

DOCKERFILE = "FROM scratch\nCOPY a /app/a\nENV A=1\nCOPY b /app/a\nCOPY b /app/b\nWORKDIR /empty\n"
OUTPUTS = {
    "docker": "false",
    "docker,compression=zstd,force-compression=true": "false",
    "oci": "true",
    "oci,compression=zstd,force-compression=true": "false",
    "oci,compression=uncompressed,force-compression=true": "false",
    "oci,tar=false": "true",
}
"""BuildKit's exporters, each with whether it adds an attestation."""


class NoLayers:
    """A layer cache that remembers nothing, so that each form is read."""

    def get(self, _: str, /) -> LayerContents | None:
        return None

    def has(self, _: str, /) -> bool:
        return False

    def add(self, _: str, __: LayerContents, ___: LayerDigests, /) -> None:
        pass


# An engine with the classic image store has no exporters but its own.
@pytest.mark.parametrize("image_store", ["containerd"], indirect=True)
def test_every_exporter_gives_an_image_of_the_same_weight(engine: DockerEngine, tmp_path: Path) -> None:
    context = tmp_path / "context"
    context.mkdir()
    (context / "Dockerfile").write_text(DOCKERFILE)
    (context / "a").write_bytes(b"a" * 200_000)
    (context / "b").write_bytes(b"b" * 50_000)
    request = BuildRequest("tare/exporters:test", context / "Dockerfile", context, target=None, named_contexts={})
    built = engine.build(request, lambda _: None)
    try:
        with engine.export(built.image_id) as archive:
            expected = weigh(archive, NoLayers(), built.config_digest)
        assert [layer.waste for layer in expected.layers] == [200_000, 0, 0, 0]
        for number, (output, attestation) in enumerate(OUTPUTS.items()):
            place = tmp_path / f"image-{number}"
            where = (
                "--builder",
                "default",
                f"--provenance={attestation}",
                "--tag",
                "myapp:slim",
                "--label",
                f"{LABEL}=image",
            )
            subprocess.run(
                [*engine._buildx.program, "build", *where, "--output", f"type={output},dest={place}", context],  # noqa: SLF001 - an engine exports in its own form alone
                env=engine.command_line.environment,
                check=True,
                capture_output=True,
            )
            if place.is_dir():
                weighing, names = weigh_named(place, NoLayers())
            else:
                with place.open("rb") as archive:
                    weighing, names = weigh_named(archive, NoLayers())
            assert weighing == expected, output
            assert names[0].endswith("myapp:slim")
    finally:
        engine.remove("tare/exporters:test")
