"""Several images out of one export of a real engine: what they share is handed over, and weighed, once."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING, BinaryIO

import pytest

from macros.engines.engine import BuildRequest, RunFailed
from macros.lab.scales import Scales
from macros.weighing.ruler import weigh, weigh_several
from tests.unit.records.samples import BUILD_RECORD
from tests.unit.weighing.archives import RememberedLayers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from macros.engines.docker import DockerEngine
    from macros.engines.engine import Engine
    from macros.records.stations import BuildRecord, Weighing

SHARED = 3_000_000
"""Bytes of the layer that all images have."""


@pytest.fixture
def images(engine: DockerEngine, tmp_path: Path) -> Iterator[tuple[BuildRecord, ...]]:
    """Build four small images on one larger layer."""
    (tmp_path / "shared").write_bytes(bytes(range(256)) * (SHARED // 256))
    built = []
    for number in range(4):
        (tmp_path / f"own{number}").write_bytes(b"%d" % number * 1000)
        dockerfile = tmp_path / f"Dockerfile.{number}"
        dockerfile.write_text(f"FROM scratch\nCOPY shared /shared\nCOPY own{number} /own\n")
        image = engine.build(BuildRequest(f"tare/shared:{number}", dockerfile, tmp_path), lambda _: None)
        built.append(replace(BUILD_RECORD, image_id=image.image_id, config_digest=image.config_digest))
    yield tuple(built)
    for number in range(4):
        engine.remove(f"tare/shared:{number}")


def alone(engine: Engine, image: BuildRecord) -> Weighing:
    with engine.export(image.image_id) as archive:
        return weigh(archive, RememberedLayers(), image.config_digest)


def test_images_that_are_exported_together_weigh_what_each_weighs_alone(
    engine: DockerEngine, images: tuple[BuildRecord, ...]
) -> None:
    layers = RememberedLayers()
    with engine.export(*(image.image_id for image in images)) as archive:
        weighings = weigh_several(archive, layers, [image.config_digest for image in images])
    assert weighings == {image.config_digest: alone(engine, image) for image in images}
    assert len(layers.added) == len(set(layers.added))


def test_a_layer_that_images_share_is_exported_once(engine: DockerEngine, images: tuple[BuildRecord, ...]) -> None:
    with engine.export(images[0].image_id) as archive:
        one = len(archive.read())
    with engine.export(*(image.image_id for image in images)) as archive:
        four = len(archive.read())
    assert four - one < 100_000


class HeldBack:
    """An engine whose exports wait until they are let go."""

    def __init__(self, engine: DockerEngine) -> None:
        self._engine = engine
        self.exports: list[tuple[str, ...]] = []
        self.let_go = Event()

    def export(self, *images: str) -> AbstractContextManager[BinaryIO]:
        self.exports.append(images)
        assert self.let_go.wait(60)
        return self._engine.export(*images)


@pytest.fixture
def held_back(engine: DockerEngine) -> HeldBack:
    return HeldBack(engine)


def wait_for(scales: Scales, number: int) -> None:
    until = time.monotonic() + 60
    while len(scales._orders) < number:  # noqa: SLF001 - nothing else tells that a thread waits
        assert time.monotonic() < until
        time.sleep(0.01)


def test_images_that_wait_while_one_is_exported_are_weighed_together_by_the_next(
    engine: DockerEngine, held_back: HeldBack, images: tuple[BuildRecord, ...]
) -> None:
    scales = Scales(held_back, RememberedLayers())  # type: ignore[arg-type] # it asks for exports alone
    said: list[str] = []
    with ThreadPoolExecutor(4) as pool:
        jobs = []
        for number, image in enumerate(images, start=1):
            jobs.append(pool.submit(scales.weigh, image, said.append))
            wait_for(scales, number)
        held_back.let_go.set()
        assert [job.result() for job in jobs] == [alone(engine, image) for image in images]
    assert [len(together) for together in held_back.exports] == [1, 3]
    assert sorted(said) == ["waiting to be weighed"] * 4 + ["weighing"] * 4


def test_an_image_that_cannot_be_weighed_fails_no_other(
    engine: DockerEngine, held_back: HeldBack, images: tuple[BuildRecord, ...]
) -> None:
    gone = replace(BUILD_RECORD, image_id=f"sha256:{'0' * 64}")
    scales = Scales(held_back, RememberedLayers())  # type: ignore[arg-type] # it asks for exports alone
    with ThreadPoolExecutor(4) as pool:
        jobs = []
        for number, image in enumerate((images[0], images[1], gone, images[2]), start=1):
            jobs.append(pool.submit(scales.weigh, image, lambda _: None))
            wait_for(scales, number)
        held_back.let_go.set()
        with pytest.raises(RunFailed):
            jobs.pop(2).result()
        assert [job.result() for job in jobs] == [alone(engine, image) for image in images[:3]]


def test_one_image_that_is_asked_for_twice_is_weighed_for_both(
    engine: DockerEngine, held_back: HeldBack, images: tuple[BuildRecord, ...]
) -> None:
    scales = Scales(held_back, RememberedLayers())  # type: ignore[arg-type] # it asks for exports alone
    with ThreadPoolExecutor(3) as pool:
        jobs = []
        for number, image in enumerate((images[0], images[1], images[1]), start=1):
            jobs.append(pool.submit(scales.weigh, image, lambda _: None))
            wait_for(scales, number)
        held_back.let_go.set()
        assert jobs[1].result() == jobs[2].result() == alone(engine, images[1])
    assert [len(together) for together in held_back.exports] == [1, 1]
