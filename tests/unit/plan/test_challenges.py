from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from macros.plan.challenges import (
    budget_faults,
    challenge_questions,
    file_requirements,
    image_requirements,
    rule_requirements,
)
from macros.plan.facts import file_questions
from macros.records.facts import FactRecord
from macros.records.measurement import Measurement, NotMeasured
from tests.unit.challenging import CHALLENGE, with_challenge

if TYPE_CHECKING:
    from pathlib import Path

    from macros.catalog.challenge import Challenge
    from macros.catalog.model import Example
    from macros.plan.findings import Findings

PLATFORM = "linux/amd64"


def challenge_in(findings: Findings) -> tuple[Example, Challenge]:
    example = findings.catalog.examples[-1]
    assert example.challenge is not None
    return example, example.challenge


def measured(findings: Findings, tag: str) -> Measurement:
    outcome = findings.outcomes[f"challenge-diet:{tag}"]
    assert isinstance(outcome, Measurement)
    return outcome


def test_a_budget_between_solution_and_start_is_no_fault(findings: Findings) -> None:
    assert budget_faults(with_challenge(findings), PLATFORM) == ()


@pytest.mark.parametrize(
    ("budget", "problem"),
    [
        (
            "100 MB",
            'its own solution does not keep to "it weighs at most 100 MB, unpacked": it weighs 129 MB on linux/amd64',
        ),
        ("2 GB", "its start is within the budget: it weighs 1.1 GB"),
    ],
)
def test_a_budget_that_the_measurements_do_not_bear_out_is_a_fault_with_its_line(
    findings: Findings, budget: str, problem: str
) -> None:
    there = with_challenge(findings, replace(CHALLENGE, budget=budget))
    (fault,) = budget_faults(there, PLATFORM)
    assert str(fault).startswith(f"examples/challenge-diet.toml:5: challenge `diet`: {problem}")


def test_what_was_not_measured_or_elsewhere_refuses_no_site(findings: Findings) -> None:
    there = with_challenge(findings, replace(CHALLENGE, budget="1 kB"))
    assert budget_faults(there, PLATFORM)
    assert budget_faults(there, "linux/arm64") == ()
    absent = NotMeasured("challenge-diet:solution", "no engine")
    assert budget_faults(replace(there, outcomes={**there.outcomes, absent.reference: absent}), PLATFORM) == ()


def test_a_budget_may_be_met_to_the_byte(findings: Findings) -> None:
    there = with_challenge(findings)
    example, challenge = challenge_in(there)
    size = measured(there, "solution").unpacked_size
    for budget, met in ((size, True), (size - 1, False)):
        (requirement,) = image_requirements(
            example, replace(challenge, budget=f"{budget} B"), measured(there, "solution"), {}
        )
        assert requirement.met is met


def test_what_the_image_must_have_and_no_layer_may_have_is_asked_by_content(findings: Findings) -> None:
    there = with_challenge(findings, replace(CHALLENGE, in_image=("app.py",), in_no_layer=("app.py",)))
    example, challenge = challenge_in(there)
    digest = hashlib.sha256((example.folder / "app.py").read_bytes()).hexdigest()
    name = f"layers_with(challenge-diet:solution, sha256:{digest})"
    assert {question.name for question in challenge_questions(example, "challenge-diet:solution")} == {name}
    assert [question.name for question in file_questions(there.catalog, ())] == [name]
    for value, paths, there_, nowhere in ((1, ("/app/app.py",), True, False), (0, (), False, True)):
        facts = {name: FactRecord(name, {}, value, paths)}
        _, has, lacks = image_requirements(example, challenge, measured(there, "solution"), facts)
        assert (has.met, lacks.met) == (there_, nowhere)
        assert lacks.found == ("one has it as `/app/app.py`" if paths else "")
    _, has, lacks = image_requirements(example, challenge, measured(there, "solution"), {})
    assert (has.met, lacks.met) == (None, None)


def test_an_image_whose_layers_nobody_could_look_into_refuses_no_site(findings: Findings) -> None:
    there = with_challenge(findings, replace(CHALLENGE, in_image=("app.py",)))
    assert budget_faults(there, PLATFORM) == ()


def test_a_solution_that_lost_the_app_is_a_fault(findings: Findings) -> None:
    there = with_challenge(findings, replace(CHALLENGE, in_image=("app.py",)))
    (question,) = file_questions(there.catalog, ())
    facts = {question.name: FactRecord(question.name, {}, 0, ())}
    (fault,) = budget_faults(replace(there, facts=facts), PLATFORM)
    assert 'does not keep to "the image has `app.py`": no layer has a file with that content' in str(fault)


def test_a_file_that_was_changed_or_is_gone_is_named(findings: Findings, tmp_path: Path) -> None:
    example, challenge = challenge_in(with_challenge(findings))
    answer = tmp_path / "answer"
    answer.mkdir()
    (gone,) = file_requirements(example, challenge, answer)
    (answer / "app.py").write_text("print('Hello')\n")
    (changed,) = file_requirements(example, challenge, answer)
    (answer / "app.py").write_bytes((example.folder / "app.py").read_bytes())
    (kept,) = file_requirements(example, challenge, answer)
    assert {gone.what, changed.what, kept.what} == {"`app.py` is as it was given"}
    assert (gone.met, changed.met, kept.met) == (False, False, True)
    assert gone.found.startswith("it is gone")
    assert changed.found.startswith("it was changed")


def test_what_no_layer_may_have_is_not_told_in_an_instruction_either(findings: Findings) -> None:
    example, challenge = challenge_in(with_challenge(findings, replace(CHALLENGE, in_no_layer=("app.py",))))
    dockerfile = example.variants[0].dockerfile
    (example.folder / "app.py").write_text("secret-token\n")
    *_, kept = rule_requirements(example, challenge, dockerfile)
    told = replace(dockerfile, text=f"{dockerfile.text}RUN fetch secret-token\n")
    *_, broken = rule_requirements(example, challenge, told)
    assert kept.what == broken.what == "no instruction tells what is in `app.py`"
    assert (kept.met, broken.met) == (True, False)
    assert broken.found.endswith("tells it, and `docker history` prints it")


def test_a_forbidden_instruction_is_named_with_its_line(findings: Findings) -> None:
    example, challenge = challenge_in(with_challenge(findings, replace(CHALLENGE, forbidden=("COPY",))))
    (rule,) = rule_requirements(example, challenge, example.variants[0].dockerfile)
    assert (rule.what, rule.met) == ("no instruction begins with `COPY`", False)
    assert rule.found == "line 3 is `COPY app.py .`"
