from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.plan.claiming import LESS, claim, faults_of

if TYPE_CHECKING:
    from pathlib import Path

OWN = "layer_count('demo:slim', which='own') == 2"
CURL = "packages('demo:slim', 'curl') == 1"


@pytest.mark.parametrize(
    ("conditions", "sentence"),
    [
        (OWN, "`demo:slim` has two layers of its own."),
        ("layer_count('demo:slim') == 2", "`demo:slim` has two layers."),
        (CURL, "`demo:slim` has one package named curl."),
        ("packages('demo:slim', '*') < 3", "`demo:slim` has fewer than three packages."),
        ("layer_count('demo:slim') >= 2", "`demo:slim` has at least two layers."),
        ("packages('demo:slim', '*') == 1", "`demo:slim` has one package."),
        ("changed_lines('demo:slim', 'demo:multi') == 1", "`demo:slim` and `demo:multi` differ in one line."),
        ("file_count('demo:slim', '/app/*.py') == 1", "`demo:slim` has one file in `/app`."),
    ],
)
def test_a_sentence_may_count_what_its_conditions_count(root: Path, conditions: str, sentence: str) -> None:
    assert faults_of(root, claim(conditions, sentence)) == []


@pytest.mark.parametrize(
    ("conditions", "sentence", "problem"),
    [
        (OWN, "`demo:slim` has two layers.", 'counts layers with which="own", and the sentence does not say'),
        (CURL, "`demo:slim` has a single package.", "counts `single package`, and its condition those named `curl`"),
        (CURL, "`demo:slim` has one package.", "counts `one package`, and its condition those named `curl` alone"),
        (CURL, "`demo:slim` has one file, curl.", "counts `one file`, and no condition of its claim counts files"),
        ("file_count('demo:slim', '/app/*.py') > 0", "`demo:slim` has one file in `/app`.", "counts `one file`"),
        ("packages('demo:slim', '*') < 3", "`demo:slim` has three packages.", "counts `three packages`"),
        ("layer_count('demo:slim') >= 2", "`demo:slim` has two layers.", "counts `two layers`"),
        (OWN, "`demo:slim` adds two files.", "counts `two files`, and no condition of its claim counts files"),
        (LESS, "`demo:multi` is smaller than `demo:slim` by one layer.", "counts `one layer`, and no condition"),
    ],
)
def test_a_sentence_does_not_count_what_its_conditions_do_not(
    root: Path, conditions: str, sentence: str, problem: str
) -> None:
    assert any(problem in fault for fault in faults_of(root, claim(conditions, sentence)))
