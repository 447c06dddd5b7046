from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from macros.bases.pins import NotPinned, Pinned
from macros.plan.decisions import Circumstances, Plan, Work, decide
from macros.plan.keys import digest_of, smoke_key, weighing_key
from macros.records.measurement import Base, NotMeasured
from macros.records.store import Store
from tests.unit.plan.project import catalog_of
from tests.unit.records.samples import BUILD_RECORD, SMOKE_TEST, WEIGHING

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 5, 10, 12, tzinfo=UTC)
FRESHNESS = timedelta(days=7)
HERE = Circumstances("docker", "classic", "linux/amd64", "1", NOW, FRESHNESS)


def pinned(reference: str, digest: str = "a") -> Pinned:
    found = f"sha256:{digest * 64}"
    return Pinned(Base(reference, found, None), f"docker-image://{reference}@{found}", recipe=None, warning=None)


PINS: dict[str, Pinned | NotPinned] = {name: pinned(name) for name in ("python:3.12", "python:3.12-slim")}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "home")


def plan(
    root: Path,
    store: Store,
    *,
    pins: dict[str, Pinned | NotPinned] = PINS,
    here: Circumstances = HERE,
) -> Plan:
    return decide(catalog_of(root), pins, store, here)


def work(decided: Plan, reference: str = "demo:slim") -> Work:
    (found,) = (work for work in decided.works if str(work.variant.reference) == reference)
    return found


def measure(store: Store, missing: Work, oldest_step_at: datetime = NOW) -> None:
    """Leave behind what the stations would."""
    image = missing.build_key
    store.add_build(missing.build_key, replace(BUILD_RECORD, config_digest=image, oldest_step_at=oldest_step_at))
    store.add_weighing(weighing_key(image, "1"), WEIGHING)
    for spec in missing.variant.smoke_tests:
        store.add_smoke_test(smoke_key(image, spec), SMOKE_TEST)


def test_everything_is_to_be_done_where_nothing_was(root: Path, store: Store) -> None:
    decided = plan(root, store)
    assert [str(work.variant.reference) for work in decided.works] == ["demo:slim", "demo:multi"]
    assert not decided.not_measured
    for each in decided.works:
        assert (each.build, each.weighing, each.smoke_tests) == (None, None, None)
        assert not each.stale
        assert not each.done
        assert each.key == digest_of(each.inputs) != each.build_key
    multi = work(decided, "demo:multi")
    assert [base.reference for base in multi.bases] == ["python:3.12", "python:3.12-slim"]
    assert list(multi.named_contexts) == ["python:3.12", "python:3.12-slim"]
    assert {"Dockerfile.multi", "context/app.py", "base/python:3.12", "smoke_test", "ruler"} < set(multi.inputs)


def test_nothing_is_to_be_done_where_every_record_is_fresh(root: Path, store: Store) -> None:
    measure(store, work(plan(root, store)))
    decided = plan(root, store)
    assert work(decided).done
    assert not work(decided, "demo:multi").done


@pytest.mark.parametrize("shelf", ["builds", "weighings", "smoke_tests"])
def test_what_is_left_of_an_edited_record_is_measured_again(root: Path, store: Store, shelf: str) -> None:
    measure(store, work(plan(root, store)))
    [path] = (root / "home" / "records" / shelf).iterdir()
    path.write_bytes(path.read_bytes().replace(b"0", b"1"))
    assert not work(plan(root, store)).done
    measure(store, work(plan(root, store)))
    assert work(plan(root, store)).done


def test_a_measurement_is_as_old_as_its_oldest_step(root: Path, store: Store) -> None:
    measure(store, work(plan(root, store)), oldest_step_at=NOW - FRESHNESS + timedelta(seconds=1))
    assert work(plan(root, store)).done
    late = work(plan(root, store, here=replace(HERE, now=NOW + timedelta(seconds=1))))
    assert late.stale
    assert not late.done
    assert late.complete, "its records still stand if it cannot be built anew"


