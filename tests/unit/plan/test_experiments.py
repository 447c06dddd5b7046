"""When a cache experiment is made, made anew or left alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from macros.plan.decisions import Circumstances, Work
from macros.plan.experiments import decide_experiments
from macros.records.store import Store
from tests.unit.plan.project import TOML, catalog_of, make_project
from tests.unit.records.samples import BUILD_RECORD, EXPERIMENT, KEY, NOON, OTHER_KEY, SMOKE_TEST, WEIGHING

if TYPE_CHECKING:
    from pathlib import Path

    from macros.catalog.model import Catalog
    from macros.plan.experiments import ExperimentWork

TEXT = '\n[experiments.edited]\nvariants = ["slim", "multi"]\nedit = { file = "app.py", append = "# b" }\n'
NOW = Circumstances("docker", "classic", "linux/amd64", "1", NOON, timedelta(days=7))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    make_project(tmp_path)
    return tmp_path


def read(root: Path, text: str = TEXT) -> Catalog:
    (root / "examples/demo.toml").write_text(TOML + text)
    return catalog_of(root)


def works_of(catalog: Catalog, build_key: str = KEY) -> list[Work]:
    """Both variants, measured."""
    [example] = catalog.examples
    given = (BUILD_RECORD, WEIGHING, (SMOKE_TEST,), False)
    return [Work(variant, example, (), {}, KEY, build_key, *given) for variant in example.variants]


def decided(root: Path, circumstances: Circumstances = NOW) -> ExperimentWork:
    catalog = read(root)
    [work] = decide_experiments(catalog, works_of(catalog), Store(root), circumstances)
    return work


def test_an_experiment_waits_until_all_its_variants_are_measured(root: Path) -> None:
    catalog = read(root)
    slim, multi = works_of(catalog)
    unmeasured = replace(multi, weighing=None)
    assert decide_experiments(catalog, [slim, unmeasured], Store(root), NOW) == ()
    assert decide_experiments(catalog, [slim], Store(root), NOW) == ()


def test_an_experiment_that_was_made_is_left_alone_until_it_is_old(root: Path) -> None:
    work = decided(root)
    assert not work.done
    Store(root).add_experiment(work.key, replace(EXPERIMENT, key=work.key))
    assert decided(root).done
    assert not decided(root, replace(NOW, now=NOON + timedelta(days=7))).done
    assert not decided(root, replace(NOW, refresh=True)).done


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(TEXT.replace("# b", "# c"), id="another edit"),
        pytest.param(
            TEXT.replace("append", "replace").replace('"# b"', '"hello", by = "# b"'), id="another kind of edit"
        ),
        pytest.param(f"{TEXT}cleared = true\n", id="an emptied cache"),
        pytest.param(TEXT.replace('"slim", "multi"', '"multi", "slim"'), id="another order"),
    ],
)
def test_a_change_of_the_experiment_is_another_key(root: Path, text: str) -> None:
    before = decided(root)
    catalog = read(root, text)
    [after] = decide_experiments(catalog, works_of(catalog), Store(root), NOW)
    assert before.key != after.key


def test_a_change_of_a_variant_is_another_key_and_one_of_its_smoke_test_is_not(root: Path) -> None:
    catalog = read(root)
    works = works_of(catalog)
    keys = {
        decide_experiments(catalog, given, Store(root), NOW)[0].key
        for given in (works, [replace(work, key=OTHER_KEY) for work in works])
    }
    assert len(keys) == 1
    assert decide_experiments(catalog, works_of(catalog, OTHER_KEY), Store(root), NOW)[0].key not in keys
