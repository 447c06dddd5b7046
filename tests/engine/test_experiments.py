"""Cache experiments on the real engine: what is rebuilt is shown as that, and the page turns when the order does."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING

import pytest

from macros.lab.lab import measure
from macros.pages.experiment import experiment
from macros.pages.sheet import Sheet
from macros.progress import Silent
from macros.records.experiments import ExperimentNotRun, ExperimentRecord
from macros.records.measurement import Measurement
from macros.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from macros.engines.docker import DockerEngine
    from macros.plan.findings import Findings

TOML = """
title = "Two orders"

[variants.code-first]
summary = "copies everything, then installs"

[variants.list-first]
summary = "copies the list, installs, copies the rest"

[smoke_test]
command = ["cat", "/app/list"]
output = "{name}"

[experiments.x]
variants = ["code-first", "list-first"]
{more}
"""
CODE_EDITED = 'edit = { file = "code", append = "a line" }'
# What RUN leaves in its cache mount it finds there the next time, and prints how often it ran.
INSTALL = "RUN --mount=type=cache,target=/kept echo >> /kept/runs; wc -l < /kept/runs > /runs"
CODE_FIRST = f"FROM debian:trixie-slim\nWORKDIR /app\nCOPY . .\n{INSTALL}\n"
LIST_FIRST = f"FROM debian:trixie-slim\nWORKDIR /app\nCOPY list .\n{INSTALL}\nCOPY . .\n"


class Project:
    """A project of one example, with content that no other run has had."""

    def __init__(self, root: Path, home: Path, image_store: str) -> None:
        self.root = root
        self.settings = Settings(home, "embedded", image_store, timedelta(days=7))
        self.name = uuid.uuid4().hex
        self.example = root / "examples" / "orders"
        self.example.mkdir(parents=True)
        (root / "docs").mkdir()
        (root / "docs" / "index.md").write_text("# A page\n")
        (root / "mkdocs.yml").write_text("site_name: test\n")
        (self.example / ".dockerignore").write_text("Dockerfile.*\n")
        (self.example / "list").write_text(self.name)
        (self.example / "code").write_text("a program\n" * 1000)
        self.write(CODE_FIRST, LIST_FIRST)
        self.declare(CODE_EDITED)

    def write(self, code_first: str, list_first: str) -> None:
        (self.example / "Dockerfile.code-first").write_text(code_first)
        (self.example / "Dockerfile.list-first").write_text(list_first)

    def declare(self, more: str) -> None:
        self.example.with_suffix(".toml").write_text(TOML.format(name=self.name, more=more))

    def measure(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Findings:
        return measure(self.root, self.settings, Silent(), (), clock=clock)

    def record(self) -> ExperimentRecord:
        outcome = self.measure().experiments["orders/x"]
        assert isinstance(outcome, ExperimentRecord), outcome
        return outcome

    def rebuilt(self) -> dict[str, list[str]]:
        """The keywords of the instructions that were rebuilt, by tag."""
        return {
            reference.partition(":")[2]: [
                step.instruction.split()[0] for step in builds.rebuild.steps if not step.cached
            ]
            for reference, builds in self.record().variants.items()
        }

    def page(self) -> list[list[str]]:
        """For each variant the instructions that its table says were rebuilt."""
        findings = self.measure()
        outcome = findings.experiments["orders/x"]
        assert isinstance(outcome, ExperimentRecord), outcome
        html = experiment(Sheet(findings), "orders/x")
        tables = re.findall(r"<tbody.*?</tbody>", html, re.DOTALL)
        rows = [re.findall(r"<code>(\S+).*?__state\">(.*?)<", unescape(table), re.DOTALL) for table in tables]
        return [[keyword for keyword, state in table if state == "rebuilt"] for table in rows]


@pytest.fixture
def project(tmp_path: Path, tare_home: Path, image_store: str) -> Project:
    return Project(tmp_path / "project", tare_home, image_store)


def test_an_edit_of_the_code_installs_again_in_the_one_order_and_not_in_the_other(project: Project) -> None:
    assert project.rebuilt() == {"code-first": ["COPY", "RUN"], "list-first": ["COPY"]}
    assert project.page() == [["COPY", "RUN"], ["COPY"]]


def test_the_page_turns_with_the_order(project: Project) -> None:
    assert project.page() == [["COPY", "RUN"], ["COPY"]]
    project.write(LIST_FIRST, CODE_FIRST)
    assert project.page() == [["COPY"], ["COPY", "RUN"]]


def test_every_instruction_of_a_first_build_runs_whatever_was_built_before(project: Project) -> None:
    record = project.record()
    again = measure(project.root, project.settings, Silent(), (), refresh=True).experiments["orders/x"]
    assert isinstance(again, ExperimentRecord)
    for made in (record, again):
        assert not any(step.cached for builds in made.variants.values() for step in builds.first.steps)
    assert again.ran_at > record.ran_at
    assert [[step.cached for step in builds.rebuild.steps] for builds in again.variants.values()] == [
        [step.cached for step in builds.rebuild.steps] for builds in record.variants.values()
    ]


def test_a_first_build_is_sent_the_whole_context_and_a_second_one_what_was_edited(project: Project) -> None:
    (project.example / "large").write_text("x" * 300_000)
    for builds in project.record().variants.values():
        assert builds.first.context_bytes > 300_000
        assert 10_000 < builds.rebuild.context_bytes < 100_000


def test_where_nothing_is_edited_everything_comes_from_the_cache(project: Project) -> None:
    project.declare("")
    assert project.rebuilt() == {"code-first": [], "list-first": []}


def test_an_edit_of_a_file_that_no_build_sees_rebuilds_nothing(project: Project) -> None:
    (project.example / ".dockerignore").write_text("Dockerfile.*\ncode\n")
    assert project.rebuilt() == {"code-first": [], "list-first": []}


def test_an_emptied_cache_rebuilds_everything_and_leaves_the_cache_mount(project: Project) -> None:
    # The second build fails unless it finds in its mount what the first one left there.
    (project.example / "code").write_text("first\n")
    found = f"{INSTALL} && grep first code || test $(cat /runs) = 2"
    project.write(*2 * [f"FROM debian:trixie-slim\nWORKDIR /app\nCOPY . .\n{found}\n"])
    project.declare('edit = { file = "code", replace = "first", by = "second" }\ncleared = true')
    everything = {"code-first": ["WORKDIR", "COPY", "RUN"], "list-first": ["WORKDIR", "COPY", "RUN"]}
    assert project.rebuilt() == everything


def test_what_was_built_before_comes_from_the_cache_afterwards_and_nothing_of_the_experiment_stays(
    project: Project, engine: DockerEngine
) -> None:
    project.declare("")
    toml = project.example.with_suffix(".toml")
    toml.write_text(toml.read_text().partition("[experiments")[0])
    project.measure()
    before = {record for record, kind in engine.cache_records().items() if kind != "source.local"}
    project.declare(f"{CODE_EDITED}\ncleared = true")
    assert project.record()
    after = engine.cache_records()
    assert before <= after.keys()
    assert {record for record, kind in after.items() if kind != "source.local"} == before
    assert [name for name in engine.names("io.github.tare/") if "experiment" in name] == []


def test_what_a_killed_run_left_in_the_cache_is_forgotten_by_the_next(
    project: Project, engine: DockerEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = {record for record, kind in engine.cache_records().items() if kind == "exec.cachemount"}
    with monkeypatch.context() as patch:
        patch.setattr(type(engine), "prune_cache_records", lambda *_: None)
        patch.setattr("pathlib.Path.unlink", lambda *_, **__: None)
        project.record()
    assert {r for r, kind in engine.cache_records().items() if kind == "exec.cachemount"} - kept
    project.declare("")
    assert project.rebuilt() == {"code-first": [], "list-first": []}
    left = {r for r, kind in engine.cache_records().items() if kind == "exec.cachemount"}
    assert len(left - kept) <= 1, "the measured variants share one mount"


def test_a_second_run_makes_no_experiment_and_opens_no_engine(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = project.record()

    def refuse(*_: object) -> None:
        pytest.fail("an engine was opened although nothing had changed")

    monkeypatch.setattr("macros.lab.run.open_engine", refuse)
    assert project.record() == first


def test_the_example_and_the_measured_images_are_left_as_they_are(project: Project) -> None:
    before = {path: path.read_bytes() for path in project.example.iterdir()}
    findings = project.measure()
    assert {path: path.read_bytes() for path in project.example.iterdir()} == before
    images = [findings.outcomes[f"orders:{tag}"] for tag in ("code-first", "list-first")]
    assert all(isinstance(image, Measurement) for image in images)


def test_an_experiment_that_fails_after_its_edit_is_not_measured_with_the_reason(project: Project) -> None:
    project.write(CODE_FIRST.replace(INSTALL, "RUN if grep 'a line' code; then echo broke; exit 7; fi"), LIST_FIRST)
    findings = project.measure()
    outcome = findings.experiments["orders/x"]
    assert isinstance(outcome, ExperimentNotRun)
    assert outcome.reason.startswith("examples/orders/Dockerfile.code-first:4 does not build: ")
    assert "broke" in outcome.reason
    assert outcome in findings.failures
    assert all(isinstance(image, Measurement) for image in findings.outcomes.values())
