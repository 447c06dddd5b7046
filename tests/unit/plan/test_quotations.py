from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.plan.claiming import LESS, claim, faults_of

if TYPE_CHECKING:
    from pathlib import Path

PRINTS = "printed('demo/run', 'hello') > 0"


@pytest.fixture(autouse=True)
def command(root: Path) -> None:
    declared = root / "examples/demo.toml"
    declared.write_text(
        f'{declared.read_text()}\n[commands.run]\nrun = "docker run --rm demo:slim"\nimages = ["demo:slim"]\n'
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "It prints `hello`.",
        'It says "hello".',
        'It says "hello, world": there it is.',
        "It prints what the script has in `app.py`.",
        "`demo:slim` shows `hello`.",
    ],
)
def test_a_sentence_may_quote_what_a_condition_looks_for(root: Path, sentence: str) -> None:
    assert faults_of(root, claim(PRINTS, sentence)) == []


@pytest.mark.parametrize(
    ("conditions", "sentence"),
    [
        (PRINTS, "It prints `goodbye`."),
        (PRINTS, 'It says "goodbye".'),
        (PRINTS, "`demo:slim` shows `goodbye`."),
        (PRINTS, "Its answer ends with `goodbye`."),
        (LESS, "`demo:multi`, which prints `goodbye`, is smaller than `demo:slim`."),
    ],
)
def test_a_sentence_does_not_quote_what_no_condition_looks_for(root: Path, conditions: str, sentence: str) -> None:
    problem = "the sentence quotes `goodbye`, and no condition of its claim looks for it"
    assert any(problem in fault for fault in faults_of(root, claim(conditions, sentence)))
