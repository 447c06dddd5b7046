from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.plan.claiming import LESS, claim, faults_of

if TYPE_CHECKING:
    from pathlib import Path

GCC = "file_count('demo:slim', '/usr/bin/*gcc*') > 0"


@pytest.mark.parametrize(
    ("conditions", "sentence"),
    [
        (GCC, "`demo:slim` has a compiler."),
        ("file_count('demo:slim', '/usr/bin/*sh') > 0", "`demo:slim` has a shell."),
        ("file_count('demo:slim', '/etc/ssl/certs/*') > 0", "`demo:slim` has certificates."),
        ("packages('demo:slim', 'lib*-dev') > 0", "`demo:slim` has header files."),
    ],
)
def test_a_sentence_may_speak_of_what_its_conditions_look_for(root: Path, conditions: str, sentence: str) -> None:
    assert faults_of(root, claim(conditions, sentence)) == []


@pytest.mark.parametrize(
    ("conditions", "sentence", "thing"),
    [
        (GCC, "`demo:slim` has a compiler, and an editor.", "editor"),
        (GCC, "`demo:slim` has a shell.", "shell"),
        (LESS, "`demo:multi` is smaller than `demo:slim`, by the compiler.", "compiler"),
        ("layers_with('demo:slim', '/app/x.txt') > 0", "`demo:slim` has the token in a layer.", "token"),
    ],
)
def test_a_sentence_does_not_speak_of_other_things(root: Path, conditions: str, sentence: str, thing: str) -> None:
    problem = f"the sentence speaks of `{thing}`, and its conditions look for no such thing"
    assert any(problem in fault for fault in faults_of(root, claim(conditions, sentence)))
