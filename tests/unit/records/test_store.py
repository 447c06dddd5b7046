from __future__ import annotations

import errno
import gzip
import json
import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from macros.errors import SurroundingsError
from macros.records import files
from macros.records.elsewhere import EngineAbsent, ShownElsewhere
from macros.records.facts import FactRecord
from macros.records.store import Store
from tests.unit.records.samples import (
    BUILD_RECORD,
    COMMAND,
    DIGESTS,
    ENGINE,
    KEY,
    LAYER,
    NOON,
    OTHER_KEY,
    SMOKE_TEST,
    WEIGHING,
)

if TYPE_CHECKING:
    from pathlib import Path

SHOWN = ShownElsewhere(ENGINE, OTHER_KEY, 104, NOON)
FACT = FactRecord("files(myapp:fat, /app/*)", {"myapp:fat": KEY}, 1, ("/app/app.py",))
ABSENT = EngineAbsent("it needs root; run the command as root", NOON)


def only_file(home: Path, kind: str) -> Path:
    [path] = (home / "records" / kind).iterdir()
    return path


def test_an_empty_store_holds_nothing_and_makes_no_folder(tmp_path: Path) -> None:
    store = Store(tmp_path / "home")
    assert store.build(KEY) is None
    assert store.weighing(KEY) is None
    assert store.smoke_test(KEY) is None
    assert store.command(KEY) is None
    assert store.shown_elsewhere(KEY) is None
    assert store.engine_absent(KEY) is None
    assert store.layers.get(KEY) is None
    assert store.fact(KEY) is None
    assert not (tmp_path / "home").exists()