def test_a_new_smoke_test_leaves_build_and_weighing(root: Path, store: Store) -> None:
    before = work(plan(root, store))
    measure(store, before)
    toml = root / "examples/demo.toml"
    toml.write_text(toml.read_text().replace("hello", "hallo"))
    after = work(plan(root, store))
    assert after.build is not None
    assert after.weighing is not None
    assert after.smoke_tests is None
    assert after.build_key == before.build_key
    assert after.key != before.key


def test_a_second_smoke_test_leaves_what_is_known_of_the_first(root: Path, store: Store) -> None:
    measure(store, work(plan(root, store)))
    toml = root / "examples/demo.toml"
    text = toml.read_text()
    toml.write_text(text.replace("[smoke_test]", '[[smoke_test]]\ncommand = ["true"]\noutput = ""\n\n[[smoke_test]]'))
    after = work(plan(root, store))
    assert after.smoke_tests is None
    missing = [store.smoke_test(smoke_key(after.build_key, spec)) is None for spec in after.variant.smoke_tests]
    assert missing == [True, False]


def test_a_new_ruler_leaves_build_and_smoke_test(root: Path, store: Store) -> None:
    measure(store, work(plan(root, store)))
    after = work(plan(root, store, here=replace(HERE, ruler_version="2")))
    assert after.build is not None
    assert after.smoke_tests == (SMOKE_TEST,)
    assert after.weighing is None


def test_another_image_store_is_another_build(root: Path, store: Store) -> None:
    measure(store, work(plan(root, store)))
    assert work(plan(root, store, here=replace(HERE, image_store="containerd"))).build is None


def test_a_base_that_moved_is_another_build(root: Path, store: Store) -> None:
    measure(store, work(plan(root, store)))
    assert work(plan(root, store)).done
    moved = PINS | {"python:3.12-slim": pinned("python:3.12-slim", digest="b")}
    assert work(plan(root, store, pins=moved)).build is None


def test_a_fresh_measurement_is_made_anew_where_that_is_asked_for(root: Path, store: Store) -> None:
    measure(store, work(plan(root, store)))
    refreshed = work(plan(root, store, here=replace(HERE, refresh=True)))
    assert refreshed.stale
    assert refreshed.complete, "its records still stand if it cannot be built anew"


@pytest.mark.parametrize(
    ("name", "rebuilt"),
    [
        ("examples/demo/app.py", {"demo:slim", "demo:multi"}),
        ("examples/demo/Dockerfile.multi", {"demo:multi"}),
        ("examples/demo/notes.txt", set()),
        ("docs/index.md", set()),
    ],
)
def test_a_change_of_one_byte_measures_exactly_what_can_see_it(
    root: Path, store: Store, name: str, rebuilt: set[str]
) -> None:
    for each in plan(root, store).works:
        measure(store, each)
    with (root / name).open("a") as file:
        file.write("\n")
    assert {str(each.variant.reference) for each in plan(root, store).works if not each.done} == rebuilt


def test_a_variant_without_a_base_is_not_measured_and_stops_no_other(root: Path, store: Store) -> None:
    pins = PINS | {"python:3.12": NotPinned("python:3.12", "python:3.12 has no stand-in")}
    decided = plan(root, store, pins=pins)
    assert [str(work.variant.reference) for work in decided.works] == ["demo:slim"]
    reason = "examples/demo/Dockerfile.multi:1: python:3.12 has no stand-in"
    assert decided.not_measured == (NotMeasured("demo:multi", reason, needs_registry=True),)


def test_a_base_that_looks_like_a_stage_gets_a_hint(root: Path, store: Store) -> None:
    path = root / "examples/demo/Dockerfile.multi"
    path.write_text(path.read_text().replace("--from=builder", "--from=buildings"))
    (outcome,) = plan(root, store, pins=PINS | {"buildings": NotPinned("buildings", "no such base")}).not_measured
    assert outcome.reason == "examples/demo/Dockerfile.multi:4: no such base; did you mean `builder`?"


def test_a_part_of_a_plan_holds_what_was_asked_for(root: Path, store: Store) -> None:
    part = plan(root, store).only(("demo:multi",))
    assert [str(work.variant.reference) for work in part.works] == ["demo:multi"]
