from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.plan.claiming import LESS, MULTI, SLIM, claim, faults_of

if TYPE_CHECKING:
    from pathlib import Path

BASE, WHOLE = 'base_size("demo:slim")', 'size("demo:slim")'


@pytest.mark.parametrize(
    ("conditions", "sentence"),
    [
        (f"{BASE} > {WHOLE} / 2", "Most of `demo:slim` is its base."),
        (f"{BASE} * 3 > 2 * {WHOLE}", "Most of `demo:slim` is its base."),
        (f"{BASE} > 9 * ({WHOLE} - {BASE})", "Most of `demo:slim` is its base."),
        (f"{BASE} > 0.6 * {WHOLE}", "Most of `demo:slim` is its base."),
    ],
)
def test_a_sentence_may_say_as_much_as_its_conditions(root: Path, conditions: str, sentence: str) -> None:
    assert faults_of(root, claim(conditions, sentence)) == []


@pytest.mark.parametrize(
    ("conditions", "sentence", "problem"),
    [
        (
            LESS,
            "`demo:multi` is smaller than `demo:slim`, because it has a builder.",
            "says `because`, and a condition",
        ),
        (LESS, "Since it has a builder, `demo:multi` is smaller than `demo:slim`.", "says `Since`, and a condition"),
        (LESS, "`demo:multi` is always smaller than `demo:slim`.", "says `always`, and what was measured is these"),
        (LESS, "`demo:multi` is smaller than any image, and than `demo:slim`.", "says `any image`, and what was"),
        (LESS, "Its builder alone makes `demo:multi` smaller than `demo:slim`.", "says `alone`, and no condition is"),
        ("packages('demo:slim', 'curl') == 1", "curl is the only package of `demo:slim`.", "says `the only`, and no"),
        (LESS, "`demo:multi` is the smallest, smaller than `demo:slim`.", "compare fewer than three images"),
        (f"{SLIM} > {MULTI}", "`demo:slim` weighs the most, more than `demo:multi`.", "compare fewer than three"),
        (f"{BASE} > {WHOLE} / 3", "Most of `demo:slim` is its base.", "says that it is half or more"),
        (f"{BASE} > 3", "Most of `demo:slim` is its base.", "says that it is half or more"),
        (f"{BASE} == {WHOLE}", "Most of `demo:slim` is its base.", "says that it is half or more"),
    ],
)
def test_a_sentence_says_no_more_than_conditions_can(root: Path, conditions: str, sentence: str, problem: str) -> None:
    assert any(problem in fault for fault in faults_of(root, claim(conditions, sentence)))
