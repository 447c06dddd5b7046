"""What a replay finds: everything that the results hold, and a reason for what they do not."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from macros.errors import TareError, WrongSource
from macros.lab.replay import replay
from macros.records.facts import FactRecord
from macros.records.measurement import NotMeasured
from macros.records.results import results_json
from macros.settings import Settings
from tests.unit.records.samples import NOON
from tests.unit.replayable import (
    GCC,
    PAGE,
    commands_of,
    elsewhere_of,
    experiments_of,
    outcomes_of,
    replayable,
    results_of,
)

if TYPE_CHECKING:
    from pathlib import Path

    from macros.plan.findings import Findings


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return replayable(tmp_path / "project")


def replayed(root: Path, document: bytes) -> Findings:
    path = root / "given.json"
    path.write_bytes(document)
    home = root / "no" / "home"
    findings = replay(root, str(path), Settings(home, "auto", "classic", timedelta(days=7)), os.environ)
    assert not home.exists()
    return findings


def test_everything_that_was_found_is_found_again_with_its_date(root: Path) -> None:
    findings = replayed(root, results_of(root))
    assert (findings.generated_at, findings.replayed) == (NOON, NOON)
    assert (findings.measured, findings.warnings) == ((), ())
    assert findings.outcomes == outcomes_of(root)
    assert findings.commands == commands_of(root)
    assert findings.elsewhere == elsewhere_of(root)
    assert findings.facts == {GCC.fact: GCC}
    assert findings.experiments == experiments_of(root)


def test_what_is_published_of_a_replay_is_what_it_was_made_from(root: Path) -> None:
    document = results_of(root)
    found = replayed(root, document)
    given = (found.outcomes, found.commands, found.generated_at, found.elsewhere, found.facts)
    again = results_json(*given, experiments=found.experiments)
    assert again == document


def test_a_fact_that_pages_ask_and_the_results_do_not_hold_was_not_measured(root: Path) -> None:
    asked = [("demo:slim", "/usr/bin/*gcc*"), ("demo:slim", "/*"), ("demo:multi", "/*")]
    calls = " ".join(f'{{{{ file_count("{reference}", "{pattern}") }}}}' for reference, pattern in asked)
    (root / "docs/index.md").write_text(f"{PAGE}\n{calls}\n")
    facts = replayed(root, results_of(root)).facts
    assert isinstance(facts[GCC.fact], FactRecord)
    not_held = "file_count(demo:slim, /*): the results that this site was built from do not hold it"
    assert facts["file_count(demo:slim, /*)"] == NotMeasured("demo:slim", not_held)
    assert facts["file_count(demo:multi, /*)"] == outcomes_of(root)["demo:multi"]


def test_what_other_engines_show_and_the_results_do_not_hold_has_a_reason(root: Path) -> None:
    bare = results_json(outcomes_of(root), commands_of(root), NOON, experiments=experiments_of(root))
    findings = replayed(root, bare)
    [shown] = findings.elsewhere["demo:slim"]
    assert isinstance(shown, NotMeasured)
    assert shown.reason.startswith("what other engines show of it: the results ")
    assert findings.failures == replayed(root, results_of(root)).failures


def test_wrong_sources_are_told_as_ever(root: Path) -> None:
    (root / "docs/index.md").write_text(PAGE + '\n{{ sise("demo:slim") }}\n')
    with pytest.raises(WrongSource, match="there is no macro `sise`"):
        replayed(root, results_of(root))


def test_results_of_other_sources_are_refused(root: Path) -> None:
    document = results_of(root)
    (root / "examples/demo/app.py").write_text("print('hello', end='')\n")
    with pytest.raises(WrongSource, match=r"^demo:slim: examples/demo/app\.py is not what was measured; "):
        replayed(root, document)


def test_edited_results_are_refused_by_their_own_name(root: Path) -> None:
    document = results_of(root).replace(b'"unpacked_size": 100', b'"unpacked_size": 101')
    with pytest.raises(TareError, match=r"/given\.json: it was changed after it was written: "):
        replayed(root, document)


def test_results_that_hold_another_engines_word_on_an_image_that_is_no_longer_asked_for_keep_it(root: Path) -> None:
    (root / "docs/index.md").write_text(PAGE.replace('{{ engines("demo:slim") }}', ""))
    assert replayed(root, results_of(root)).elsewhere == elsewhere_of(root)


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        pytest.param(
            'same]\nvariants = ["slim"]',
            'same]\nvariants = ["slim"]\ncleared = true',
            "experiment demo/same: its variants or its edit were others when it was made; ",
            id="another one",
        ),
        pytest.param(
            "[experiments.same]",
            "[experiments.new]",
            "experiment demo/new: the results do not hold it; ",
            id="a new one",
        ),
        pytest.param(
            "[experiments.same]",
            "[experiments.new]",
            "experiment demo/same: the results hold it, and no example has this experiment; ",
            id="one that is gone",
        ),
    ],
)
def test_an_experiment_that_the_results_hold_otherwise_is_refused(
    root: Path, before: str, after: str, fault: str
) -> None:
    document = results_of(root)
    toml = root / "examples/demo.toml"
    toml.write_text(toml.read_text().replace(before, after))
    with pytest.raises(WrongSource, match=fault):
        replayed(root, document)


def test_an_experiment_that_was_not_made_may_be_another_by_now(root: Path) -> None:
    document = results_of(root)
    toml = root / "examples/demo.toml"
    toml.write_text(toml.read_text().replace("# b", "# c"))
    assert replayed(root, document).experiments == experiments_of(root)
