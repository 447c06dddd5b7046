"""Transfer size is what a push sends: layer by layer beside what `docker push` leaves in a real registry."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from macros.records.store import Store
from macros.weighing.compression import HEADER
from macros.weighing.ruler import weigh
from tests.engine.podman import open_podman
from tests.engine.project_images import ensure_stand_ins, ensure_variants
from tests.engine.registry import registry_of

if TYPE_CHECKING:
    from pathlib import Path

    from macros.engines.docker import DockerEngine
    from macros.settings import Settings
    from tests.engine.podman import Podman

VARIANTS = ("myapp:slim", "myapp:multi", "web:slim", "web:multi")
STAND_INS = ("debian:trixie-slim", "python:3.12-slim")
MOST_RATIO = 0.01
MOST_BYTES = 4096
"""A layer may be so far from what was pushed, whichever is more: small layers compress differently in every tool."""
LEAST_JUDGED = 12
"""Layers that must have been packed by the engine itself, or the test would say nothing."""


def test_each_layers_transfer_size_is_within_a_hundredth_of_what_a_push_stores(
    engine: DockerEngine, image_store: str, embedded_settings: Settings, tmp_path: Path
) -> None:
    settings = replace(embedded_settings, image_store=image_store)
    stand_ins = ensure_stand_ins(engine, settings, *STAND_INS)
    names = [*ensure_variants(engine, settings, *VARIANTS).values(), *(stand_ins[name] for name in STAND_INS)]
    outside: list[str] = []
    judged = 0
    with registry_of(engine, settings, tmp_path) as registry, open_podman(settings) as podman:
        for number, name in enumerate(names):
            pushed = push(engine, name, f"{registry.host}/image-{number}:pushed", podman, tmp_path)
            with engine.export(name) as archive:
                weighing = weigh(archive, Store(settings.home).layers)
            assert pushed["config"]["digest"] == weighing.config_digest
            for ours, theirs in zip(weighing.layers, pushed["layers"], strict=True):
                if not packed_by_an_engine(tmp_path, theirs["digest"]):
                    continue
                judged += 1
                if abs(ours.transfer_size - theirs["size"]) > max(MOST_RATIO * theirs["size"], MOST_BYTES):
                    outside.append(f"{name}, {ours.diff_id}: {ours.transfer_size}, pushed {theirs['size']}")
    assert not outside
    assert judged >= LEAST_JUDGED


def push(engine: DockerEngine, name: str, reference: str, podman: Podman, folder: Path) -> dict[str, Any]:
    """Push an image and return its manifest, as skopeo reads it in the registry."""
    docker(engine, "tag", name, reference)
    try:
        docker(engine, "push", "--quiet", reference)
    finally:
        engine.remove(reference)
    source = f"docker://{reference}"
    manifest: dict[str, Any] = json.loads(
        podman.skopeo("inspect", "--raw", "--tls-verify=false", source, folder=folder)
    )
    return manifest


def packed_by_an_engine(folder: Path, digest: str) -> bool:
    """Tell whether a blob of the registry begins as those do that engines pack.

    The containerd image store keeps what came packed and pushes it as it came: a stand-in's root, which was imported
    at gzip's fastest level, and layers of a base that its publisher packed.
    """
    algorithm, _, digits = digest.partition(":")
    blob = folder / "storage/docker/registry/v2/blobs" / algorithm / digits[:2] / digits / "data"
    with blob.open("rb") as file:
        return file.read(len(HEADER)) == HEADER


def docker(engine: DockerEngine, *arguments: str) -> None:
    command = [str(engine.command_line.program), *arguments]
    subprocess.run(command, env=engine.command_line.environment, check=True, capture_output=True)
