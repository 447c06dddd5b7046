"""Findings as the lab would give them, for three small images and one that could not be measured."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from macros.catalog.dockerfiles import parse_dockerfile
from macros.catalog.edits import Edit
from macros.catalog.model import (
    Catalog,
    CitedSize,
    Command,
    CommandTest,
    Example,
    Experiment,
    ImageReference,
    Step,
    Variant,
)
from macros.pages.sheet import Sheet
from macros.plan.findings import Findings
from macros.records.commands import Answer, CommandNotRun, CommandOutcome, CommandRecord
from macros.records.experiments import ExperimentNotRun, ExperimentOutcome, ExperimentRecord, TwoBuilds
from macros.records.measurement import (
    Base,
    Build,
    BuildStep,
    Change,
    EngineIdentity,
    HistoryEntry,
    ImageConfig,
    Layer,
    Measurement,
    NotMeasured,
    Outcome,
    Packages,
    SmokeTest,
    StandIn,
    Waste,
)

if TYPE_CHECKING:
    from pathlib import Path

MEASURED_AT = datetime(2025, 11, 24, 21, 28, tzinfo=UTC)
DOCKERFILES = {
    "fat": "FROM python:3.12\nWORKDIR /app\nCOPY app.py .\nRUN apt-get update && apt-get install -y curl\n",
    "slim": "FROM python:3.12-slim\nWORKDIR /app\nCOPY app.py .\nRUN apt-get update \\\n    && rm -rf /tmp\nCMD app\n",
    "multi": (
        "# a stage to build in\nFROM python:3.12-slim AS builder\nRUN pip install flask\n\n"
        "FROM python:3.12-slim\nCOPY --from=builder /install /usr/local\nCOPY app.py .\n"
    ),
    "alpine": "FROM alpine\nCOPY app.py .\n",
}
BASES = {"python:3.12": (120_000_000, 900_000_000, 46_000_000), "python:3.12-slim": (78_500_000, 36_500_000)}
OWN = {
    "fat": {2: (0, 0), 3: (45, 0), 4: (34_000_000, 20_000_000)},
    "slim": {2: (0, 0), 3: (45, 0), 4: (13_500_000, 0)},
    "multi": {6: (4_730_000, 0), 7: (45, 0)},
}


def digest(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def changes(size: int) -> tuple[Change, Change, Change]:
    """A layer that only adds."""
    return Change(size // 30_000, size), Change(0, 0), Change(0, 0)


def measure(variant: Variant, base: str, own: dict[int, tuple[int, int]], *, stand_in: bool = True) -> Measurement:
    """A record with the base's layers and one layer for each line of `own`: its bytes and how many are waste."""
    reference = str(variant.reference)
    instructions = {each.line: each.text for each in variant.dockerfile.own_instructions(variant.target)}
    layers = [
        Layer(
            digest(f"{base}{size}"), size, size * 2 // 5, size // 30_000, 0, *changes(size), None, None, from_base=True
        )
        for size in BASES[base]
    ]
    layers += [
        Layer(
            digest(f"{reference}{line}"), size, size * 2 // 5 + 93, size // 30_000, waste,
            *changes(size), instructions[line], line, from_base=False,
        )
        for line, (size, waste) in own.items()
    ]  # fmt: skip
    pinned = (
        Base(base, None, StandIn(base, digest(base), "CPython 3.13.5 on Debian 13"))
        if stand_in
        else Base(base, digest(base), None)
    )
    return Measurement(
        reference=reference,
        key=digest(f"key of {reference}"),
        inputs={},
        measured_at=MEASURED_AT,
        oldest_step_at=MEASURED_AT - timedelta(minutes=20),
        platform="linux/amd64",
        engine=ENGINE,
        bases=(pinned,),
        config_digest=digest(reference),
        unpacked_size=sum(layer.unpacked_size for layer in layers),
        transfer_size=sum(layer.transfer_size for layer in layers),
        engine_size=None,
        layers=tuple(layers),
        history=tuple(HistoryEntry(f"made <layer> {index}", index) for index in range(len(layers))),
        waste=Waste(sum(layer.waste for layer in layers), 1, ()),
        largest_files=(),
        largest_folders=(),
        packages=Packages(None, None, None),
        config=ImageConfig((), (), (), "/app", "", ()),
        smoke_test=SmokeTest("command", "the image's own command", "Hello\n", "Hello\n", 0.31),
        build=Build(4.2, 300, _steps(instructions)),
    )


def _steps(instructions: dict[int, str]) -> tuple[BuildStep, ...]:
    """The builder tells steps as they end, in no order; the first one was made by another build."""
    steps = [
        BuildStep(text, line, cached=index == 0, seconds=0.5 * index)
        for index, (line, text) in enumerate(instructions.items())
    ]
    return tuple(reversed(steps))


