"""Blobs and diff IDs that are named by sha512, both or one of them."""

from __future__ import annotations

import io
import json
import os
from typing import TYPE_CHECKING

import pytest

from macros.weighing.errors import WeighingError
from macros.weighing.ruler import weigh_named
from tests.unit.weighing.archives import (
    RememberedLayers,
    classic,
    configuration,
    digest,
    file,
    gzipped,
    oci,
    tar,
    whiteout,
)
from tests.unit.weighing.writers import oci_sha512, sha512, unpack_into

if TYPE_CHECKING:
    from pathlib import Path

    from macros.records.stations import Weighing

BASE = tar(file("app/a", 3000), file("app/b", 500))
OWN = tar(file("app/a", 3001), whiteout("app/b"))


def weighed(archive: bytes) -> Weighing:
    return weigh_named(io.BytesIO(archive), RememberedLayers())[0]


@pytest.mark.parametrize("diff_id", [digest, sha512])
def test_blobs_under_sha512_are_verified_and_weighed(diff_id: object) -> None:
    archive = oci_sha512(BASE, OWN, diff_id=diff_id)  # type: ignore[arg-type]
    weighing, expected = weighed(archive), weighed(classic(BASE, OWN))
    assert weighing.config_digest.startswith("sha512:")
    assert [layer.diff_id for layer in weighing.layers] == [diff_id(BASE), diff_id(OWN)]  # type: ignore[operator]
    assert (weighing.waste, weighing.largest_files) == (expected.waste, expected.largest_files)
    name = sha512(gzipped(BASE)).replace(":", "/")
    with pytest.raises(WeighingError, match=f"blobs/{name} has the digest sha512:.*, expected {sha512(gzipped(BASE))}"):
        weighed(archive.replace(gzipped(BASE)[-8:], bytes(8)))


def named_by(*diff_ids: str) -> bytes:
    """Return the configuration of an image of BASE and OWN, with these diff IDs."""
    return configuration(BASE, OWN, rootfs={"diff_ids": diff_ids})


SHA512_DIFF_IDS = {
    "all": named_by(sha512(BASE), sha512(OWN)),
    "the first": named_by(sha512(BASE), digest(OWN)),
    "the last": named_by(digest(BASE), sha512(OWN)),
}


@pytest.mark.parametrize("which", SHA512_DIFF_IDS)
@pytest.mark.parametrize("form", [classic, oci])
def test_diff_ids_under_sha512_of_layers_under_sha256_are_verified_and_weighed(form: object, which: str) -> None:
    config = SHA512_DIFF_IDS[which]
    layers = RememberedLayers()
    expected = weigh_named(io.BytesIO(classic(BASE, OWN)), layers)[0]
    # Whether or not they are known under their sha256.
    for known in (layers, RememberedLayers()):
        weighing, _ = weigh_named(io.BytesIO(form(BASE, OWN, config=config)), known)  # type: ignore[operator]
        assert [layer.diff_id for layer in weighing.layers] == json.loads(config)["rootfs"]["diff_ids"]
        assert weighing.config_digest == digest(config)
        assert (weighing.waste, weighing.largest_files) == (expected.waste, expected.largest_files)
        for layer, same in zip(weighing.layers, expected.layers, strict=True):
            assert (layer.unpacked_size, layer.transfer_size) == (same.unpacked_size, same.transfer_size)


def test_a_layout_whose_diff_ids_are_under_sha512_is_weighed(tmp_path: Path) -> None:
    layout = unpack_into(tmp_path, oci(BASE, OWN, config=SHA512_DIFF_IDS["all"], with_manifest_json=False))
    weighing, _ = weigh_named(layout, RememberedLayers())
    assert [layer.diff_id for layer in weighing.layers] == [sha512(BASE), sha512(OWN)]


@pytest.mark.parametrize("form", [classic, oci])
def test_a_wrong_diff_id_under_sha512_is_named_beside_the_right_one(form: object) -> None:
    config = named_by(sha512(BASE), sha512(b"?"))
    sentence = rf"^layer 2, .* has the diff ID {sha512(OWN)}, expected {sha512(b'?')}; save the image again$"
    with pytest.raises(WeighingError, match=sentence):
        weighed(form(BASE, OWN, config=config))  # type: ignore[operator]


def test_a_pipe_whose_diff_ids_are_under_another_hash_than_its_layers_is_one_sentence() -> None:
    reader, writer = os.pipe()
    with os.fdopen(reader, "rb") as archive:
        with os.fdopen(writer, "wb") as sending:
            sending.write(classic(BASE, OWN, config=SHA512_DIFF_IDS["all"]))
        with pytest.raises(WeighingError, match=r"^the image names its layers by sha512 .*; save it to a file and "):
            weigh_named(archive, RememberedLayers())
