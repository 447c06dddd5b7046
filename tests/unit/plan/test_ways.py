from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.plan.test_unproved import ABOUT_DEMO, found

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def three(root: Path) -> None:
    declared, folder = root / "examples/demo.toml", root / "examples/demo"
    declared.write_text(declared.read_text().replace("[smoke_test]", '[variants.third]\nsummary = "x"\n\n[smoke_test]'))
    (folder / "Dockerfile.third").write_text((folder / "Dockerfile.slim").read_text())


@pytest.mark.parametrize("words", ["packed three ways", "in three other images", "three Dockerfiles", "two images"])
def test_what_the_example_has_may_be_counted_in_words(root: Path, words: str) -> None:
    assert found(root, f"It is {words}.{ABOUT_DEMO}") == []


@pytest.mark.parametrize("words", ["four ways", "Nine images", "four\nDockerfiles", "five small variants"])
def test_a_count_that_no_example_of_the_page_has_is_a_fault(root: Path, words: str) -> None:
    ((line, problem),) = found(root, f"# Title\n\nIt is {words}.{ABOUT_DEMO}")
    assert line == 3
    assert f"no example of the page has `{' '.join(words.split())}`; those that it names have: `demo` 3" in problem
