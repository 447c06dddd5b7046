from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros.weighing.errors import BrokenTar
from macros.weighing.streams import BLOCK, ForwardReader, Hashed
from tests.unit.weighing.archives import digest


@given(st.lists(st.binary(min_size=1, max_size=50)), st.lists(st.integers(0, 60)))
def test_bytes_come_out_as_they_went_in_however_they_are_cut(blocks: list[bytes], sizes: list[int]) -> None:
    reader, whole, position = ForwardReader(blocks), b"".join(blocks), 0
    for size in sizes:
        assert reader.read(size) == whole[position : position + size]
        position = min(position + size, len(whole))
        assert reader.tell() == position
    assert b"".join(reader.blocks()) == whole[position:]


def test_seeking_passes_over_bytes_and_stops_at_the_end() -> None:
    reader = ForwardReader([b"abc", b"def"])
    assert reader.seek(4) == 4
    assert reader.read(1) == b"e"
    assert reader.seek(100) == 6


def test_seeking_backwards_is_refused() -> None:
    reader = ForwardReader([b"abc"])
    reader.read(2)
    with pytest.raises(BrokenTar):
        reader.seek(1)


def test_blocks_are_of_one_size_but_for_the_last() -> None:
    data = b"x" * (2 * BLOCK + 5)
    cut = [data[start : start + 1000] for start in range(0, len(data), 1000)]
    assert [len(block) for block in ForwardReader(cut).blocks()] == [BLOCK, BLOCK, 5]


def hashed_blocks(blocks: list[bytes], *algorithms: str) -> Hashed:
    return Hashed(blocks, ThreadPoolExecutor(1), *algorithms)


@pytest.mark.parametrize("asked_for", [0, 1, 3])
def test_a_digest_is_that_of_all_bytes_however_many_were_asked_for(asked_for: int) -> None:
    hashed = hashed_blocks([b"ab", b"c", b"d"])
    assert hashed.first == b"ab"
    for _ in range(asked_for):
        next(iter(hashed))
    assert hashed.digest() == digest(b"abcd")


def test_the_digest_of_nothing_is_that_of_nothing() -> None:
    assert hashed_blocks([]).digest() == digest(b"")


def test_another_hash_is_taken_beside_the_first() -> None:
    hashed = hashed_blocks([b"ab", b"c"], "sha512", "sha256")
    assert hashed.digest("sha512") == f"sha512:{hashlib.sha512(b'abc').hexdigest()}"
    assert hashed.digest() == digest(b"abc")


def test_blocks_that_wait_for_their_thread_are_hashed_in_order() -> None:
    # Large ones, and so many that reading waits; a small one overtakes none of them.
    blocks = [bytes([number]) * size for number, size in enumerate((*20 * [BLOCK], 5, BLOCK, 0, 1))]
    assert hashed_blocks(blocks).digest() == digest(b"".join(blocks))
