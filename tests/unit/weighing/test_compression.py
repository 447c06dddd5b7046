from __future__ import annotations

import gzip
import zlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zlib_ng import zlib_ng

from macros.weighing.compression import END, HEADER, TransferSize, compress_block
from macros.weighing.streams import BLOCK


def blocks(data: bytes) -> list[bytes]:
    return [data[start : start + BLOCK] for start in range(0, len(data), BLOCK)]


def stream(data: bytes) -> bytes:
    """Return the gzip stream whose length TransferSize tells."""
    packed, before = [HEADER], b""
    for block in blocks(data):
        packed.append(compress_block(block, before[-32 * 1024 :]))
        before = block
    trailer = zlib.crc32(data).to_bytes(4, "little") + len(data).to_bytes(4, "little")
    return b"".join([*packed, END, trailer])


def transfer_size(data: bytes, cores: int = 2) -> int:
    with ThreadPoolExecutor(cores) as pool:
        size = TransferSize(pool)
        for block in blocks(data):
            size.add(block)
        return size.total()


KNOWN = b"".join(b"%d squared is %d\n" % (number, number * number) for number in range(60_000))


def test_the_pinned_compressor_gives_the_known_length() -> None:
    """A new zlib-ng that compresses otherwise is a new ruler: raise its versions when this figure moves."""
    assert len(KNOWN) == 1_622_641
    assert transfer_size(KNOWN) == 430_754


@pytest.mark.parametrize("length", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, len(KNOWN)])
def test_the_length_is_that_of_a_stream_that_gzip_unpacks(length: int) -> None:
    data = KNOWN[:length]
    assert gzip.decompress(stream(data)) == data
    assert transfer_size(data) == len(stream(data))


@given(st.binary(max_size=2000), st.binary(max_size=2000))
def test_a_block_follows_on_the_one_before_it(before: bytes, block: bytes) -> None:
    packed = compress_block(before, b"") + compress_block(block, before) + END
    assert zlib.decompress(packed, -15) == before + block


def test_the_length_does_not_depend_on_the_number_of_cores() -> None:
    assert transfer_size(KNOWN, cores=1) == transfer_size(KNOWN, cores=5)


def test_cutting_into_blocks_changes_less_than_a_thousandth() -> None:
    packer = zlib_ng.compressobj(6, 8, 31)
    whole = len(packer.compress(KNOWN) + packer.flush())
    assert abs(transfer_size(KNOWN) - whole) < whole / 1000