COMMANDS = (
    Command("myapp/build", "docker build -f Dockerfile.slim -t myapp:slim .", (), builds="myapp:slim"),
    Command("myapp/build-alpine", "docker build -f Dockerfile.alpine -t myapp:alpine .", (), builds="myapp:alpine"),
    Command("myapp/compare", "docker images | grep myapp\n# all of them", ("myapp:fat", "myapp:slim")),
    Command("myapp/serve", "docker run -p 8686:8000 myapp:fat", ("myapp:fat",), ask="http://localhost:8686/"),
    Command("myapp/hang", "docker run myapp:alpine", ("myapp:alpine",)),
    Command("myapp/new", "docker run myapp:fat", ("myapp:fat",)),
)
ENGINE = EngineIdentity("docker", "26.1.5", "classic", embedded=True)


def ran(command: Command, output: str, answer: Answer | None = None) -> CommandRecord:
    """A record of a command that took 0.7 s."""
    images = {reference: digest(reference) for reference in command.images}
    status = None if answer else 0
    added = ("the reader's other images are not listed",)
    return CommandRecord(command.name, command.text, images, ENGINE, MEASURED_AT, status, output, 0, 0.7, added, answer)


def experimented(experiment: Experiment) -> ExperimentRecord:
    """A record in which the first variant runs again from its COPY on, and the second in its last step alone."""
    variants = {}
    for number, variant in enumerate(experiment.variants):
        steps = [
            each for each in variant.dockerfile.own_instructions(None) if each.keyword in ("WORKDIR", "COPY", "RUN")
        ]
        first_rebuilt = 1 if number == 0 else len(steps) - 1
        rebuild = tuple(
            BuildStep(
                each.text, each.line, cached=place < first_rebuilt, seconds=0.25 * place * (place >= first_rebuilt)
            )
            for place, each in enumerate(steps)
        )
        first = tuple(BuildStep(each.text, each.line, cached=False, seconds=0.5) for each in steps)
        variants[str(variant.reference)] = TwoBuilds(Build(4.5, 2048, first), Build(1.5 - number, 512, rebuild))
    key = digest(experiment.name)
    return ExperimentRecord(experiment.name, key, {"edit": key}, MEASURED_AT, "linux/amd64", ENGINE, variants)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with one example of four variants."""
    folder = tmp_path / "examples/myapp"
    folder.mkdir(parents=True)
    (folder / "app.py").write_text('print("<Hello> & {{ goodbye }}")\n')
    for tag, text in DOCKERFILES.items():
        (folder / f"Dockerfile.{tag}").write_text(text)
    return tmp_path


@pytest.fixture
def catalog(root: Path) -> Catalog:
    folder = root / "examples/myapp"
    variants = tuple(
        Variant(
            reference=ImageReference("myapp", tag),
            summary=f"the {tag} one",
            dockerfile=parse_dockerfile(folder / f"Dockerfile.{tag}", text),
            target=None,
            smoke_tests=(CommandTest(None, "Hello\n"),),
            needs_registry=tag == "alpine",
            cited=CitedSize("1.13GB", "the original lesson") if tag == "fat" else None,
        )
        for tag, text in DOCKERFILES.items()
    )
    ladder = (Step(variants[0], ""), Step(variants[1], "the slim base"))
    edit = Edit("app.py", None, "# <b>a comment</b>")
    experiments = (
        Experiment("myapp/code-edited", variants[:2], edit, cleared=False),
        Experiment("myapp/cleared", variants[:1], None, cleared=True),
    )
    return Catalog(root, (Example("myapp", "One app", folder, variants, COMMANDS, ladder, experiments),))


@pytest.fixture
def findings(catalog: Catalog) -> Findings:
    bases = {"fat": "python:3.12", "slim": "python:3.12-slim", "multi": "python:3.12-slim"}
    outcomes = {
        f"myapp:{tag}": measure(variant, bases[tag], OWN[tag], stand_in=tag != "fat")
        for tag, variant in zip(DOCKERFILES, catalog.variants, strict=True)
        if tag in OWN
    }
    absent = {"myapp:alpine": NotMeasured("myapp:alpine", "alpine has no stand-in", needs_registry=True)}
    _, _, compare, serve, _, _ = COMMANDS
    commands: dict[str, CommandOutcome] = {
        "myapp/compare": ran(compare, "myapp  fat\n<b>myapp</b>  slim\n"),
        "myapp/serve": ran(serve, "serving\n", Answer("http://localhost:8686/", 200, "Hello & <b>\n")),
        "myapp/hang": CommandNotRun(
            "myapp/hang", "it did not end within 30 s", failed=True, last_lines=("last <line>",)
        ),
    }
    generated_at = MEASURED_AT + timedelta(minutes=1)
    experiments: dict[str, ExperimentOutcome] = {
        "myapp/code-edited": experimented(catalog.experiments[0]),
        "myapp/cleared": ExperimentNotRun("myapp/cleared", "the cache is shared", excused=True),
    }
    known: dict[str, Outcome] = {**outcomes, **absent}
    given = (catalog, known, (), (), generated_at, timedelta(days=7), commands)
    return Findings(*given, experiments=experiments)


@pytest.fixture
def sheet(findings: Findings) -> Sheet:
    return Sheet(findings, to_root="../")
