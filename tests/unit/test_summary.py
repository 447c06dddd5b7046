"""What the end of a run tells."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING

from macros.records.commands import CommandNotRun
from macros.records.measurement import NotMeasured
from macros.summary import print_summary, print_warnings

if TYPE_CHECKING:
    from macros.plan.findings import Findings


def told(findings: Findings) -> list[str]:
    stream = StringIO()
    print_summary(findings, stream)
    return stream.getvalue().splitlines()


def test_what_was_never_measured_does_not_count_among_what_stands(findings: Findings) -> None:
    gap = NotMeasured("myapp:fat", "no registry answers", needs_registry=True)
    outcomes = {**findings.outcomes, "myapp:fat": gap}
    measured = sum(not isinstance(outcome, NotMeasured) for outcome in outcomes.values())
    quiet = replace(
        findings, outcomes={r: o for r, o in outcomes.items() if o is gap or not isinstance(o, NotMeasured)}
    )
    lines = told(replace(quiet, measured=(), commands={}, experiments={}))
    assert lines[0].startswith(f"Nothing had changed: {measured} measurement")
    assert lines[1:] == ["not measured: myapp:fat: no registry answers"]


def test_a_replay_says_of_when_its_results_are_and_what_they_lack(findings: Findings) -> None:
    lines = told(replace(findings, replayed=findings.generated_at))
    assert lines[0] == (
        "Replayed from results of 2025-11-24 21:29 UTC, and nothing was measured: 3 measurements stand; "
        "the oldest step is of 2025-11-24 21:08 UTC."
    )
    assert lines[1].startswith("not measured: myapp:alpine: ")
    assert lines[2].startswith("failed: examples/myapp.toml: command `hang`: ")


def test_a_command_that_failed_is_told_apart_from_one_that_was_not_run(findings: Findings) -> None:
    commands = {
        "myapp/compare": CommandNotRun("myapp/compare", "it ended with status 1", failed=True, last_lines=("a", "  b")),
        "myapp/serve": CommandNotRun("myapp/serve", "the engine is away"),
    }
    lines = told(replace(findings, commands=commands, experiments={}))
    assert lines[-2:] == [
        "failed: examples/myapp.toml: command `compare`: it ended with status 1; it printed last: a | b",
        "not run: examples/myapp.toml: command `serve`: the engine is away",
    ]


def test_what_is_said_of_several_images_is_said_once(findings: Findings) -> None:
    warnings = ("myapp:fat: its last measurement stands", "another thing", "myapp:slim: its last measurement stands")
    stream = StringIO()
    print_warnings(replace(findings, warnings=warnings), stream)
    assert stream.getvalue().splitlines() == [
        "warning: myapp:fat, myapp:slim: its last measurement stands",
        "warning: another thing",
    ]


def test_an_experiment_that_was_not_made_is_told_with_its_reason(findings: Findings) -> None:
    assert told(findings)[-1] == "not measured: experiment myapp/cleared: the cache is shared"
