"""A whole measurement in an engine of the reader's: what comes of it, and that his engine is as it was."""

from __future__ import annotations

import json
import os
import subprocess
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from macros.lab.lab import measure
from macros.pages.claims import claim
from macros.pages.experiment import experiment
from macros.pages.rebuilds import rebuilt
from macros.pages.sheet import Sheet
from macros.progress import Silent
from macros.records.commands import CommandRecord
from macros.records.experiments import ExperimentNotRun
from macros.records.measurement import Measurement
from macros.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from macros.engines.docker import DockerEngine
    from macros.plan.findings import Findings

TOML = """
title = "A greeting"

[variants.plain]
summary = "prints a file"

[variants.staged]
summary = "prints a file that another stage wrote"

[smoke_test]
output = "hello\\n"

[commands.build]
run = "docker build -f Dockerfile.plain -t greeting:plain ."
builds = "greeting:plain"

[commands.images]
run = "docker images | grep greeting"
images = ["greeting:plain", "greeting:staged"]

[commands.run]
run = "docker run --rm greeting:plain  # prints and ends"
images = ["greeting:plain"]
"""
PLAIN = """FROM debian:trixie-slim
WORKDIR /app
COPY greeting.txt .
RUN date +%s%N > built
CMD ["cat", "greeting.txt"]
"""
STAGED = """FROM debian:trixie-slim AS writer
WORKDIR /out
RUN date +%s%N > built
COPY greeting.txt .

FROM debian:trixie-slim
COPY --from=writer /out /app
CMD ["cat", "/app/greeting.txt"]
"""
READERS = "FROM scratch\nLABEL whose=the-readers\nCOPY greeting.txt /\n"


class Reader:
    """Somebody who has an engine, with things of his own in it."""

    def __init__(self, engine: DockerEngine) -> None:
        self.environment = {**engine.command_line.environment}
        self.environment["PATH"] = f"{engine.command_line.program.parent}:{os.environ['PATH']}"

    def types(self, *words: str, where: Path | None = None) -> str:
        done = subprocess.run(
            ["docker", *words], cwd=where, env=self.environment, check=True, capture_output=True, text=True
        )
        return done.stdout

    def sees(self) -> dict[str, list[str]]:
        """Return what his engine holds, to the byte as its own command line prints it."""
        lists = {
            "images": ("images", "--all", "--no-trunc", "--digests"),
            "containers": ("ps", "--all", "--no-trunc", "--format", "{{.ID}} {{.Image}} {{.Names}} {{.State}}"),
            "networks": ("network", "ls", "--no-trunc"),
            "volumes": ("volume", "ls"),
        }
        # How long ago something was made is told in words that change by themselves.
        return {
            name: sorted(" ".join(line.split()[:4]) for line in self.types(*words).splitlines())
            for name, words in lists.items()
        }


@pytest.fixture
def reader(engine: DockerEngine) -> Reader:
    return Reader(engine)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    example = root / "examples" / "greeting"
    example.mkdir(parents=True)
    (root / "docs").mkdir()
    (root / "docs" / "index.md").write_text("# A page\n")
    (root / "mkdocs.yml").write_text("site_name: test\n")
    (root / "examples" / "greeting.toml").write_text(TOML)
    (example / "greeting.txt").write_text("hello\n")
    salt = f"ENV RUN_OF_THE_TEST={uuid.uuid4().hex}\n"
    (example / "Dockerfile.plain").write_text(PLAIN.replace("WORKDIR", f"{salt}WORKDIR", 1))
    (example / "Dockerfile.staged").write_text(STAGED.replace("WORKDIR", f"{salt}WORKDIR", 1))
    return root


@pytest.fixture
def guest_settings(tare_home: Path, image_store: str) -> Settings:
    return Settings(tare_home, "docker", image_store, timedelta(days=7))


def measured(project: Path, settings: Settings, reader: Reader, **options: object) -> Findings:
    findings = measure(project, settings, Silent(), (), environment=reader.environment, **options)  # type: ignore[arg-type]  # as they are
    assert not findings.failures
    return findings


def image(findings: Findings, reference: str = "greeting:plain") -> Measurement:
    outcome = findings.outcomes[reference]
    assert isinstance(outcome, Measurement), outcome
    return outcome


def output(findings: Findings, name: str) -> str:
    outcome = findings.commands[f"greeting/{name}"]
    assert isinstance(outcome, CommandRecord), outcome
    return outcome.output


def test_a_readers_engine_is_after_a_run_what_it_was_before(
    project: Path, guest_settings: Settings, reader: Reader, tmp_path: Path
) -> None:
    readers = tmp_path / "readers"
    readers.mkdir()
    (readers / "Dockerfile").write_text(READERS)
    (readers / "greeting.txt").write_text(f"his {uuid.uuid4().hex}\n")
    reader.types("build", "--tag", "greeting:plain", "--tag", "greeting:his", ".", where=readers)
    container = reader.types("create", "--name", f"his-{uuid.uuid4().hex[:8]}", "greeting:his", "/none").strip()
    try:
        before = reader.sees()
        findings = measured(project, guest_settings, reader)
        assert reader.sees() == before
    finally:
        reader.types("rm", container)
        reader.types("rmi", "greeting:plain", "greeting:his")
    assert not image(findings).engine.embedded
    # What he has under the same name is neither measured nor shown.
    lines = sorted(line.split()[:2] for line in output(findings, "images").splitlines())
    assert lines == [["greeting", "plain"], ["greeting", "staged"]]
    assert output(findings, "run").strip() == "hello"


