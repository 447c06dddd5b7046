"""Words on what was rebuilt, held against what a claim asks of a cache experiment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.plan.claiming import claim, faults_of
from tests.unit.plan.project import TOML, make_project

if TYPE_CHECKING:
    from pathlib import Path

EXPERIMENT = '\n[experiments.edited]\nvariants = ["slim", "multi"]\nedit = { file = "app.py", append = "# b" }\n'
AGAIN = 'rebuilt("demo/edited", "demo:slim", "COPY") > 0'
CACHED = 'from_cache("demo/edited", "demo:multi", "RUN") > 0'
NOTHING = 'rebuilt("demo/edited", "demo:multi", "RUN") == 0'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    make_project(tmp_path)
    (tmp_path / "examples/demo.toml").write_text(TOML + EXPERIMENT)
    return tmp_path


@pytest.mark.parametrize(
    ("conditions", "sentence"),
    [
        (AGAIN, "The copy of `demo:slim` is rebuilt."),
        (AGAIN, "The copy of `demo:slim` runs again."),
        (CACHED, "The installation of `demo:multi` comes from the cache."),
        (f"{AGAIN}, {CACHED}", "`demo:slim` is rebuilt, and `demo:multi` installs from the build cache."),
        (NOTHING, "In `demo:multi` no installation is rebuilt."),
    ],
)
def test_a_sentence_that_says_what_its_conditions_ask_is_taken(root: Path, conditions: str, sentence: str) -> None:
    assert faults_of(root, claim(conditions, sentence)) == []


@pytest.mark.parametrize(
    ("conditions", "sentence", "problem"),
    [
        (
            AGAIN,
            "The copy of `demo:slim` comes from the cache.",
            "says `from the cache`, and the conditions of its claim the contrary",
        ),
        (
            CACHED,
            "The installation of `demo:multi` runs again.",
            "says `runs again`, and the conditions of its claim the contrary",
        ),
        (AGAIN, "There is a copy in `demo:slim`.", "asks what was rebuilt, and its sentence has no word for that"),
        (
            f"{AGAIN}, {CACHED}",
            "From the cache comes `demo:slim`, and rebuilt is `demo:multi`.",
            "ask what was rebuilt and then cached, and its sentence says",
        ),
        (
            'size("demo:slim") > size("demo:multi")',
            "`demo:slim` is larger than `demo:multi`, and rebuilt.",
            "says `rebuilt`, and no condition of its claim asks that of an experiment",
        ),
    ],
)
def test_a_sentence_that_says_otherwise_is_refused(root: Path, conditions: str, sentence: str, problem: str) -> None:
    assert any(problem in fault for fault in faults_of(root, claim(conditions, sentence)))


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        ('rebuilt("demo/edit", "demo:slim")', "there is no experiment `demo/edit`; did you mean `demo/edited`?"),
        ('rebuilt("demo/edited", "demo:slim", "RUN")', "no step of `demo:slim` begins with `RUN`; it has"),
        ('context_sent("demo/edited", "demo:slim", "second")', "no build is called `second`; there are"),
    ],
)
def test_what_an_experiment_cannot_tell_is_refused_before_anything_is_built(
    root: Path, call: str, problem: str
) -> None:
    assert any(problem in fault for fault in faults_of(root, f"{{{{ {call} }}}}"))


def test_an_image_that_an_experiment_does_not_build_is_refused(root: Path) -> None:
    (root / "examples/demo.toml").write_text(TOML + EXPERIMENT.replace(', "multi"', ""))
    [fault] = faults_of(root, '{{ rebuilt("demo/edited", "demo:multi") }}')
    assert "`demo:multi` is not in the experiment `demo/edited`; " in fault
