from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from macros.plan.commands import CommandWork, command_key, decide_commands
from macros.records.commands import Answer, CommandRecord
from macros.records.measurement import EngineIdentity
from macros.records.store import Store
from tests.unit.plan.project import catalog_of

if TYPE_CHECKING:
    from pathlib import Path

ENGINE = EngineIdentity("docker", "26.1.5", "classic", embedded=True)
SLIM = f"sha256:{'1' * 64}"
MULTI = f"sha256:{'2' * 64}"
COMMANDS = """
[commands.compare]
run = "docker images | grep demo"
images = ["demo:slim", "demo:multi"]

[commands.build]
run = "docker build -f Dockerfile.slim -t demo:slim ."
builds = "demo:slim"
"""


@pytest.fixture
def project(root: Path) -> Path:
    with (root / "examples/demo.toml").open("a") as toml:
        toml.write(COMMANDS)
    return root


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "home")


def decided(
    project: Path, store: Store, images: dict[str, str] | None = None, engine: EngineIdentity | None = ENGINE
) -> tuple[CommandWork, ...]:
    measured = {"demo:slim": SLIM, "demo:multi": MULTI} if images is None else images
    return decide_commands(catalog_of(project), measured, store, engine)


def keep(store: Store, work: CommandWork) -> CommandRecord:
    record = CommandRecord(
        work.command.name,
        work.command.text,
        dict(work.images),
        ENGINE,
        datetime(2026, 5, 10, tzinfo=UTC),
        0,
        "demo",
        0,
        0.1,
        (),
        None,
    )
    store.add_command(command_key(work.command, work.images, ENGINE), record)
    return record


def test_a_command_is_to_be_run_once_and_a_build_never(project: Path, store: Store) -> None:
    (compare,) = decided(project, store)
    assert compare.command.name == "demo/compare"
    assert compare.record is None
    record = keep(store, compare)
    assert decided(project, store)[0].record == record


def test_a_command_whose_answer_told_of_a_failure_is_run_again(project: Path, store: Store) -> None:
    (compare,) = decided(project, store)
    record = replace(keep(store, compare), answer=Answer("http://localhost:8686/", 404, "not found"))
    store.add_command(command_key(compare.command, compare.images, ENGINE), record)
    assert decided(project, store)[0].record is None


def test_a_command_waits_until_all_its_images_are_measured(project: Path, store: Store) -> None:
    assert decided(project, store, images={"demo:slim": SLIM}) == ()


@pytest.mark.parametrize("version", ["26.1.6", None])
def test_a_command_is_run_again_on_another_engine(project: Path, store: Store, version: str | None) -> None:
    keep(store, decided(project, store)[0])
    engine = replace(ENGINE, version=version) if version else None
    assert decided(project, store, engine=engine)[0].record is None


def test_a_command_is_run_again_with_another_image(project: Path, store: Store) -> None:
    keep(store, decided(project, store)[0])
    assert decided(project, store, images={"demo:slim": SLIM, "demo:multi": SLIM})[0].record is None


def test_a_command_is_run_again_when_its_text_changes(project: Path, store: Store) -> None:
    keep(store, decided(project, store)[0])
    toml = project / "examples/demo.toml"
    toml.write_text(toml.read_text().replace("grep demo", "grep -c demo"))
    assert decided(project, store)[0].record is None