def test_what_was_measured_and_run_is_not_measured_or_run_again(
    project: Path, guest_settings: Settings, reader: Reader
) -> None:
    first = measured(project, guest_settings, reader)
    second = measured(project, guest_settings, reader)
    assert second.measured == ()
    assert second.outcomes == first.outcomes
    assert second.commands == first.commands


EXPERIMENT = '\n[experiments.same]\nvariants = ["plain", "staged"]\n'
PAGE = """# A page

{% call claim(rebuilt("greeting/same", "greeting:plain") == 0) %}Of `greeting:plain` nothing is rebuilt.{% endcall %}
"""


def test_an_experiment_is_not_made_in_an_engine_that_others_use_and_that_is_no_failure(
    project: Path, guest_settings: Settings, reader: Reader
) -> None:
    (project / "examples" / "greeting.toml").write_text(TOML + EXPERIMENT)
    (project / "docs" / "index.md").write_text(PAGE)
    findings = measured(project, guest_settings, reader)
    outcome = findings.experiments["greeting/same"]
    assert isinstance(outcome, ExperimentNotRun)
    assert outcome.excused
    assert "the build cache of this engine is not Tare's alone" in outcome.reason
    sheet = Sheet(findings)
    assert "not measured" in experiment(sheet, "greeting/same")
    stated = claim(sheet, rebuilt(sheet, "greeting/same", "greeting:plain") == 0, caller=lambda: "so")
    assert (stated.false, stated.reason) == ((), f"the experiment greeting/same was not made: {outcome.reason}")


SHOWN = """
[commands.{name}]
run = "docker run --rm greeting:plain cat /app/built"
images = ["greeting:plain"]
"""


def test_a_new_command_runs_alone_in_the_image_that_was_measured(
    project: Path, guest_settings: Settings, reader: Reader
) -> None:
    toml = project / "examples" / "greeting.toml"
    toml.write_text(TOML + SHOWN.format(name="built"))
    first = measured(project, guest_settings, reader)
    toml.write_text(toml.read_text() + SHOWN.format(name="again"))
    second = measured(project, guest_settings, reader)
    assert second.measured == ()
    assert second.outcomes == first.outcomes
    assert output(second, "again") == output(first, "built")
    assert {name: second.commands[name] for name in first.commands} == first.commands


def test_an_image_whose_build_cache_is_gone_is_measured_anew_for_a_new_command(
    project: Path, guest_settings: Settings, reader: Reader
) -> None:
    toml = project / "examples" / "greeting.toml"
    toml.write_text(TOML + SHOWN.format(name="built"))
    first = measured(project, guest_settings, reader)
    reader.types("builder", "prune", "--all", "--force")
    toml.write_text(toml.read_text() + SHOWN.format(name="again"))
    second = measured(project, guest_settings, reader)
    assert "greeting:plain" in second.measured
    assert output(second, "again") == output(second, "built") != output(first, "built")


def test_no_step_is_older_than_a_measurement_that_is_made_anew_and_the_readers_cache_is_not_pruned(
    project: Path, guest_settings: Settings, reader: Reader
) -> None:
    first = measured(project, guest_settings, reader)
    cached = reader.types("system", "df", "--format", "{{json .}}")
    started = datetime.now(UTC)
    second = measured(project, guest_settings, reader, clock=lambda: datetime.now(UTC) + timedelta(days=8))
    for reference in ("greeting:plain", "greeting:staged"):
        assert image(second, reference).config_digest != image(first, reference).config_digest
        assert image(second, reference).oldest_step_at >= started
    assert set(second.measured) == {"greeting:plain", "greeting:staged"}
    assert _cache_bytes(reader.types("system", "df", "--format", "{{json .}}")) >= _cache_bytes(cached) > 0


def test_refreshing_measures_anew_what_is_fresh(project: Path, guest_settings: Settings, reader: Reader) -> None:
    first = measured(project, guest_settings, reader)
    second = measured(project, guest_settings, reader, refresh=True)
    assert image(second).oldest_step_at > image(first).oldest_step_at


def test_an_image_weighs_the_same_in_a_readers_engine_and_in_ours(
    project: Path, guest_settings: Settings, reader: Reader
) -> None:
    for dockerfile in (project / "examples" / "greeting").glob("Dockerfile.*"):
        dockerfile.write_text(dockerfile.read_text().replace("date +%s%N", "echo built"))
    theirs = measured(project, guest_settings, reader)
    ours = measured(project, replace(guest_settings, engine="embedded"), reader)
    for reference in ("greeting:plain", "greeting:staged"):
        one, other = image(theirs, reference), image(ours, reference)
        assert [layer.unpacked_size for layer in one.layers] == [layer.unpacked_size for layer in other.layers]
        assert one.unpacked_size == other.unpacked_size


def test_old_records_stand_where_the_readers_engine_is_away(
    project: Path, guest_settings: Settings, reader: Reader, tmp_path: Path
) -> None:
    first = measured(project, guest_settings, reader)
    moved = tmp_path / "moved.sock"
    reader.environment["DOCKER_HOST"], here = f"unix://{moved}", reader.environment["DOCKER_HOST"]
    moved.symlink_to(here.removeprefix("unix://"))
    again = measured(project, guest_settings, reader)
    assert again.outcomes == first.outcomes
    moved.unlink()
    (project / "docs" / "index.md").write_text("# Another page\n")
    away = measured(project, guest_settings, reader, refresh=True)
    assert away.outcomes == first.outcomes
    assert any("its last measurement stands" in warning for warning in away.warnings)


def _cache_bytes(lines: str) -> float:
    units = {"B": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9}
    (size,) = (row["Size"] for row in map(json.loads, lines.splitlines()) if row["Type"] == "Build Cache")
    number = size.rstrip("kMGB")
    return float(number) * units[size[len(number) :]]