def test_every_kind_of_record_reads_back_as_it_was_added(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.add_build(KEY, BUILD_RECORD)
    store.add_weighing(KEY, WEIGHING)
    store.add_smoke_test(KEY, SMOKE_TEST)
    store.add_command(KEY, COMMAND)
    store.add_shown_elsewhere(KEY, SHOWN)
    store.add_engine_absent(KEY, ABSENT)
    store.layers.add(KEY, LAYER, DIGESTS)
    store.add_fact(KEY, FACT)
    again = Store(tmp_path)
    assert again.build(KEY) == BUILD_RECORD
    assert again.weighing(KEY) == WEIGHING
    assert again.smoke_test(KEY) == SMOKE_TEST
    assert again.command(KEY) == COMMAND
    assert again.shown_elsewhere(KEY) == SHOWN
    assert again.engine_absent(KEY) == ABSENT
    again.remove_engine_absent(KEY)
    again.remove_engine_absent(OTHER_KEY)
    assert again.engine_absent(KEY) is None
    assert again.layers.get(KEY) == LAYER
    assert again.layers.files(KEY) == (LAYER, DIGESTS)
    assert again.fact(KEY) == FACT
    assert again.build(OTHER_KEY) is None


def test_a_record_that_is_added_again_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.add_smoke_test(KEY, SMOKE_TEST)
    store.add_smoke_test(KEY, SMOKE_TEST)
    assert only_file(tmp_path, "smoke_tests").name == f"{'a' * 64}.json"


@pytest.mark.parametrize("length", [0, 1, 40, -1])
def test_a_truncated_record_counts_as_absent(tmp_path: Path, length: int) -> None:
    store = Store(tmp_path)
    store.add_build(KEY, BUILD_RECORD)
    store.layers.add(KEY, LAYER, DIGESTS)
    for kind in ("builds", "layers"):
        path = only_file(tmp_path, kind)
        path.write_bytes(path.read_bytes()[:length])
    assert store.build(KEY) is None
    assert store.layers.get(KEY) is None


def test_an_edited_record_counts_as_absent(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.add_weighing(KEY, WEIGHING)
    path = only_file(tmp_path, "weighings")
    path.write_bytes(path.read_bytes().replace(b'"unpacked_size":100', b'"unpacked_size":101'))
    assert store.weighing(KEY) is None


def test_a_record_under_another_key_counts_as_absent(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.add_build(KEY, BUILD_RECORD)
    path = only_file(tmp_path, "builds")
    path.rename(path.with_name(f"{'b' * 64}.json"))
    assert store.build(OTHER_KEY) is None


def test_a_record_of_another_format_counts_as_absent(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.add_build(KEY, BUILD_RECORD)
    path = only_file(tmp_path, "builds")
    path.write_bytes(path.read_bytes().replace(b'"format":1', b'"format":2'))
    assert store.build(KEY) is None


def test_a_whole_record_that_lacks_a_field_counts_as_absent(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.add_build(KEY, BUILD_RECORD)
    body = json.loads(only_file(tmp_path, "builds").read_bytes())["body"]
    del body["platform"]
    only_file(tmp_path, "builds").write_bytes(files.seal(KEY, json.dumps(body).encode()))
    assert store.build(KEY) is None


def test_a_layer_that_is_not_gzip_counts_as_absent(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.layers.add(KEY, LAYER, DIGESTS)
    path = only_file(tmp_path, "layers")
    path.write_bytes(gzip.decompress(path.read_bytes()))
    assert store.layers.get(KEY) is None


@pytest.mark.parametrize("kind", ["layers", "layer_digests"])
def test_a_layer_of_which_a_part_is_damaged_goes_as_a_whole(tmp_path: Path, kind: str) -> None:
    store = Store(tmp_path)
    store.layers.add(KEY, LAYER, DIGESTS)
    assert store.layers.files(KEY) == (LAYER, DIGESTS)
    only_file(tmp_path, kind).write_bytes(b"")
    assert store.layers.has(KEY)
    assert store.layers.files(KEY) is None
    assert not store.layers.has(KEY)
    assert store.layers.get(KEY) is None


def test_a_layer_without_digests_is_not_whole(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.layers.add(KEY, LAYER, DIGESTS)
    only_file(tmp_path, "layer_digests").unlink()
    assert not store.layers.has(KEY)


@pytest.mark.parametrize("key", ["", "sha256:", "../../etc/passwd", f"sha256:{'A' * 64}", f"{KEY}/.."])
def test_what_is_no_digest_is_no_key(tmp_path: Path, key: str) -> None:
    with pytest.raises(ValueError, match="is no key"):
        Store(tmp_path).build(key)


def test_threads_that_write_and_read_one_record_never_see_a_part_of_it(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.layers.add(KEY, LAYER, DIGESTS)
    seen = set()

    def write_and_read() -> None:
        for _ in range(50):
            store.layers.add(KEY, LAYER, DIGESTS)
            seen.add(store.layers.get(KEY))

    threads = [threading.Thread(target=write_and_read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == {LAYER}
    assert only_file(tmp_path, "layers").name == f"{'a' * 64}.json.gz"


def test_a_full_disk_is_one_sentence_and_leaves_the_old_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path)
    store.add_smoke_test(KEY, SMOKE_TEST)

    def full(path: Path, target: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path, target)

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(SurroundingsError, match=r"No space left on device; free some space, or set TARE_HOME"):
        store.add_smoke_test(KEY, SMOKE_TEST)
    assert store.smoke_test(KEY) == SMOKE_TEST
    assert only_file(tmp_path, "smoke_tests").name == f"{'a' * 64}.json"


def test_a_file_in_the_place_of_the_folder_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "records").write_text("")
    with pytest.raises(SurroundingsError, match=r"Not a directory; make .* a folder that you can read and write"):
        Store(tmp_path).add_build(KEY, BUILD_RECORD)
    with pytest.raises(SurroundingsError, match=r"could not be read"):
        Store(tmp_path).build(KEY)


def test_the_store_brings_no_engine_and_no_ruler() -> None:
    code = (
        "import sys, macros.records.store, macros.records.results;"
        "print([name for name in ('docker', 'rich', 'tarfile', 'zlib_ng', 'tempfile') if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"
