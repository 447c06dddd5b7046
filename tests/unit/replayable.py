"""The small project of the plan's tests with commands and pages, and the results that a run would have left of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from macros.plan.experiments import experiment_inputs
from macros.plan.keys import build_inputs, digest_of, measurement_inputs
from macros.records.commands import CommandNotRun, CommandOutcome
from macros.records.experiments import ExperimentNotRun, ExperimentOutcome, ExperimentRecord, TwoBuilds
from macros.records.facts import FactOutcome, FactRecord
from macros.records.measurement import Base, EngineIdentity, Measurement, NotMeasured, Outcome
from macros.records.results import results_json
from macros.weighing.ruler import RULER_VERSION
from tests.unit.plan.project import TOML, catalog_of, make_project
from tests.unit.records.samples import BUILD_RECORD, COMMAND, KEY, NOON, measurement

if TYPE_CHECKING:
    from macros.catalog.model import Catalog

COMMANDS = """
[commands.serve]
run = "docker run --rm -p 8686:8000 demo:slim"
images = ["demo:slim"]
ask = "http://localhost:8686/"

[commands.hang]
run = "docker run --rm demo:slim"
images = ["demo:slim"]

[experiments.same]
variants = ["slim"]

[experiments.edited]
variants = ["slim"]
edit = { file = "app.py", append = "# b" }

[commands.build]
run = "docker build -f Dockerfile.slim -t demo:slim ."
builds = "demo:slim"
"""
CONFIGURATION = """
site_name: test
theme: {name: material, font: false}
plugins: [search, macros: {module_name: macros, on_undefined: strict}, tare]
markdown_extensions: [pymdownx.superfences, macros.pages.extension]
"""
PAGE = """---
title: a page
---

# A page

{{ size("demo:slim") }} or {{ size("demo:multi") }}

{{ engines("demo:slim") }}

{{ command("demo/serve") }}
"""
GCC = FactRecord("file_count(demo:slim, /usr/bin/*gcc*)", {"demo:slim": KEY}, 1, ("/usr/bin/gcc",))
PODMAN = EngineIdentity("podman", "5.4.2", "containers-storage", embedded=True)
ELSEWHERE: tuple[str, ...] = ("the embedded engine does not show it: no root", "Podman does not show it: no network")


def replayable(root: Path) -> Path:
    """Write the project under `root` and return `root`."""
    make_project(root)
    (root / "examples/demo.toml").write_text(TOML + COMMANDS)
    (root / "docs/index.md").write_text(PAGE)
    (root / "docs/plain.md").write_text("---\ntitle: plain\n---\n\n# Plain\n\nwithout figures\n")
    (root / "mkdocs.yml").write_text(CONFIGURATION)
    (root / "macros").symlink_to(Path(__file__).parents[2] / "macros")
    return root


def measured(catalog: Catalog, reference: str) -> Measurement:
    """Return the measurement of a variant as it stands in the checkout."""
    variant = catalog.find(reference)
    assert variant is not None
    [example] = catalog.examples
    bases = tuple(Base(name, KEY, None, checked_at=NOON) for name in variant.base_references)
    of_build = build_inputs(variant, example, bases, "linux/amd64", "docker", "classic")
    inputs = measurement_inputs(of_build, variant, RULER_VERSION)
    return replace(measurement(), reference=reference, key=digest_of(inputs), inputs=inputs, bases=bases)


def outcomes_of(root: Path) -> dict[str, Outcome]:
    """Return what a run would have found of the images: one was measured, one was not."""
    absent = NotMeasured("demo:multi", "no registry answers", needs_registry=True)
    return {"demo:slim": measured(catalog_of(root), "demo:slim"), "demo:multi": absent}


def commands_of(root: Path) -> dict[str, CommandOutcome]:
    """Return what a run would have found of the commands: one was run, one failed."""
    texts = {command.name: command.text for command in catalog_of(root).commands}
    serve = replace(COMMAND, command="demo/serve", text=texts["demo/serve"], images={"demo:slim": KEY})
    hang = CommandNotRun("demo/hang", "it did not end", failed=True, last_lines=("a", "b"), text=texts["demo/hang"])
    return {"demo/serve": serve, "demo/hang": hang}


def elsewhere_of(root: Path) -> dict[str, tuple[Outcome, ...]]:
    """Return what the other engines would have shown of an image: one shows it, between two that do not."""
    shown = replace(measured(catalog_of(root), "demo:slim"), engine=PODMAN, engine_size=104)
    first, last = (NotMeasured("demo:slim", reason) for reason in ELSEWHERE)
    return {"demo:slim": (first, shown, last)}


def experiments_of(root: Path) -> dict[str, ExperimentOutcome]:
    """Return what a run would have found of the experiments: one was made, one was not."""
    same, edited = catalog_of(root).experiments
    build = BUILD_RECORD.build
    inputs = experiment_inputs(same, {"demo:slim": KEY})
    variants = {"demo:slim": TwoBuilds(build, build)}
    made = ExperimentRecord(same.name, digest_of(inputs), inputs, NOON, "linux/amd64", PODMAN, variants)
    return {same.name: made, edited.name: ExperimentNotRun(edited.name, "the cache is shared", excused=True)}


def results_of(root: Path) -> bytes:
    """Return the document that a run would have published."""
    facts: dict[str, FactOutcome] = {GCC.fact: GCC}
    given = (outcomes_of(root), commands_of(root), NOON, elsewhere_of(root), facts)
    return results_json(*given, experiments=experiments_of(root))
