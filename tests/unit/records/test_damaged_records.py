"""Every shelf of the store: a record that was edited, cut short or written by another version counts as absent."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

from macros.records import files
from macros.records.elsewhere import EngineAbsent, ShownElsewhere
from macros.records.facts import FactRecord
from macros.records.resolutions import Resolution
from macros.records.store import Store
from tests.unit.records.samples import (
    BUILD_RECORD,
    COMMAND,
    DIGESTS,
    ENGINE,
    EXPERIMENT,
    KEY,
    LAYER,
    NOON,
    OTHER_KEY,
    SMOKE_TEST,
    WEIGHING,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RESOLUTION = Resolution("docker.io/library/python:3.12-slim", "linux/amd64", KEY, OTHER_KEY, 46_000_000, NOON)
FACT = FactRecord("file_count(myapp:fat, /*)", {"myapp:fat": KEY}, 1, ("/app/app.py",))
SHELVES: dict[str, tuple[Callable[[Store], None], Callable[[Store], object]]] = {
    "builds": (lambda store: store.add_build(KEY, BUILD_RECORD), lambda store: store.build(KEY)),
    "weighings": (lambda store: store.add_weighing(KEY, WEIGHING), lambda store: store.weighing(KEY)),
    "smoke_tests": (lambda store: store.add_smoke_test(KEY, SMOKE_TEST), lambda store: store.smoke_test(KEY)),
    "commands": (lambda store: store.add_command(KEY, COMMAND), lambda store: store.command(KEY)),
    "elsewhere": (
        lambda store: store.add_shown_elsewhere(KEY, ShownElsewhere(ENGINE, OTHER_KEY, 104, NOON)),
        lambda store: store.shown_elsewhere(KEY),
    ),
    "absent": (
        lambda store: store.add_engine_absent(KEY, EngineAbsent("no root", NOON)),
        lambda store: store.engine_absent(KEY),
    ),
    "resolutions": (lambda store: store.add_resolution(KEY, RESOLUTION), lambda store: store.resolution(KEY)),
    "facts": (lambda store: store.add_fact(KEY, FACT), lambda store: store.fact(KEY)),
    "experiments": (lambda store: store.add_experiment(KEY, EXPERIMENT), lambda store: store.experiment(KEY)),
    "layers": (lambda store: store.layers.add(KEY, LAYER, DIGESTS), lambda store: store.layers.get(KEY)),
    "layer_digests": (lambda store: store.layers.add(KEY, LAYER, DIGESTS), lambda store: store.layers.files(KEY)),
}
"""How each shelf, by its folder, is written to and read."""


def _edited(document: bytes) -> bytes:
    """Change the last letter or digit of the body, and nothing else."""
    body = _compact(json.loads(document)["body"])
    assert body in document
    place = max(index for index, byte in enumerate(body) if chr(byte).isalnum())
    other = b"1" if body[place : place + 1] != b"1" else b"2"
    return document.replace(body, body[:place] + other + body[place + 1 :])


def _compact(body: object) -> bytes:
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()


def _cut_short(document: bytes) -> bytes:
    return document[: len(document) // 2]


def _empty(_: bytes) -> bytes:
    return b""


def _of_another_format(document: bytes) -> bytes:
    return document.replace(b'"format":1', b'"format":2')


def _of_another_version(document: bytes) -> bytes:
    """Seal a body that lacks what every version so far has had, as one to come might."""
    body = json.loads(document)["body"]
    del body[next(iter(body))]
    return files.seal(KEY, _compact(body))


def _misfiled(document: bytes) -> bytes:
    return files.seal(OTHER_KEY, _compact(json.loads(document)["body"]))


@pytest.mark.parametrize("damage", [_edited, _cut_short, _empty, _of_another_format, _of_another_version, _misfiled])
@pytest.mark.parametrize("shelf", SHELVES)
def test_a_damaged_record_of_any_shelf_counts_as_absent_until_it_is_written_anew(
    tmp_path: Path, shelf: str, damage: Callable[[bytes], bytes]
) -> None:
    add, get = SHELVES[shelf]
    store = Store(tmp_path)
    add(store)
    assert get(store) is not None
    [path] = (tmp_path / "records" / shelf).iterdir()
    packed = path.suffix == ".gz"
    whole = path.read_bytes()
    damaged = damage(gzip.decompress(whole) if packed else whole)
    path.write_bytes(gzip.compress(damaged) if packed else damaged)
    assert get(store) is None
    add(store)
    assert get(store) is not None


def test_every_shelf_of_the_store_is_among_them(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for add, _ in SHELVES.values():
        add(store)
    assert {path.name for path in (tmp_path / "records").iterdir()} == SHELVES.keys()
    assert len(SHELVES) == len(vars(store)) + 1, "a layer is on two shelves, every other record on one"
