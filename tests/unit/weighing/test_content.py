from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING

import pytest

from macros.weighing.ruler import layer_key, weigh
from macros.weighing.streams import BLOCK
from tests.unit.weighing.archives import (
    RememberedLayers,
    classic,
    digest,
    file,
    folder,
    hardlink,
    header,
    oci,
    opaque,
    padded,
    pax,
    symlink,
    tar,
    whiteout,
)

if TYPE_CHECKING:
    from collections.abc import Callable


def first_digits(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


def digests(layer: bytes, write: Callable[..., bytes] = classic) -> tuple[str, ...]:
    layers = RememberedLayers()
    weigh(io.BytesIO(write(layer)), layers)
    found = layers.digests[layer_key(digest(layer))]
    assert found.diff_id == digest(layer)
    return found.digests


@pytest.mark.parametrize("write", [classic, oci])
def test_each_entry_has_a_digest_where_it_is_a_regular_file(write: Callable[..., bytes]) -> None:
    layer = tar(
        folder("a"),
        file("a/one", b"1"),
        whiteout("old"),
        symlink("a/two", "one"),
        file("a/empty"),
        hardlink("a/three", "a/one"),
        opaque("a"),
    )
    assert digests(layer, write) == ("", first_digits(b"1"), "", "", first_digits(b""), "", "")


def test_a_file_of_any_length_is_hashed_to_its_end() -> None:
    contents = [bytes([number]) * size for number, size in enumerate((511, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 1))]
    layer = tar(*(file(f"f{number}", content) for number, content in enumerate(contents)))
    assert digests(layer) == tuple(map(first_digits, contents))


def test_a_package_record_is_read_and_hashed() -> None:
    status = b"Package: libc6\nStatus: install ok installed\nVersion: 2.41\nArchitecture: amd64\n"
    too_large = b"x" * (17 * 1024 * 1024)
    layer = tar(file("var/lib/dpkg/status", status), file("app/p.dist-info/RECORD", too_large), file("z", b"z"))
    assert digests(layer) == (first_digits(status), first_digits(too_large), first_digits(b"z"))


def test_sparse_files_are_one_where_their_pieces_and_their_places_are() -> None:
    def sparse(start: int, data: bytes) -> bytes:
        fields = {"GNU.sparse.size": "2000", "GNU.sparse.map": f"{start},{len(data)}"}
        return pax(fields, data=data) + header("after", 1) + padded(b"y") + bytes(1024)

    one, after = digests(sparse(0, b"x"))
    assert after == first_digits(b"y")
    assert len(one) == 32
    assert digests(sparse(0, b"x"))[0] == one
    assert len({one, digests(sparse(1, b"x"))[0], digests(sparse(0, b"z"))[0], digests(sparse(0, b"xx"))[0]}) == 4
