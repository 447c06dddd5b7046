from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING

import pytest

from macros.lab.facts import Answers, answers, fact_outcomes
from macros.records.facts import FactRecord, FileQuestion
from macros.records.measurement import NotMeasured
from macros.records.store import Store
from macros.weighing.ruler import weigh
from tests.unit.records.samples import measurement
from tests.unit.weighing.archives import classic, configuration, file, hardlink, symlink, tar, whiteout

if TYPE_CHECKING:
    from pathlib import Path

    from macros.records.facts import QuestionKind
    from macros.records.measurement import Outcome
    from macros.records.stations import Weighing

BASE = tar(
    file("usr/bin/gcc-14", b"gcc"),
    hardlink("usr/bin/cc", "usr/bin/gcc-14"),
    symlink("usr/bin/gcc", "gcc-14"),
    file("usr/lib/gcc/cc1", b"cc1"),
    file("app/app.py", b"1"),
)
APP = tar(file("app/app.py", b"2"), file("app/new.py", b"3"), whiteout("usr/lib/gcc"), symlink("usr/bin/gcc", "no"))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


@pytest.fixture
def weighings(store: Store) -> dict[str, Weighing]:
    return {
        "web:one": weigh(io.BytesIO(classic(BASE)), store.layers),
        "web:other": weigh(io.BytesIO(classic(BASE, APP)), store.layers),
    }


def ask(
    store: Store, weighings: dict[str, Weighing], kind: QuestionKind, *arguments: str
) -> tuple[int, tuple[str, ...]]:
    *references, pattern = arguments
    found = answers([FileQuestion(kind, tuple(references), pattern)], weighings, store)
    assert not found.gone
    [(name, record)] = found.facts.items()
    assert name == record.fact == f"{kind}({', '.join(arguments)})"
    assert record.images == {reference: weighings[reference].config_digest for reference in references}
    return record.value, record.paths


def test_a_file_counts_under_each_of_its_names_and_weighs_once(store: Store, weighings: dict[str, Weighing]) -> None:
    names = ("/usr/bin/cc", "/usr/bin/gcc-14")
    assert ask(store, weighings, "file_count", "web:one", "/usr/bin/*") == (2, names)
    assert ask(store, weighings, "files_size", "web:one", "/usr/bin/*") == (3, ("/usr/bin/cc",))
    assert ask(store, weighings, "files_size", "web:one", "/usr/**") == (6, ("/usr/bin/cc", "/usr/lib/gcc/cc1"))


def test_what_is_not_there_is_a_zero(store: Store, weighings: dict[str, Weighing]) -> None:
    assert ask(store, weighings, "file_count", "web:other", "/usr/lib/**") == (0, ())
    assert ask(store, weighings, "files_size", "web:other", "/usr/lib/**") == (0, ())
    assert ask(store, weighings, "changed_files", "web:one", "web:other", "/etc/**") == (0, ())


def test_files_have_changed_where_content_link_or_presence_differs(
    store: Store, weighings: dict[str, Weighing]
) -> None:
    changed = ("/app/app.py", "/app/new.py", "/usr/bin/gcc", "/usr/lib/gcc/cc1")
    assert ask(store, weighings, "changed_files", "web:one", "web:other", "/**") == (4, changed)
    assert ask(store, weighings, "changed_files", "web:other", "web:one", "/app/*") == (2, changed[:2])
    assert ask(store, weighings, "changed_files", "web:one", "web:other", "/usr/bin/*c") == (1, ("/usr/bin/gcc",))
    assert ask(store, weighings, "changed_files", "web:one", "web:one", "/**") == (0, ())


def test_a_copy_is_the_same_file_as_a_hard_link(store: Store, weighings: dict[str, Weighing]) -> None:
    copied = tar(file("usr/bin/gcc-14", b"gcc"), file("usr/bin/cc", b"gcc"))
    weighings["web:copied"] = weigh(io.BytesIO(classic(copied)), store.layers)
    assert ask(store, weighings, "changed_files", "web:one", "web:copied", "/usr/bin/*c*[c4]")[1] == ("/usr/bin/gcc",)


def test_the_first_ten_paths_are_named(store: Store) -> None:
    many = tar(*(file(f"many/{number:02}") for number in reversed(range(30))))
    weighings = {"web:many": weigh(io.BytesIO(classic(many)), store.layers)}
    assert ask(store, weighings, "file_count", "web:many", "/many/*") == (30, tuple(f"/many/{n:02}" for n in range(10)))


def test_an_answer_that_is_known_needs_no_list_of_files(
    store: Store, weighings: dict[str, Weighing], tmp_path: Path
) -> None:
    first = ask(store, weighings, "file_count", "web:one", "/usr/**")
    for path in [*(tmp_path / "records" / "layers").iterdir(), *(tmp_path / "records" / "layer_digests").iterdir()]:
        path.unlink()
    assert ask(store, weighings, "file_count", "web:one", "/usr/**") == first


