from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.plan.claiming import LESS, MULTI, SLIM, claim, faults_of

if TYPE_CHECKING:
    from pathlib import Path

MULTI_FIGURE, SLIM_FIGURE = f"{{{{ {MULTI} }}}}", f"{{{{ {SLIM} }}}}"
MORE = f"{SLIM} > {MULTI}"


@pytest.mark.parametrize(
    ("conditions", "sentence"),
    [
        (LESS, f"`demo:multi` is smaller: {MULTI_FIGURE}."),
        (LESS, f"`demo:multi` has {MULTI_FIGURE}, which is less than `demo:slim` with {SLIM_FIGURE}."),
        (LESS, f"It is less, {MULTI_FIGURE} to {SLIM_FIGURE}."),
        (MORE, f"From `demo:slim` to `demo:multi` it goes down from {SLIM_FIGURE} to {MULTI_FIGURE}."),
        (MORE, f"{SLIM_FIGURE} is more, as `demo:multi` shows."),
        (LESS, "`demo:multi` saves {{ difference('demo:slim', 'demo:multi') }}, and is smaller."),
    ],
)
def test_a_figure_after_its_image_is_no_fault(root: Path, conditions: str, sentence: str) -> None:
    assert [each for each in faults_of(root, claim(conditions, sentence)) if "then has a figure" in each] == []


@pytest.mark.parametrize(
    ("conditions", "sentence", "name", "figure"),
    [
        (LESS, f"`demo:multi` carries less: {SLIM_FIGURE}.", "demo:multi", "demo:slim"),
        (LESS, f"`multi` carries less: {SLIM_FIGURE}.", "multi", "demo:slim"),
        (
            MORE,
            f"From `demo:slim` to `demo:multi` it goes down from {MULTI_FIGURE} to {SLIM_FIGURE}.",
            "demo:slim",
            "demo:multi",
        ),
        (MORE, f"`demo:slim`, not `demo:multi`, has more: {SLIM_FIGURE}.", "demo:multi", "demo:slim"),
    ],
)
def test_a_figure_after_another_image_is_refused(
    root: Path, conditions: str, sentence: str, name: str, figure: str
) -> None:
    found = faults_of(root, claim(conditions, sentence))
    assert any(f"names `{name}`, and then has a figure of `{figure}`; print the figure" in each for each in found)


def test_an_example_with_a_fault_is_one_fault_and_not_one_for_each_sentence_on_its_base(root: Path) -> None:
    (root / "examples/other").mkdir()
    (root / "examples/other/Dockerfile.one").write_text("FROM python:3.12-slim\nCOPY a /\n")
    (root / "examples/other/a").write_text("a")
    (root / "examples/other.toml").write_text(
        'title = "Another"\n[variants.one]\nsummary = "one"\n[smoke_test]\noutput = "a"\n'
    )
    declared = root / "examples/demo.toml"
    declared.write_text(declared.read_text().replace("output =", "outptu ="))
    sentence = f"On `python:3.12-slim` it weighs less than before, {SLIM_FIGURE}."
    assert [each for each in faults_of(root, claim(LESS, sentence)) if "then has a figure" in each] == []
