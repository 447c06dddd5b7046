from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from macros.plan.rows import row_faults
from tests.unit.plan.project import catalog_of

if TYPE_CHECKING:
    from pathlib import Path


def faults_of(root: Path, text: str) -> list[str]:
    (root / "docs/page.md").write_text(text)
    return [str(fault) for fault in row_faults(catalog_of(root), root / "docs")]


@pytest.mark.parametrize(
    "row",
    [
        "| `demo:slim` | {{ size('demo:slim') }} |",
        "| `demo:slim` to `demo:multi` | {{ difference('demo:slim', 'demo:multi') }} |",
        "| the slim one | {{ size('demo:multi') }} |",
        "`demo:slim` | {{ size('demo:multi') }}",
        "```\n| `demo:slim` | {{ size('demo:multi') }} |\n```",
    ],
)
def test_a_row_may_have_figures_of_what_it_names(root: Path, row: str) -> None:
    assert faults_of(root, f"# Title\n\n{row}\n") == []


def test_a_row_does_not_have_a_figure_of_another_image(root: Path) -> None:
    row = "| `demo:slim` | {{ size('demo:slim') }} | {{ base_size('demo:multi') }} |"
    (fault,) = faults_of(root, f"# Title\n\n| a | b | c |\n|---|---|---|\n{row}\n")
    assert fault.startswith("docs/page.md:5: the row names `demo:slim`, and has a figure of `demo:multi`; print the")
