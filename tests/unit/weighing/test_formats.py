"""One image, as every writer of archives hands it on."""

from __future__ import annotations

import io
import json
import os
from typing import TYPE_CHECKING

import pytest

from macros.weighing.errors import WeighingError
from macros.weighing.ruler import weigh, weigh_named
from tests.unit.weighing.archives import (
    RememberedLayers,
    blob,
    classic,
    configuration,
    descriptor,
    digest,
    file,
    folder,
    gzipped,
    index,
    manifest,
    opaque,
    tar,
    whiteout,
)
from tests.unit.weighing.writers import WRITERS, buildkit_oci, old_save, unpack_into

if TYPE_CHECKING:
    from pathlib import Path

    from macros.records.stations import Weighing

BASE = tar(folder("app"), file("app/a", 3000), file("app/b", 500), file("cache/c", 70))
OWN = tar(file("app/a", 3001), whiteout("app/b"), opaque("cache"))


def weighed(archive: bytes, wanted: str | None = None, platform: str | None = None) -> Weighing:
    return weigh_named(io.BytesIO(archive), RememberedLayers(), wanted, platform)[0]


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("layers", [(BASE, OWN), (BASE, BASE, OWN, tar())], ids=["two layers", "one of four twice"])
def test_an_image_weighs_the_same_whoever_wrote_its_archive(writer: str, layers: tuple[bytes, ...]) -> None:
    expected = weighed(classic(*layers))
    assert weighed(WRITERS[writer](*layers)) == expected
    assert expected.layers[0].unpacked_size == 3570
    assert expected.waste.bytes == 3570 * (len(layers) - 1 if len(layers) == 2 else 2)


@pytest.mark.parametrize("writer", [name for name in WRITERS if "BuildKit" in name or "oci-archive" in name])
def test_a_layout_in_a_folder_weighs_the_same_and_is_not_touched(writer: str, tmp_path: Path) -> None:
    layout = unpack_into(tmp_path, WRITERS[writer](BASE, OWN))
    before = sorted((path, path.stat().st_mtime_ns) for path in layout.rglob("*"))
    assert weigh_named(layout, RememberedLayers())[0] == weighed(classic(BASE, OWN))
    assert sorted((path, path.stat().st_mtime_ns) for path in layout.rglob("*")) == before


def test_a_layer_of_a_folder_that_is_known_is_not_read_again(tmp_path: Path) -> None:
    layout = unpack_into(tmp_path, buildkit_oci(BASE, OWN))
    layers = RememberedLayers()
    first = weigh_named(layout, layers)
    layers.added.clear()
    assert weigh_named(layout, layers) == first
    assert layers.added == []


def test_of_a_folder_links_pipes_and_files_of_others_are_left_alone(tmp_path: Path) -> None:
    layout = unpack_into(tmp_path, buildkit_oci(BASE, OWN))
    (layout / "blobs/sha256" / ("0" * 64)).symlink_to("/dev/zero")
    os.mkfifo(layout / "blobs/sha256" / ("1" * 64))
    (layout / "blobs/sha256" / ("2" * 64)).mkdir()
    (layout / "blobs/sha256/ingest.tmp").write_bytes(b"half a la")
    assert weigh_named(layout, RememberedLayers())[0] == weighed(classic(BASE, OWN))


def test_a_folder_that_is_no_layout_says_so(tmp_path: Path) -> None:
    with pytest.raises(WeighingError, match=r"is no OCI image layout: it has no index\.json$"):
        weigh_named(tmp_path, RememberedLayers())


def test_a_truncated_blob_of_a_folder_names_both_digests(tmp_path: Path) -> None:
    layout = unpack_into(tmp_path, buildkit_oci(BASE))
    path = layout / blob(gzipped(BASE))[0].name
    path.write_bytes(path.read_bytes()[:-9])
    got = digest(path.read_bytes())
    with pytest.raises(WeighingError, match=f"has the digest {got}, expected {digest(gzipped(BASE))}; save the image"):
        weigh_named(layout, RememberedLayers())


def many(*images: tuple[str, str, dict[str, str]]) -> bytes:
    """Return an OCI archive of images of one layer: each of an architecture, with a name and descriptor's platform."""
    blobs, descriptors = {gzipped(BASE)}, []
    for architecture, name, platform in images:
        config = configuration(BASE, architecture=architecture, config={"Env": [f"NAME={name}"]})
        image = manifest(config, [gzipped(BASE)])
        blobs |= {config, image}
        descriptors.append(
            descriptor(image, annotations={"org.opencontainers.image.ref.name": name}, platform=platform)
        )
    return tar(*map(blob, blobs), file("index.json", index(*descriptors)))


ARM = {"os": "linux", "architecture": "arm64"}
AMD = {"os": "linux", "architecture": "amd64"}
UNKNOWN = {"os": "unknown", "architecture": "unknown"}


def test_of_several_platforms_the_one_that_is_named_is_weighed() -> None:
    archive = many(("arm64", "one", ARM), ("amd64", "two", AMD), ("s390x", "three", {}))
    assert weighed(archive, platform="linux/s390x").config.environment == ("NAME=three",)


def test_else_the_one_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    archive = many(("arm64", "one", ARM), ("amd64", "two", AMD))
    monkeypatch.setattr("platform.machine", lambda: "aarch64")
    assert weighed(archive).platform == "linux/arm64"
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    assert weighed(archive).platform == "linux/amd64"


def test_else_an_error_lists_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    sentence = (
        r"^the archive holds 2 images; .*, by reference, digest or platform: one linux/arm64 .*, two linux/amd64 "
    )
    with pytest.raises(WeighingError, match=sentence):
        weighed(many(("arm64", "one", ARM), ("amd64", "two", AMD)))


