from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.plan.claiming import MULTI, SLIM, claim, faults_of

if TYPE_CHECKING:
    from pathlib import Path

ALIKE = "changed_files('demo:slim', 'demo:multi', '/**') == 0"
ONE_LINE = "changed_lines('demo:slim', 'demo:multi') == 1"


@pytest.mark.parametrize(
    ("conditions", "sentence"),
    [
        (ALIKE, "They hold the same Flask."),
        (ALIKE, "No file differs."),
        (ONE_LINE, "They differ in one line."),
        (ONE_LINE, "They are the same but for one line."),
        (ONE_LINE, "They differ in one line, with every other line the same."),
        (f"{MULTI} != {SLIM}", "They have not the same size."),
        (f"{SLIM} > {MULTI}", "They have different sizes: the first is larger."),
        (f"{SLIM} > {MULTI}", "The one is larger than the other, and than all the others."),
        (f"{SLIM} > 2 * {MULTI}", "It is more than twice all the other instructions."),
        (f"{MULTI} == {SLIM}", "They are no different in the same place."),
    ],
)
def test_the_same_and_another_are_what_conditions_say(root: Path, conditions: str, sentence: str) -> None:
    assert faults_of(root, claim(conditions, sentence)) == []


@pytest.mark.parametrize(
    ("conditions", "sentence", "fault"),
    [
        (
            ALIKE,
            "They hold the other Flask, the same.",
            "says `the other`, and no condition of its claim says that any",
        ),
        (ALIKE, "They hold another Flask, the same.", "says `another`, and no condition"),
        (ALIKE, "They hold different Flasks.", "says `different`, and no condition"),
        (ALIKE, "They hold not the same Flask.", "says `not the same`, and no condition"),
        (ALIKE, "They hold other than the same Flask.", "says `other than`, and no condition"),
        (ONE_LINE, "They get another Dockerfile but for one line.", "says `another`, and no condition"),
        (f"{ONE_LINE}, {SLIM} > {MULTI}", "With every other line different, one goes.", "says `different`, and no"),
        (ONE_LINE, "They do not differ in one line.", "says `not differ`, and a condition of its claim counts what"),
        (ONE_LINE, "They have the same line, one.", "says `the same line`, and no condition of its claim has `==`"),
        (f"{SLIM} > {MULTI}", "In the same place.", "says `the same`, and no condition of its claim has `==`"),
        (f"{MULTI} == {SLIM}", "They have a different size.", "says `different`, and no condition"),
        (f"{SLIM} > 0", "It has another size.", "says `another`, and no condition"),
    ],
)
def test_the_same_and_another_in_each_others_place_are_refused(
    root: Path, conditions: str, sentence: str, fault: str
) -> None:
    assert any(fault in each for each in faults_of(root, claim(conditions, sentence)))
