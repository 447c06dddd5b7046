"""The lab on a real engine: what is measured, what is left alone, and what a failure leaves behind."""

from __future__ import annotations

import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from macros.lab.lab import measure
from macros.progress import Silent
from macros.records.measurement import Measurement, NotMeasured
from macros.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from macros.plan.findings import Findings

TOML = """
title = "A greeting"

[variants.plain]
summary = "prints a file"

[smoke_test]
output = "{output}"
"""
DOCKERFILE = """FROM debian:trixie-slim
WORKDIR /app
COPY greeting.txt .
RUN date > built
CMD ["cat", "greeting.txt"]
"""


class Project:
    """A project of one example, with content that no other run has had."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.example = root / "examples" / "greeting"
        self.example.mkdir(parents=True)
        (root / "docs").mkdir()
        (root / "docs" / "index.md").write_text("# A page\n")
        (root / "mkdocs.yml").write_text("site_name: test\n")
        self.greeting = f"hello {uuid.uuid4().hex}"
        self.write("greeting.txt", self.greeting)
        self.write("Dockerfile.plain", DOCKERFILE)
        self.declare(TOML.format(output=self.greeting))

    def write(self, name: str, text: str) -> None:
        (self.example / name).write_text(text)

    def declare(self, text: str) -> None:
        (self.root / "examples" / "greeting.toml").write_text(text)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "project")


@pytest.fixture
def lab(project: Project, tare_home: Path, image_store: str) -> Callable[..., Findings]:
    def run(**options: object) -> Findings:
        settings = Settings(tare_home, "embedded", image_store, timedelta(days=7))
        return measure(project.root, settings, Silent(), (), **options)  # type: ignore[arg-type]

    return run


def measured(findings: Findings, reference: str = "greeting:plain") -> Measurement:
    outcome = findings.outcomes[reference]
    assert isinstance(outcome, Measurement), outcome
    return outcome


def test_a_variant_is_built_tested_weighed_and_its_layers_are_told_from_the_bases(
    project: Project, lab: Callable[..., Findings]
) -> None:
    record = measured(lab())
    own = [layer for layer in record.layers if not layer.from_base]
    assert [(layer.line, (layer.instruction or "").split()[0]) for layer in own] == [
        (2, "WORKDIR"),
        (3, "COPY"),
        (4, "RUN"),
    ]
    assert own[1].unpacked_size == len(project.greeting)
    assert record.layers[0].from_base
    assert record.unpacked_size == sum(layer.unpacked_size for layer in record.layers)
    assert (record.bases[0].stand_in is None) != (record.bases[0].digest is None)
    assert record.smoke_test.got == project.greeting


def test_a_second_run_measures_nothing_and_opens_no_engine(
    lab: Callable[..., Findings], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = measured(lab())

    def refuse(*_: object) -> None:
        pytest.fail("an engine was opened although nothing had changed")

    monkeypatch.setattr("macros.lab.run.open_engine", refuse)
    findings = lab()
    assert findings.measured == ()
    assert measured(findings) == first


def test_variants_that_are_one_image_are_told_by_one_smoke_test_at_once_and_later(
    project: Project, lab: Callable[..., Findings]
) -> None:
    project.write("Dockerfile.twin", DOCKERFILE)
    twin = '[variants.twin]\nsummary = "prints it too"\n\n[smoke_test]'
    project.declare(TOML.format(output=project.greeting).replace("[smoke_test]", twin))
    first, second = lab(), lab()
    assert measured(first).config_digest == measured(first, "greeting:twin").config_digest
    assert measured(first).smoke_test == measured(first, "greeting:twin").smoke_test
    assert first.outcomes == second.outcomes


def test_a_new_smoke_test_is_run_without_a_new_build(project: Project, lab: Callable[..., Findings]) -> None:
    first = measured(lab())
    project.declare(TOML.format(output=project.greeting) + 'command = ["cat", "/app/greeting.txt"]\n')
    second = measured(lab())
    assert second.config_digest == first.config_digest
    assert second.measured_at == first.measured_at
    assert second.key != first.key
    assert second.smoke_test.check == "cat /app/greeting.txt"


def test_a_change_that_the_variant_cannot_see_measures_nothing(project: Project, lab: Callable[..., Findings]) -> None:
    measured(lab())
    project.write("notes.txt", "no instruction copies this")
    (project.root / "docs" / "index.md").write_text("# Another page\n")
    project.declare(TOML.replace("A greeting", "Another title").format(output=project.greeting))
    assert lab().measured == ()


def test_a_failed_build_names_its_line_and_what_it_printed_and_stops_no_other_variant(
    project: Project, lab: Callable[..., Findings]
) -> None:
    project.write("Dockerfile.broken", "FROM debian:trixie-slim\nRUN echo it broke here; exit 7\n")
    project.declare(TOML.format(output=project.greeting) + '[variants.broken]\nsummary = "fails"\n')
    findings = lab()
    broken = findings.outcomes["greeting:broken"]
    assert isinstance(broken, NotMeasured)
    assert broken.reason.startswith("examples/greeting/Dockerfile.broken:2 does not build: ")
    assert "it broke here" in broken.reason
    measured(findings)


def test_a_failed_smoke_test_says_what_was_expected_and_what_came(
    project: Project, lab: Callable[..., Findings]
) -> None:
    project.declare(TOML.format(output="good morning"))
    outcome = lab().outcomes["greeting:plain"]
    assert isinstance(outcome, NotMeasured)
    assert "expected 'good morning'" in outcome.reason
    assert f"got '{project.greeting}'" in outcome.reason


def test_package_lists_that_could_not_be_fetched_give_no_figure_and_no_cached_step(
    project: Project, lab: Callable[..., Findings]
) -> None:
    says = "W: Some index files failed to download. They have been ignored, or old ones used instead."
    project.write("Dockerfile.plain", DOCKERFILE.replace("date > built", f"echo '{says}'; date > built"))
    outcome = lab().outcomes["greeting:plain"]
    assert isinstance(outcome, NotMeasured)
    assert "could not fetch every package list" in outcome.reason
    outcome = lab().outcomes["greeting:plain"]
    assert isinstance(outcome, NotMeasured)


def test_the_last_measurement_stands_where_the_same_inputs_cannot_be_built_now(
    project: Project, lab: Callable[..., Findings]
) -> None:
    until = int(time.time()) + 15
    project.write("Dockerfile.plain", DOCKERFILE.replace("date > built", f"test $(date +%s) -lt {until}"))
    first = measured(lab())
    time.sleep(max(0, until - time.time()))
    findings = lab(clock=lambda: datetime.now(UTC) + timedelta(days=8))
    assert measured(findings) == first
    assert findings.warnings[0].startswith("greeting:plain: its last measurement stands: examples/greeting/Dockerfile")


def test_two_runs_at_once_measure_a_variant_once(lab: Callable[..., Findings]) -> None:
    with ThreadPoolExecutor(2) as pool:
        findings = [job.result() for job in [pool.submit(lab), pool.submit(lab)]]
    assert measured(findings[0]) == measured(findings[1])
    assert sorted(len(each.measured) for each in findings) == [0, 1]


def test_an_old_measurement_is_built_anew_with_no_step_from_the_cache(lab: Callable[..., Findings]) -> None:
    first = measured(lab())
    later = datetime.now(UTC) + timedelta(days=8)
    second = measured(lab(clock=lambda: later))
    assert second.config_digest != first.config_digest
    assert not any(step.cached for step in second.build.steps)


def test_both_image_stores_give_one_unpacked_size_for_one_dockerfile(project: Project, tare_home: Path) -> None:
    project.write("Dockerfile.plain", DOCKERFILE.replace("RUN date > built\n", ""))
    own = []
    for image_store in ("classic", "containerd"):
        settings = Settings(tare_home, "embedded", image_store, timedelta(days=7))
        record = measured(measure(project.root, settings, Silent(), ()))
        assert record.engine.image_store == image_store
        own.append([layer.unpacked_size for layer in record.layers if not layer.from_base])
    assert own[0] == own[1]
