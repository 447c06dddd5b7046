from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.plan.claiming import LESS, MULTI, SLIM, claim, faults_of

if TYPE_CHECKING:
    from pathlib import Path

PACKED = "size('demo:multi', what='transfer_size') < size('demo:slim', what='transfer_size')"
MIXED = f"size('demo:multi', what='transfer_size') < {SLIM}"
BASES = "base_size('demo:multi') == base_size('demo:slim')"
NAMED = "`demo:multi` is smaller than `demo:slim`"


@pytest.mark.parametrize(
    ("conditions", "sentence"),
    [
        (f"{MULTI} < {SLIM} / 2", "`demo:multi` is much smaller than `demo:slim`."),
        (PACKED, f"{NAMED} to download."),
        (MIXED, "`demo:multi` is smaller to transfer than `demo:slim` is on disk."),
        (BASES, "`demo:multi` and `demo:slim` have the same base."),
        (f"{MULTI} > size('demo:multi', what='waste')", "`demo:multi` is larger than what it wastes."),
    ],
)
def test_a_sentence_may_speak_of_what_its_conditions_measure(root: Path, conditions: str, sentence: str) -> None:
    assert faults_of(root, claim(conditions, sentence)) == []


@pytest.mark.parametrize(
    ("conditions", "sentence", "problem"),
    [
        (LESS, "`demo:multi` is much smaller than `demo:slim`.", "the sentence says `much smaller`, and no condition"),
        (PACKED, f"{NAMED} unpacked.", "says `unpacked`, and its conditions compare other sizes"),
        (
            LESS,
            "`demo:multi` is a great deal smaller than `demo:slim`.",
            "says `a great deal smaller`, and no condition",
        ),
        (LESS, f"{NAMED}, which takes longer to start.", "the sentence says `takes longer`, which no macro measures"),
        (LESS, f"{NAMED}, and faster.", "the sentence says `faster`, which no macro measures"),
        (LESS, f"It is false that {NAMED}.", "the sentence says `false`, which no condition is about"),
        (LESS, f"{NAMED} to download.", "the sentence says `download`, and its conditions compare other sizes"),
        (MIXED, f"{NAMED}.", "a condition compares two measures, and the sentence speaks of one"),
        (BASES, "`demo:multi` and `demo:slim` have the same size.", "a condition asks for a base"),
        (
            "shared_layers('demo:multi', 'demo:slim') > 3",
            "`demo:multi` and `demo:slim` share all their layers, more than three.",
            "the sentence says `all their layers`, and its condition compares shared layers with a number",
        ),
    ],
)
def test_a_sentence_does_not_speak_of_what_its_conditions_do_not_measure(
    root: Path, conditions: str, sentence: str, problem: str
) -> None:
    assert any(problem in fault for fault in faults_of(root, claim(conditions, sentence)))