@pytest.mark.parametrize("name", ["myapp:slim", "library/myapp:slim", "example.org/library/myapp:slim"])
def test_of_several_images_the_one_that_is_named_is_weighed(name: str) -> None:
    archive = many(("amd64", "example.org/library/myapp:slim", AMD), ("amd64", "example.org/library/myapp:fat", AMD))
    assert weighed(archive, name).config.environment == ("NAME=example.org/library/myapp:slim",)


def test_a_name_without_a_tag_is_latest_and_part_of_a_name_is_none() -> None:
    archive = many(("amd64", "myapp:latest", AMD), ("amd64", "yourmyapp:latest", AMD))
    assert weighed(archive, "myapp").config.environment == ("NAME=myapp:latest",)
    with pytest.raises(WeighingError, match=r"^the archive lacks the image app; it holds myapp:latest linux/amd64 sha"):
        weighed(archive, "app")


def test_an_image_is_named_by_its_manifest_digest_too() -> None:
    config = configuration(BASE)
    image = manifest(config, [gzipped(BASE)])
    other = manifest(configuration(BASE, OWN), [gzipped(BASE), gzipped(OWN)])
    files = map(blob, {gzipped(BASE), gzipped(OWN), config, configuration(BASE, OWN), image, other})
    archive = tar(*files, file("index.json", index(descriptor(image), descriptor(other))))
    assert weighed(archive, digest(image)) == weighed(classic(BASE))


def test_a_platform_that_the_archive_lacks_is_named_beside_those_that_it_holds() -> None:
    sentence = r"^the archive lacks an image for linux/arm64; it holds linux/amd64 sha256:\w+$"
    with pytest.raises(WeighingError, match=sentence):
        weighed(classic(BASE), platform="linux/arm64")


def test_a_platform_whose_layers_were_not_saved_gives_way_to_one_whose_were() -> None:
    configs = configuration(BASE), configuration(OWN, os="windows")
    images = manifest(configs[0], [gzipped(BASE)]), manifest(configs[1], [gzipped(OWN)])
    saved = map(blob, {gzipped(BASE), *configs, *images})
    archive = tar(*saved, file("index.json", index(*map(descriptor, images))))
    assert weighed(archive) == weighed(classic(BASE))


def test_attestations_are_no_images_with_or_without_their_annotation() -> None:
    archive = many(("amd64", "one", AMD), ("unknown", "about one", UNKNOWN))
    assert weighed(archive).config.environment == ("NAME=one",)


def test_the_names_of_an_image_are_told_beside_its_weight() -> None:
    assert weigh_named(io.BytesIO(old_save(BASE)), RememberedLayers())[1] == ("myapp:slim",)
    assert weigh_named(io.BytesIO(buildkit_oci(BASE)), RememberedLayers())[1] == ("example.org/library/myapp:slim",)
    assert weigh_named(io.BytesIO(classic(BASE)), RememberedLayers())[1] == ()


def test_a_foreign_layer_without_its_blob_is_one_sentence() -> None:
    kind = "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip"
    config = configuration(BASE, OWN)
    layers = [descriptor(gzipped(BASE), mediaType=kind, urls=["https://example.org/base"]), descriptor(gzipped(OWN))]
    image = json.dumps({"config": descriptor(config), "layers": layers}).encode()
    sentence = rf"^layer 1, {digest(BASE)}, is a foreign layer, which is not handed on with its image; "
    with pytest.raises(WeighingError, match=sentence):
        weighed(tar(*map(blob, (config, image, gzipped(OWN))), file("index.json", index(descriptor(image)))))
    source = {digest(BASE): {"mediaType": "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", "digest": "x"}}
    table = [{"Config": blob(config)[0].name, "Layers": [], "LayerSources": source}]
    with pytest.raises(WeighingError, match=sentence):
        weighed(tar(blob(OWN), blob(config), file("manifest.json", json.dumps(table).encode())))


def test_a_foreign_layer_with_its_blob_is_weighed() -> None:
    config = configuration(BASE)
    layer = descriptor(gzipped(BASE), mediaType="application/vnd.docker.image.rootfs.foreign.diff.tar.gzip")
    image = json.dumps({"config": descriptor(config), "layers": [layer]}).encode()
    files = map(blob, (config, image, gzipped(BASE)))
    assert weighed(tar(*files, file("index.json", index(descriptor(image))))) == weighed(classic(BASE))


def test_layers_in_another_order_than_the_configuration_says_name_both_diff_ids() -> None:
    config = configuration(BASE, OWN)
    image = manifest(config, [gzipped(OWN), gzipped(BASE)])
    archive = tar(
        *map(blob, {config, image, gzipped(OWN), gzipped(BASE)}), file("index.json", index(descriptor(image)))
    )
    with pytest.raises(WeighingError, match=rf"^layer 1, .* has the diff ID {digest(OWN)}, expected {digest(BASE)}; "):
        weighed(archive)


def test_a_manifest_with_fewer_layers_than_the_configuration_is_one_sentence() -> None:
    config = configuration(BASE, OWN)
    image = manifest(config, [gzipped(BASE)])
    archive = tar(
        *map(blob, {config, image, gzipped(OWN), gzipped(BASE)}), file("index.json", index(descriptor(image)))
    )
    with pytest.raises(WeighingError, match=r"^the image has 1 layers by its manifest and 2 by its conf"):
        weighed(archive)


def test_a_known_layer_is_weighed_as_it_was_whatever_form_it_comes_in() -> None:
    layers = RememberedLayers()
    first = weigh(io.BytesIO(classic(BASE, OWN)), layers)
    assert weigh(io.BytesIO(buildkit_oci(BASE, OWN)), layers) == first
