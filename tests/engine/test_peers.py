"""Others that take images apart, on the same archives: dive for the sizes of layers, skopeo for digests.

What a push sends, by skopeo's word and the registry's, is in test_transfer_size.py.
"""

from __future__ import annotations

import io
import json
import posixpath
import subprocess
import tarfile
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from macros.records.stations import Weighing
from macros.records.store import Store
from macros.weighing.ruler import layer_key, weigh, weigh_named
from tests.engine.dive import DiveFailed, dive
from tests.engine.podman import open_podman
from tests.engine.project_images import ensure_stand_ins, ensure_variants
from tests.unit.weighing.archives import RememberedLayers, file, folder, hardlink, symlink, tar, whiteout
from tests.unit.weighing.writers import WRITERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from macros.engines.docker import DockerEngine
    from macros.records.stations import LayerContents, LayerDigests, LayerEntry
    from macros.settings import Settings
    from tests.engine.dive import DiveImage

LEAST_IMAGES = 10
LARGE = 500_000_000
"""Bytes."""
LARGE_IMAGES = 2
"""How many of an example's large images are looked at."""
BASE = tar(folder("app"), file("app/a", 70_000), file("gone", 3000), hardlink("app/b", "app/a"), symlink("l", "app"))
OWN = tar(file("app/a", 1000), whiteout("gone"))
IMAGES = {"two layers": (BASE, OWN), "one of four twice": (BASE, BASE, OWN, tar())}

PACKED_WHOLE = tuple(name for name in WRITERS if "then" in name)
WITHOUT_TABLE = tuple(name for name in WRITERS if "BuildKit, oci" in name or "oci-archive" in name or "push" in name)
WITH_TABLE = tuple(name for name in WRITERS if name not in (*PACKED_WHOLE, *WITHOUT_TABLE))
"""Archives with Docker's manifest.json, which says what the image's layers are, and in what order."""
LINKED = "docker save, before version 25"
"""A layer that the archive has already is a link to it."""

classic_alone = pytest.mark.parametrize("image_store", ["classic"], indirect=True)


class KeptLayers:
    """The layers of a store; those that were asked for are kept at hand."""

    def __init__(self, settings: Settings) -> None:
        self._store = Store(settings.home).layers
        self._kept: dict[str, LayerContents] = {}

    def get(self, key: str, /) -> LayerContents | None:
        found = self._kept.get(key) or self._store.get(key)
        if found is not None:
            self._kept[key] = found
        return found

    def has(self, key: str, /) -> bool:
        return self._store.has(key)

    def add(self, key: str, record: LayerContents, digests: LayerDigests, /) -> None:
        self._kept[key] = record
        self._store.add(key, record, digests)

    def entries(self, diff_id: str) -> tuple[LayerEntry, ...]:
        """Return what is in a layer."""
        return self._kept[layer_key(diff_id)].entries


@dataclass(frozen=True, slots=True)
class Exported:
    """Images in archives that several share, where layers that they have in common stand once."""

    archives: dict[str, Path]
    """By the name that the engine has for each image."""
    weighings: dict[str, Weighing]
    layers: KeptLayers


