from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.plan.claiming import LESS, MULTI, SLIM, claim, faults_of

if TYPE_CHECKING:
    from pathlib import Path

GCC = "packages('demo:slim', 'gcc*') == 0"
MAKE = "packages('demo:slim', 'm*') == 0"
CURL = "packages('demo:slim', 'curl') == 1"


@pytest.mark.parametrize(
    ("conditions", "sentence"),
    [
        (GCC, "It has no compiler."),
        (GCC, "There isn't a compiler in it."),
        (f"{GCC}, {MAKE}", "It has neither compiler nor make."),
        (f"{GCC}, {MAKE}", "There is nothing to build with: no compiler and no make."),
        (f"{GCC}, {CURL}", "It has curl instead of a compiler. It lacks that."),
        (f"{CURL}, {GCC}", "It has curl, not only for fun, and no compiler."),
        (CURL, "It has curl, not where one looks, but elsewhere."),
        (CURL, "It has nothing but curl."),
        (f"{MULTI} < {SLIM}", "It does not come near `demo:slim`, and never reaches it."),
        (f"{MULTI} != {SLIM}", "It is not what it was."),
        (
            "file_count('demo:slim', '/x*') + file_count('demo:slim', '/y*') == 0",
            "No x is there, and no y was there.",
        ),
    ],
)
def test_a_denial_that_a_condition_bears_out_is_no_fault(root: Path, conditions: str, sentence: str) -> None:
    assert faults_of(root, claim(conditions, sentence)) == []


@pytest.mark.parametrize(
    ("conditions", "sentence", "fault"),
    [
        (CURL, "It is not in `demo:slim`: curl.", "says `not`, and no condition of its claim has `== 0`"),
        (CURL, "It never has curl.", "says `never`, and no condition"),
        (CURL, "It hardly has curl.", "says `hardly`, and no condition"),
        (CURL, "It isn't with curl.", "says `n't`, and no condition"),
        (CURL, "It cannot have curl.", "says `cannot`, and no condition"),
        (CURL, "Nobody has curl, it lacks that.", "says `Nobody`, and no condition"),
        (CURL, "It has not curl, not here, but there.", "says `not`, and no condition"),
        (LESS, "It saves that, and is not here.", "says `not`, and no condition"),
        (f"{SLIM} > {MULTI}", "It never reaches `demo:multi`.", "says `never`, and no condition"),
        (LESS, "It is not nothing but that.", "says `not`, and no condition"),
        (f"{CURL}, {GCC}", "It has not got curl, and no compiler.", "says `not`, `no`, and fewer conditions of its"),
        (f"{CURL}, {GCC}, {MAKE}", "`slim` doesn't have curl and uses neither.", "says `n't`, `neither`, and fewer"),
        (f"{GCC}, {MAKE}", "There are not no tools, no compiler.", "fewer conditions of its claim have `== 0`"),
        (f"{GCC}, {MAKE}", "There are not no tools in either.", "says `not` and `no` of one thing"),
        (
            "packages('demo:slim', 'x*') + packages('demo:multi', 'x*') == 0, packages('demo:slim', 'curl') == 1",
            "No x is in either, and no curl.",
            "fewer conditions",
        ),
        ("changed_files('demo:slim', 'demo:multi', '/**') == 0", "They do not hold the same files.", "says `not`"),
        (
            f"{CURL}, changed_files('demo:slim', 'demo:multi', '/**') == 0",
            "They do not have curl, and hold the same files.",
            "says `not`, and no condition",
        ),
    ],
)
def test_a_denial_that_no_condition_bears_out_is_refused(
    root: Path, conditions: str, sentence: str, fault: str
) -> None:
    assert any(fault in each for each in faults_of(root, claim(conditions, sentence)))
