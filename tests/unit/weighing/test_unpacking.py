from __future__ import annotations

import gzip
import sys
import zlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros.weighing import unpacking
from macros.weighing.errors import BrokenTar
from macros.weighing.streams import BLOCK
from macros.weighing.unpacking import gunzipped, unpacked, unzstd

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Callable

SKIPPABLE = b"\x50\x2a\x4d\x18" + (3).to_bytes(4, "little") + b"toc"
"""RFC 8878: a frame without data, as zstd:chunked ends with."""


@given(st.lists(st.binary(max_size=2000)), st.integers(1, 100))
def test_gzip_unpacks_several_members_and_ignores_padding(members: list[bytes], size: int) -> None:
    packed = b"".join(map(gzip.compress, members)) + (b"\0" * 7 if members else b"")
    cut = [packed[start : start + size] for start in range(0, len(packed), size)]
    # An empty block would be taken for the end.
    assert all(gunzipped(cut))
    assert b"".join(gunzipped(cut)) == b"".join(members)


def test_a_gzip_bomb_comes_out_in_small_pieces() -> None:
    packed = gzip.compress(bytes(50 * BLOCK))
    assert max(len(piece) for piece in gunzipped([packed])) <= BLOCK


@pytest.mark.parametrize("packed", [gzip.compress(b"abc" * 100)[:-1], gzip.compress(b"abc" * 100)[:12]])
def test_gzip_that_ends_early_is_refused(packed: bytes) -> None:
    with pytest.raises(EOFError):
        list(gunzipped([packed]))


def test_gzip_that_was_altered_is_refused() -> None:
    packed = bytearray(gzip.compress(b"abc" * 100))
    packed[-6] ^= 1
    with pytest.raises(zlib.error):
        list(gunzipped([bytes(packed)]))


@given(st.lists(st.binary(max_size=2000)), st.integers(1, 100))
def test_zstd_unpacks_several_frames_and_passes_over_those_without_data(frames: list[bytes], size: int) -> None:
    packed = b"".join(map(zstd.compress, frames)) + (SKIPPABLE if frames else b"")
    cut = [packed[start : start + size] for start in range(0, len(packed), size)]
    assert all(unzstd(cut))
    assert b"".join(unzstd(cut)) == b"".join(frames)


def test_a_zstd_bomb_comes_out_in_small_pieces() -> None:
    packed = zstd.compress(bytes(50 * BLOCK))
    pieces = [len(piece) for piece in unzstd([packed])]
    assert max(pieces) <= BLOCK
    assert sum(pieces) == 50 * BLOCK


@pytest.mark.parametrize("length", [-1, 12])
def test_zstd_that_ends_early_is_refused(length: int) -> None:
    with pytest.raises(EOFError):
        list(unzstd([zstd.compress(bytes(range(256)) * 9)[:length]]))


def test_zstd_that_was_altered_is_refused() -> None:
    packed = bytearray(zstd.compress(b"abc" * 100, options={zstd.CompressionParameter.checksum_flag: 1}))
    packed[-1] ^= 1
    with pytest.raises(BrokenTar, match="the zstd data is damaged"):
        list(unzstd([bytes(packed)]))


def test_what_is_not_packed_stays_as_it_is() -> None:
    assert list(unpacked([b"ab", b"c"], b"ab")) == [b"ab", b"c"]


@pytest.mark.parametrize("pack", [gzip.compress, zstd.compress])
def test_a_little_that_unpacks_to_a_flood_is_refused(
    monkeypatch: pytest.MonkeyPatch, pack: Callable[[bytes], bytes]
) -> None:
    monkeypatch.setattr(unpacking, "_FLOOD", 10 * BLOCK)
    enough = pack(bytes(10 * BLOCK))
    assert sum(map(len, unpacked([enough], enough))) == 10 * BLOCK
    bomb = pack(bytes(20 * BLOCK))
    with pytest.raises(BrokenTar, match=rf"^{len(bomb)} bytes unpack to more than \d+, which no image needs$"):
        list(unpacked([bomb], bomb))