@pytest.mark.parametrize("kind", ["layers", "layer_digests"])
@pytest.mark.parametrize("is_damaged", [True, False])
def test_an_image_whose_list_is_lost_is_named_and_answered_once_it_is_weighed_again(
    store: Store,
    weighings: dict[str, Weighing],
    tmp_path: Path,
    kind: str,
    is_damaged: bool,  # noqa: FBT001
) -> None:
    for path in (tmp_path / "records" / kind).iterdir():
        path.write_bytes(b"") if is_damaged else path.unlink()
    question = FileQuestion("file_count", ("web:one",), "/usr/**")
    lost = answers([question], weighings, store)
    assert lost == Answers({}, frozenset({"web:one"}))
    assert weigh(io.BytesIO(classic(BASE)), store.layers) == weighings["web:one"]
    found = answers([question], weighings, store)
    assert (found.facts[question.name].value, found.gone) == (3, frozenset())


def test_an_image_with_the_same_files_and_another_configuration_has_changed_none(
    store: Store, weighings: dict[str, Weighing]
) -> None:
    config = configuration(BASE, created="2026-05-04T10:20:31Z")
    weighings["web:later"] = weigh(io.BytesIO(classic(BASE, config=config)), store.layers)
    assert weighings["web:later"].config_digest != weighings["web:one"].config_digest
    assert ask(store, weighings, "changed_files", "web:one", "web:later", "**") == (0, ())


def test_what_asks_of_an_image_that_was_not_measured_gets_its_reason(
    store: Store, weighings: dict[str, Weighing]
) -> None:
    question = FileQuestion("changed_files", ("web:one", "web:no"), "/**")
    not_measured = NotMeasured("web:no", "it does not build", needs_registry=True)
    found = answers([question], weighings, store)
    assert found == Answers({}, frozenset())
    outcomes: dict[str, Outcome] = {"web:one": measurement(), "web:no": not_measured}
    assert fact_outcomes([question], {}, outcomes, None) == {question.name: not_measured}


def test_a_lost_list_without_an_engine_says_so() -> None:
    question = FileQuestion("file_count", ("web:one",), "/usr/**")
    [outcome] = fact_outcomes([question], {}, {"web:one": measurement()}, "no engine can be had").values()
    assert outcome == NotMeasured(
        "web:one",
        "the list of its files is gone from the store, and it could not be weighed anew: no engine can be had",
    )
    record = FactRecord(question.name, {}, 1, ())
    assert fact_outcomes([question], {question.name: record}, {}, None) == {question.name: record}


def test_layers_count_that_have_a_file_seen_or_not(store: Store, weighings: dict[str, Weighing]) -> None:
    question = FileQuestion("layers_with", ("web:other",), "/app/app.py")
    record = answers([question], weighings, store).facts[question.name]
    assert (record.value, record.layers, record.paths) == (2, (0, 1), ("/app/app.py",))
    assert ask(store, weighings, "layers_with", "web:other", "/usr/lib/gcc/cc1") == (1, ("/usr/lib/gcc/cc1",))
    assert ask(store, weighings, "file_count", "web:other", "/usr/lib/gcc/cc1") == (0, ())


def test_a_layer_has_a_file_under_a_hard_link_and_not_under_a_symbolic_one(
    store: Store, weighings: dict[str, Weighing]
) -> None:
    assert ask(store, weighings, "layers_with", "web:one", "/usr/bin/cc") == (1, ("/usr/bin/cc",))
    assert ask(store, weighings, "layers_with", "web:one", "/usr/bin/gcc") == (0, ())
    assert ask(store, weighings, "layers_with", "web:one", "/usr/lib") == (0, ())


def test_layers_are_found_by_what_a_file_holds_under_any_name(store: Store, weighings: dict[str, Weighing]) -> None:
    content = f"sha256:{hashlib.sha256(b'gcc').hexdigest()}"
    assert ask(store, weighings, "layers_with", "web:one", content) == (1, ("/usr/bin/gcc-14",))
    nowhere = f"sha256:{hashlib.sha256(b'nothing like it').hexdigest()}"
    assert ask(store, weighings, "layers_with", "web:one", nowhere) == (0, ())


def test_the_set_uid_files_are_those_that_a_container_sees(store: Store) -> None:
    lower = tar(file("bin/su", b"su", mode=0o4755), file("bin/ls", b"ls"), file("bin/mount", b"m", mode=0o4755))
    weighings = {"web:one": weigh(io.BytesIO(classic(lower, tar(whiteout("bin/mount")))), store.layers)}
    assert ask(store, weighings, "setuid_files", "web:one", "/**") == (1, ("/bin/su",))


def test_an_image_whose_layers_are_lost_has_no_answer_and_is_named(
    store: Store, weighings: dict[str, Weighing], tmp_path: Path
) -> None:
    for path in (tmp_path / "records" / "layer_digests").iterdir():
        path.unlink()
    question = FileQuestion("layers_with", ("web:one",), "/app/*")
    assert answers([question], weighings, store) == Answers({}, frozenset({"web:one"}))
