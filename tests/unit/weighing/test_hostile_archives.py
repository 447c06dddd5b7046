"""Archives with each trait that has broken tools that read them: a right record or one sentence."""

from __future__ import annotations

import gzip
import io
import tarfile
from typing import TYPE_CHECKING

import pytest

from macros.weighing import archive as archive_module
from macros.weighing import documents, unpacking
from macros.weighing.errors import WeighingError
from macros.weighing.ruler import weigh
from tests.unit.weighing.archives import (
    RememberedLayers,
    blob,
    classic,
    configuration,
    descriptor,
    digest,
    docker_table,
    file,
    gzipped,
    index,
    manifest,
    oci,
    special,
    symlink,
    tar,
)

if TYPE_CHECKING:
    from pathlib import Path

    from macros.records.stations import Weighing

BASE = tar(file("app/a", 3000), file("app/b", 500))


def weighed(archive: bytes) -> Weighing:
    return weigh(io.BytesIO(archive), RememberedLayers())


@pytest.mark.parametrize("member", [special("manifest.json", tarfile.FIFOTYPE), symlink("index.json", "/etc/passwd")])
def test_tables_that_are_no_files_are_not_followed(member: tarfile.TarInfo) -> None:
    with pytest.raises(WeighingError, match="the archive holds no image"):
        weighed(tar(member, blob(BASE)))


def test_members_of_an_archive_that_lead_out_of_it_are_read_and_never_written(tmp_path: Path) -> None:
    config = configuration(BASE)
    escaping = file("../../escape.tar", BASE), file(f"/{tmp_path}/escape", 10), special("/dev/null", tarfile.CHRTYPE)
    assert weighed(tar(*escaping, blob(config), docker_table(config, []))) == weighed(classic(BASE))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("pack", [gzipped, lambda layer: layer])
def test_a_blob_that_was_cut_and_padded_again_names_both_digests(pack: object) -> None:
    stored = pack(BASE)  # type: ignore[operator]
    cut, config = stored[:-200], configuration(BASE)
    archive = tar(file(blob(stored)[0].name, cut), blob(config), docker_table(config, [stored]))
    with pytest.raises(WeighingError, match=f"has the digest {digest(cut)}, expected {digest(stored)}; save the image"):
        weighed(archive)


def test_a_layer_that_was_cut_before_it_was_named_says_so() -> None:
    cut, config = gzipped(BASE)[:-20], configuration(BASE)
    archive = tar(blob(cut), blob(config), docker_table(config, [cut]))
    with pytest.raises(WeighingError, match=rf"has no readable layer {digest(BASE)}, .*: the gzip data ends early\)"):
        weighed(archive)


def test_a_layer_of_another_diff_id_than_the_configuration_says_names_both() -> None:
    other, config = tar(file("other", 1)), configuration(BASE)
    archive = tar(blob(gzipped(other)), blob(config), docker_table(config, [gzipped(other)]))
    with pytest.raises(
        WeighingError, match=rf"has the diff ID {digest(other)}, expected {digest(BASE)}; save the image"
    ):
        weighed(archive)


def test_an_altered_configuration_names_both_digests() -> None:
    with pytest.raises(WeighingError, match=f"expected {digest(configuration(BASE))}"):
        weighed(classic(BASE).replace(b"amd64", b"arm64", 1))


def test_an_index_that_names_one_manifest_a_thousand_times_is_followed_once() -> None:
    config = configuration(BASE)
    image = manifest(config, [gzipped(BASE)])
    nested = index(*[descriptor(image)] * 1000)
    archive = tar(
        *map(blob, (gzipped(BASE), config, image, nested)), file("index.json", index(*[descriptor(nested)] * 1000))
    )
    assert weighed(archive) == weighed(classic(BASE))


def test_an_index_that_names_itself_ends() -> None:
    itself = index(
        {"digest": digest(b"index"), "size": 1}, {"digest": "index.json"}, {"digest": "sha256:../index.json"}
    )
    with pytest.raises(WeighingError, match="the archive holds no image"):
        weighed(tar(file("index.json", itself), blob(BASE)))


@pytest.mark.parametrize("table", ["manifest.json", "index.json"])
def test_a_manifest_of_many_megabytes_is_refused_unread(table: str) -> None:
    with pytest.raises(
        WeighingError, match=rf"^{table} in the image archive has more than 4\.19 MB; no image needs that"
    ):
        weighed(tar(file(table, b"[" + b" " * 5_000_000 + b"]")))


@pytest.mark.parametrize(
    "document", [b"[" * 200_000, b'{"manifests": ' * 50_000, b'[{"Config": 3}]', b"[{}]", b"{}", b'"x"']
)
def test_a_manifest_of_nonsense_is_one_sentence(document: bytes) -> None:
    for table in ("manifest.json", "index.json"):
        with pytest.raises(WeighingError) as caught:
            weighed(tar(file(table, document)))
        assert str(caught.value).isprintable()


def test_large_documents_beside_an_image_take_no_room_from_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "_ROOM", 20_000)
    statements = [blob(b'{"n": %d, "p": "%s"}' % (number, b"p" * 5000)) for number in range(10)]
    config = configuration(BASE)
    archive = tar(blob(config), *statements, blob(BASE), docker_table(config, [BASE]))
    assert weighed(archive) == weighed(classic(BASE))


def test_a_configuration_of_several_megabytes_is_read() -> None:
    config = configuration(BASE, config={"Labels": {"x": "y" * 3_000_000}})
    assert weighed(classic(BASE, config=config)).layers == weighed(classic(BASE)).layers


def test_an_image_of_too_many_files_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_module, "_MOST_ENTRIES", 30)
    monkeypatch.setattr(archive_module, "_LAYER", 1)
    many = tar(*(file(f"{number}") for number in range(20)))
    listed = tar(file("var/lib/dpkg/info/a.list", b"".join(b"/%d\n" % number for number in range(40))))
    assert len(weighed(classic(many)).layers) == 1
    named = tar(file("n" * 4000))
    version = tar(file("a-1.dist-info/METADATA", b"Version: " + b"1" * 4000))
    for layers in ((named,), (version,), (many, tar(*(file(f"more{number}") for number in range(20)))), (listed,)):
        with pytest.raises(WeighingError, match="the image has too many files, folders and links to be weighed"):
            weighed(classic(*layers))


def test_an_archive_of_too_many_layers_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_module, "_MOST_ENTRIES", 1000)
    layers = [bytes(512 * number) for number in range(1, 20)]
    with pytest.raises(WeighingError, match="too many files, folders and links"):
        weighed(classic(*layers))
    assert len(weighed(classic(*layers[:9])).layers) == 9


def test_a_gzip_bomb_is_refused_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "_FLOOD", 2_000_000)
    zeros = bytes(8_000_000)
    with pytest.raises(
        WeighingError, match=r"has no readable layer .*: \d+ bytes unpack to more than \d+, which no image"
    ):
        weighed(oci(zeros))
    with pytest.raises(WeighingError, match=r"\d+ bytes unpack to more than \d+"):
        weighed(gzip.compress(zeros))
