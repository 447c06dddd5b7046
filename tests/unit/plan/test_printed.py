from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.plan.claiming import claim, faults_of

if TYPE_CHECKING:
    from pathlib import Path

OWN = "layer_count('demo:slim', which='own') == instructions('demo:slim', 'COPY') + instructions('demo:slim', 'RUN')"
BELOW = "difference('demo:slim', 'demo:multi') < bound('1 kB')"
ABOVE = "difference('demo:multi', 'demo:slim') < bound('1 kB')"
ADDS = "own_size('demo:slim') > 3 * layer_size('demo:slim', 'COPY app.py')"


@pytest.mark.parametrize(
    ("conditions", "sentence"),
    [
        (OWN, "`demo:slim` has {{ layer_count('demo:slim', which='own') }} layers of its own, exactly as many."),
        (f"{BELOW}, {ABOVE}", "`demo:slim` and `demo:multi` are less than {{ bound('1 kB') }} apart."),
        (ADDS, "What the Dockerfile of `demo:slim` adds to this image is more than three times the app."),
    ],
)
def test_a_claim_prints_what_it_compares(root: Path, conditions: str, sentence: str) -> None:
    assert faults_of(root, claim(conditions, sentence)) == []


@pytest.mark.parametrize(
    ("conditions", "sentence", "problem"),
    [
        (
            OWN,
            "`demo:slim` has {{ layer_count('demo:slim') }} layers of its own, exactly as many.",
            "the sentence prints another `layer_count` of `demo:slim` than its conditions compare",
        ),
        (
            BELOW,
            "`demo:slim` and `demo:multi` are less than {{ bound('1 kB') }} apart.",
            'holds for a difference below nothing too; add `difference("demo:multi", "demo:slim") < …`',
        ),
        (
            ADDS,
            "It is more than three times all other layers of this image.",
            "the sentence speaks of the whole image, and its condition of what the Dockerfile adds",
        ),
    ],
)
def test_a_claim_does_not_print_what_is_only_near_it(root: Path, conditions: str, sentence: str, problem: str) -> None:
    assert any(problem in fault for fault in faults_of(root, claim(conditions, sentence)))
