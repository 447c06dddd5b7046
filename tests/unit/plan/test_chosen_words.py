from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from macros.plan.chosen_words import chosen_word_faults
from macros.plan.templates import read_templates
from tests.unit.plan.project import catalog_of, make_project

if TYPE_CHECKING:
    from pathlib import Path

THAN = '{{ than(size("demo:multi"), size("demo:slim")) }}'
ABOUT = '{{ about(size("demo:multi") - size("demo:multi", what="waste"), size("demo:slim")) }}'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_project(tmp_path)


def found(root: Path, text: str) -> list[tuple[int | None, str]]:
    (root / "docs" / "page.md").write_text(f"# A page\n\n{text}\n")
    templates, faults = read_templates(root / "docs")
    assert not faults
    return [(fault.line, fault.problem) for fault in chosen_word_faults(catalog_of(root), templates)]


@pytest.mark.parametrize(
    "text",
    [
        f"`demo:multi` is {THAN} `demo:slim`.",
        f"The one is {THAN} the other.",
        f"`demo:multi` weighs {ABOUT} what `demo:slim` does.",
        f"That is `demo:slim`. `demo:multi` is {THAN} the other; `demo:multi` it is.",
        f"| `demo:slim` | {THAN} |",
        f"`FROM x. y` and `demo:multi`: {THAN} `python:3.12`.",
        f'{{% call claim(size("demo:multi") > 0) %}}`demo:multi` is {THAN} `demo:slim`{{% endcall %}}',
        '{{ than(size("demo:multi")) }} `demo:slim`',
    ],
)
def test_the_images_beside_such_words_may_be_those_that_they_compare(root: Path, text: str) -> None:
    assert found(root, text) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (f"`demo:slim` is {THAN} the other.", "`demo:slim` is named before `than`"),
        (f"It is {THAN}\n`demo:multi`.", "`demo:multi` is named after `than`"),
        (f"So `demo:slim` weighs {ABOUT} the other.", "`demo:slim` is named before `about`"),
        (f"- *`demo:slim`*, {THAN} the other", "`demo:slim` is named before `than`"),
    ],
)
def test_another_image_beside_them_is_a_fault(root: Path, text: str, problem: str) -> None:
    assert found(root, text) == [(3, f"{problem}, which compares `demo:multi` with `demo:slim`")]


def test_both_sides_are_told(root: Path) -> None:
    assert len(found(root, f"`demo:slim` is {THAN} `demo:multi`.")) == len(("before", "after"))
