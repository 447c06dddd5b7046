from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
import tarfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING, BinaryIO

import pytest

from macros.records.measurement import HistoryEntry, ImageConfig, Packages
from macros.weighing.errors import WeighingError
from macros.weighing.ruler import layer_key, weigh, weigh_several
from tests.unit.weighing.archives import (
    RememberedLayers,
    blob,
    classic,
    configuration,
    digest,
    file,
    folder,
    hardlink,
    oci,
    opaque,
    podman,
    symlink,
    tar,
    whiteout,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from macros.records.stations import Weighing

BASE = tar(
    folder("etc/"),
    file("etc/config", 100),
    file("./usr/bin/tool", 4000),
    hardlink("usr/bin/alias", "./usr/bin/tool"),
    symlink("bin", "usr/bin"),
    file("cache/a", 300),
    file("cache/b", 50),
)
OWN = tar(file("etc/config", 100, mode=0o600), opaque("cache"), file("cache/c", 7), whiteout("usr/bin/tool"))


class Pipe(io.RawIOBase):
    """A stream as an engine sends it: it cannot be sought, and gives what it has."""

    def __init__(self, data: bytes, piece: int = 5000) -> None:
        self._left = io.BytesIO(data)
        self._piece = piece

    def read(self, size: int = -1, /) -> bytes:
        return self._left.read(min(size, self._piece))

    def seekable(self) -> bool:
        return False


def pipe(data: bytes) -> BinaryIO:
    return Pipe(data)  # type: ignore[return-value] # it is asked for nothing but read


def weighed(archive: bytes, config_digest: str | None = None) -> Weighing:
    return weigh(pipe(archive), RememberedLayers(), config_digest)


FORMS: dict[str, Callable[..., bytes]] = {
    "classic": classic,
    "containerd": oci,
    "podman": podman,
    "OCI without manifest.json": lambda *layers: oci(*layers, with_manifest_json=False),
    "gzipped": lambda *layers: gzip.compress(classic(*layers)),
}


@pytest.mark.parametrize("form", FORMS)
def test_one_image_weighs_the_same_in_every_form_of_archive(form: str) -> None:
    assert weighed(FORMS[form](BASE, OWN)) == weighed(classic(BASE, OWN))


def test_an_image_is_told_with_its_layers_files_waste_history_and_configuration() -> None:
    weighing = weighed(classic(BASE, OWN))
    assert weighing.config_digest == digest(configuration(BASE, OWN))
    assert weighing.platform == "linux/amd64"
    base, own = weighing.layers
    assert (base.diff_id, base.unpacked_size, base.files, base.waste) == (digest(BASE), 4450, 4, 450)
    assert (own.diff_id, own.unpacked_size, own.files, own.waste) == (digest(OWN), 107, 2, 0)
    assert 200 < base.transfer_size < 500
    assert (weighing.waste.bytes, weighing.waste.count) == (450, 3)
    assert [(file.path, file.bytes) for file in weighing.waste.largest] == [
        ("cache/a", 300),
        ("etc/config", 100),
        ("cache/b", 50),
    ]
    assert [(file.path, file.bytes, file.layer) for file in weighing.largest_files] == [
        ("usr/bin/alias", 4000, 0),
        ("etc/config", 100, 1),
        ("cache/c", 7, 1),
    ]
    assert weighing.history == (
        HistoryEntry("RUN step 0", 0),
        HistoryEntry("ENV A=1", None),
        HistoryEntry("RUN step 1", 1),
    )
    assert weighing.history_created == (datetime(2026, 5, 4, 10, 20, 30, 123456, tzinfo=UTC),) * 3
    assert weighing.config == ImageConfig((), ("python", "app.py"), ("A=1",), "/app", "", ("8000/tcp",))
    assert weighing.packages == Packages((), (), ())


def test_a_layer_that_is_known_is_not_read_again_and_weighs_the_same() -> None:
    for archive in (classic(BASE, OWN), oci(BASE, OWN)):
        layers = RememberedLayers()
        first = weigh(pipe(archive), layers)
        assert layer_key(digest(BASE)) in layers.added
        layers.added.clear()
        assert weigh(pipe(archive), layers) == first
        assert layers.added == []


def test_a_known_layer_is_still_verified() -> None:
    layers = RememberedLayers()
    weigh(pipe(classic(BASE)), layers)
    with pytest.raises(WeighingError, match="has the digest"):
        weigh(pipe(classic(BASE).replace(b"xxxx", b"xxyx", 1)), layers)


def test_a_layer_that_an_image_has_twice_weighs_twice() -> None:
    weighing = weighed(classic(BASE, BASE))
    assert [(layer.unpacked_size, layer.waste) for layer in weighing.layers] == [(4450, 4450), (4450, 0)]


def test_an_empty_layer_and_an_image_without_layers_weigh_nothing() -> None:
    assert weighed(classic(bytes(1024))).layers[0].unpacked_size == 0
    assert weighed(classic()).layers == ()


def test_names_that_are_long_or_not_text_can_be_written_as_json() -> None:
    raw = tar(file("caf\udce9", 5), file("ü" * 200, 6), form=tarfile.GNU_FORMAT)
    names = [file.path for file in weighed(classic(raw)).largest_files]
    assert names == ["ü" * 200, r"caf\xe9"]
    assert json.dumps(names).encode()


def test_what_an_image_does_not_say_is_empty() -> None:
    config = json.dumps(
        {
            "architecture": "arm64",
            "variant": "v8",
            "os": "linux",
            "rootfs": {"diff_ids": [digest(BASE)]},
            "history": [{"created": "0001-01-01T00:00:00Z"}, {"created_by": "squashed"}],
        }
    ).encode()
    weighing = weighed(classic(BASE, config=config))
    assert weighing.platform == "linux/arm64/v8"
    assert weighing.config == ImageConfig((), (), (), "", "", ())
    assert weighing.history == (HistoryEntry("", 0), HistoryEntry("squashed", None))
    assert weighing.history_created == (None, None)


def two_images() -> tuple[bytes, str]:
    first, second = configuration(BASE), configuration(BASE, OWN)
    table = [{"Config": blob(first)[0].name}, {"Config": blob(second)[0].name}]
    archive = tar(blob(BASE), blob(OWN), blob(first), blob(second), file("manifest.json", json.dumps(table).encode()))
    return archive, digest(second)


def test_of_several_images_the_one_with_that_config_digest_is_weighed() -> None:
    archive, second = two_images()
    assert weighed(archive, second) == weighed(classic(BASE, OWN))


def test_several_images_of_one_archive_are_weighed_in_one_pass_that_reads_each_layer_once() -> None:
    archive, second = two_images()
    first = digest(configuration(BASE))
    layers = RememberedLayers()
    expected = {first: weighed(classic(BASE)), second: weighed(classic(BASE, OWN))}
    assert weigh_several(pipe(archive), layers, [first, second]) == expected
    assert layers.added == [layer_key(digest(BASE)), layer_key(digest(OWN))]


def test_of_several_images_that_are_asked_for_one_that_is_missing_is_named() -> None:
    archive, second = two_images()
    with pytest.raises(WeighingError, match=rf"^the archive lacks the image {digest(b'?')}; it holds "):
        weigh_several(pipe(archive), RememberedLayers(), [second, digest(b"?")])


def test_of_several_images_one_must_be_named() -> None:
    with pytest.raises(
        WeighingError, match=r"^the archive holds 2 images; name the one that is meant, .*: linux/amd64 sha"
    ):
        weighed(two_images()[0])


def test_an_image_that_the_archive_lacks_is_named_beside_those_that_it_holds() -> None:
    wanted, held = digest(b"?"), digest(configuration(BASE))
    with pytest.raises(WeighingError, match=rf"^the archive lacks .* {wanted}; it holds linux/amd64 {held}$"):
        weighed(classic(BASE), wanted)


@pytest.mark.parametrize("archive", [b"", b"hello", b"x" * 5000, b"\x1f\x8bnonsense", b"PK\x03\x04" * 1000])
def test_what_is_no_archive_says_so_in_one_sentence(archive: bytes) -> None:
    with pytest.raises(WeighingError, match=r"^this is no image archive as `docker save` writes it \(.+\)$"):
        weighed(archive)


@pytest.mark.parametrize("archive", [tar(), tar(file("etc/passwd", 10)), bytes(1024)])
def test_a_tar_that_holds_no_image_says_so(archive: bytes) -> None:
    with pytest.raises(WeighingError, match=r"^the archive holds no image"):
        weighed(archive)


def test_an_archive_that_is_cut_anywhere_is_one_sentence() -> None:
    for archive in (classic(BASE, OWN), oci(BASE, OWN), gzip.compress(classic(BASE, OWN))):
        needed = archive.rfind(b"oci-layout") if archive[:2] != b"\x1f\x8b" else len(archive)
        for length in range(0, needed, 397):
            with pytest.raises(WeighingError) as caught:
                weighed(archive[:length])
            assert "\n" not in str(caught.value)


def test_an_altered_layer_names_both_digests() -> None:
    altered = classic(BASE).replace(b"xxxx", b"xxyx", 1)
    with pytest.raises(WeighingError, match=rf"has the digest sha256:\w+, expected {digest(BASE)}; save the image"):
        weighed(altered)


def test_an_altered_header_of_a_layer_is_told_as_an_altered_layer() -> None:
    with pytest.raises(WeighingError, match=f"expected {digest(BASE)}"):
        weighed(classic(BASE).replace(b"usr/bin/tool", b"usr/bin/took", 1))


def test_a_layer_that_is_no_sound_tar_is_named_with_the_reason() -> None:
    broken = bytearray(BASE)
    broken[512 + 100] ^= 1
    sentence = rf"has no readable layer {digest(bytes(broken))}.*\(blobs/sha256/\w+: bad checksum\)"
    with pytest.raises(WeighingError, match=sentence):
        weighed(classic(bytes(broken)))


@pytest.mark.parametrize("config", [b"{}", b'{"architecture": 1}', b"[1, 2", b'{"os": "\xff"}'])
def test_a_configuration_that_is_none_is_one_sentence(config: bytes) -> None:
    with pytest.raises(WeighingError, match=r"^the image configuration sha256:.* is not what the format says: "):
        weighed(classic(BASE, config=config))


def test_a_header_that_asks_for_much_memory_is_refused() -> None:
    bomb = tarfile.TarInfo("././@LongLink")
    bomb.type, bomb.size = tarfile.GNUTYPE_LONGNAME, 2 * 1024 * 1024
    with pytest.raises(WeighingError, match="a header of type b'L' says that it has 2097152 bytes"):
        weighed(classic(bomb.tobuf() + bytes(4 * 1024 * 1024)))


def test_large_documents_are_verified_and_not_kept() -> None:
    statement = b'{"packages": "' + b"p" * 5_000_000 + b'"}'
    config = configuration(BASE)
    table = file("manifest.json", json.dumps([{"Config": blob(config)[0].name}]).encode())
    assert weighed(tar(blob(BASE), blob(statement), blob(config), table)) == weighed(classic(BASE))


def test_the_version_of_the_ruler_costs_neither_tarfile_nor_a_compressor() -> None:
    code = (
        "import sys; from macros.weighing.ruler import RULER_VERSION;"
        "print([name for name in ('tarfile', 'zlib_ng', 'concurrent.futures', 'docker') if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"