@pytest.fixture(scope="module")
def exported(engine: DockerEngine, embedded_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """Export this project's images, those of one example together and the small ones apart.

    Who looks at one image reads all of its archive, so of those large ones that an example has, which stand on one
    base, two are enough.
    """
    settings = replace(embedded_settings, image_store=engine.identity.image_store)
    names = {name: reference for reference, name in ensure_variants(engine, settings).items()}
    names |= dict.fromkeys(ensure_stand_ins(engine, settings).values(), "stand-ins")
    large: dict[str, list[str]] = defaultdict(list)
    for name, reference in names.items():
        if (engine.engine_size(name) or 0) > LARGE:
            large[reference.partition(":")[0]].append(name)
    for name in (name for own in large.values() for name in own[LARGE_IMAGES:]):
        del names[name]
    folder = tmp_path_factory.mktemp("exported")
    archives = {
        name: folder
        / f"{reference.partition(':')[0]}-{'large' if (engine.engine_size(name) or 0) > LARGE else 'small'}.tar"
        for name, reference in names.items()
    }
    for archive in set(archives.values()):
        own = [name for name in names if archives[name] == archive]
        command = [str(engine.command_line.program), "save", "--output", str(archive), *own]
        subprocess.run(command, env=engine.command_line.environment, check=True)
    found = Exported(archives, {}, KeptLayers(settings))
    for name, archive in archives.items():
        with archive.open("rb") as opened:
            found.weighings[name], _ = weigh_named(opened, found.layers, name)
    return found


@pytest.fixture(scope="module")
def dived(exported: Exported) -> dict[str, DiveImage]:
    """Have dive look at each image: at the first in an archive, so each is put first in turn."""
    found = {}
    for name, archive in exported.archives.items():
        put_first(archive, name)
        found[name] = dive(archive)
    return found


def put_first(archive: Path, name: str) -> None:
    """Put an image first in an archive's table, in place: in another order it is as long as it was."""
    with tarfile.open(archive) as opened:
        table = opened.getmember("manifest.json")
    with archive.open("r+b") as opened:
        opened.seek(table.offset_data)
        images = json.loads(opened.read(table.size))
        images.sort(key=lambda image: name not in image["RepoTags"])
        opened.seek(table.offset_data)
        opened.write(json.dumps(images, separators=(",", ":")).encode().ljust(table.size))


@pytest.mark.parametrize("layers", IMAGES.values(), ids=IMAGES)
@pytest.mark.parametrize("writer", WITH_TABLE)
def test_dive_reads_the_same_sizes(writer: str, layers: tuple[bytes, ...], tmp_path: Path) -> None:
    sizes = sizes_in(writer, layers)
    if writer == LINKED:
        # dive takes a link for a layer without files.
        sizes = tuple(0 if layer in layers[:index] else sizes[index] for index, layer in enumerate(layers))
    seen = dive(written(writer, layers, tmp_path))
    assert seen.layers == sizes
    assert seen.unpacked_size == sum(sizes)


@pytest.mark.parametrize("layers", IMAGES.values(), ids=IMAGES)
@pytest.mark.parametrize("writer", WITHOUT_TABLE)
def test_without_dockers_table_dive_reads_the_same_layers_each_once_and_in_any_order(
    writer: str, layers: tuple[bytes, ...], tmp_path: Path
) -> None:
    assert sorted(dive(written(writer, layers, tmp_path)).layers) == sorted(set(sizes_in(writer, layers)))


@pytest.mark.parametrize("writer", PACKED_WHOLE)
def test_dive_reads_no_archive_that_was_packed_as_a_whole(writer: str, tmp_path: Path) -> None:
    layers = IMAGES["two layers"]
    assert sizes_in(writer, layers) == (73_000, 1000)
    with pytest.raises(DiveFailed, match="invalid tar header"):
        dive(written(writer, layers, tmp_path))


@classic_alone
def test_dive_reads_the_same_sizes_out_of_images_of_this_project(
    exported: Exported, dived: dict[str, DiveImage]
) -> None:
    assert len(dived) >= LEAST_IMAGES
    assert {name: seen.layers for name, seen in dived.items()} == {
        name: tuple(layer.unpacked_size for layer in weighing.layers) for name, weighing in exported.weighings.items()
    }
    assert all(seen.unpacked_size == sum(seen.layers) for seen in dived.values())


@classic_alone
def test_what_dive_calls_wasted_is_every_copy_of_a_path_in_several_layers_with_the_one_that_is_seen(
    exported: Exported, dived: dict[str, DiveImage]
) -> None:
    for name, weighing in exported.weighings.items():
        layers = [exported.layers.entries(layer.diff_id) for layer in weighing.layers]
        assert dived[name].wasted == copies(layers), name
        assert dived[name].wasted + below_removed_folders(layers) >= weighing.waste.bytes, name


def test_dive_counts_a_file_that_is_still_seen_under_another_hard_link(tmp_path: Path) -> None:
    archive = written("docker save, classic image store", IMAGES["two layers"], tmp_path)
    assert dive(archive).wasted == 70_000 + 1000 + 3000
    with archive.open("rb") as opened:
        assert weigh(opened, RememberedLayers()).waste.bytes == 3000


@classic_alone
def test_skopeo_tells_the_same_digests(exported: Exported, embedded_settings: Settings) -> None:
    with open_podman(embedded_settings) as podman:
        for name, weighing in exported.weighings.items():
            archive = exported.archives[name]
            source = f"docker-archive:/mnt/{archive.name}:{name}"
            said = json.loads(podman.skopeo("inspect", "--raw", source, folder=archive.parent))
            assert said["config"]["digest"] == weighing.config_digest
            # In such an archive layers are not packed: their digests are their diff IDs.
            assert [layer["digest"] for layer in said["layers"]] == [layer.diff_id for layer in weighing.layers]


def sizes_in(writer: str, layers: tuple[bytes, ...]) -> tuple[int, ...]:
    weighing = weigh(io.BytesIO(WRITERS[writer](*layers)), RememberedLayers())
    return tuple(layer.unpacked_size for layer in weighing.layers)


def written(writer: str, layers: tuple[bytes, ...], place: Path) -> Path:
    archive = place / "image.tar"
    archive.write_bytes(WRITERS[writer](*layers))
    return archive


def copies(layers: Iterable[tuple[LayerEntry, ...]]) -> int:
    """Return the bytes of all copies of each path that ends in several layers: files, links and whiteouts alike."""
    sizes: dict[str, list[int]] = defaultdict(list)
    for entries in layers:
        folders = {""}
        for entry in entries:
            parent = posixpath.dirname(entry.path)
            while parent not in folders:
                folders.add(parent)
                parent = posixpath.dirname(parent)
        for entry in entries:
            if entry.path not in folders:
                sizes[entry.path].append(entry.bytes)
    return sum(sum(each) for each in sizes.values() if len(each) > 1)


def below_removed_folders(layers: Iterable[tuple[LayerEntry, ...]]) -> int:
    """Return the bytes of files that went with a folder above them: dive counts what is removed by its own name."""
    carried: dict[str, int] = defaultdict(int)
    missed = 0
    for entries in layers:
        for removed in (entry.path for entry in entries if entry.kind == "whiteout"):
            below = [path for path in carried if path.startswith(f"{removed}/")]
            missed += sum(carried.pop(path) for path in below)
        for entry in entries:
            if entry.kind == "file":
                carried[entry.path] += entry.bytes
    return missed
