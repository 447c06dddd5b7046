from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from macros.errors import Fault
from macros.plan.pasted import pasted_faults, pasted_outputs
from macros.records.commands import Answer, CommandNotRun, CommandRecord
from macros.records.measurement import EngineIdentity
from tests.unit.plan.project import SLIM, catalog_of, make_project

if TYPE_CHECKING:
    from pathlib import Path

    from macros.records.commands import CommandOutcome


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_project(tmp_path)


def found(root: Path, text: str, name: str = "page.md") -> list[tuple[int | None, str, str]]:
    (root / "docs" / name).write_text(text)
    return [(fault.line, fault.problem, fault.remedy) for fault in pasted_faults(root, catalog_of(root))]


def indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.splitlines())


@pytest.mark.parametrize(
    ("block", "line"),
    [
        (f"```dockerfile\n{SLIM}```\n", 4),
        ("~~~\nWORKDIR /app\n\n  COPY   app.py .\n~~~\n", 4),
        (indented(SLIM), 3),
        ("!!! note\n\n" + indented(f"```\n{SLIM}```"), 6),
        ("<pre><code>WORKDIR /app\nCOPY app.py .</code></pre>\n", 3),
        ('```\nsomething of its own\nCOPY app.py .\nCMD ["python", "app.py"]\n```\n', 5),
    ],
)
def test_two_lines_in_a_row_of_an_examples_file_are_a_fault(root: Path, block: str, line: int) -> None:
    repeats = "the code here repeats the file examples/demo/Dockerfile.slim"
    assert found(root, f"# A page\n\n{block}") == [(line, repeats, 'show it with {{ dockerfile("demo:slim") }}')]


def test_a_file_of_one_line_is_repeated_by_that_line(root: Path) -> None:
    repeats = "the code here repeats the file examples/demo/app.py"
    assert found(root, "```python\nprint('hello')\n```\n") == [(2, repeats, 'show it with {{ file("demo/app.py") }}')]


def test_of_two_files_the_one_is_told_of_which_more_is_repeated(root: Path) -> None:
    (root / "examples" / "demo" / "Dockerfile.multi").write_text("FROM scratch\nWORKDIR /app\nCOPY app.py .\n")
    assert [problem for _, problem, _ in found(root, f"```\n{SLIM}```\n")] == [
        "the code here repeats the file examples/demo/Dockerfile.slim"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Write `COPY app.py .` after `WORKDIR /app`.\n",
        "```\nCOPY app.py .\n```\n",
        "```\nWORKDIR /app\nRUN something else\nCOPY app.py .\n```\n",
        '{{ dockerfile("demo:slim") }}\n',
        "- a list\n\n    of two paragraphs\n",
    ],
)
def test_what_repeats_no_two_lines_in_a_row_is_none(root: Path, text: str) -> None:
    assert found(root, text) == []


@pytest.mark.parametrize("name", ["contributing.md", "architecture.md", "changelog.md"])
def test_pages_about_the_project_may_show_code_as_an_example_of_syntax(root: Path, name: str) -> None:
    assert found(root, f"```\n{SLIM}```\n", name) == []


@pytest.mark.parametrize(
    "command", ["docker build -t x .", "$ docker run --rm x", "sudo docker images", "docker history x"]
)
def test_a_docker_command_in_a_block_is_a_fault(root: Path, command: str) -> None:
    remedy = 'declare it in the example\'s TOML file as `[commands.NAME]` and show it with {{ command("…") }}'
    assert found(root, f"```console\n{command}\n```\n") == [(2, "a command is typed into the page", remedy)]


@pytest.mark.parametrize(
    "text", ["```sh\ndocker save x | tare weigh -\n```\n", "Type `docker images`.\n", "docker images\n"]
)
def test_a_command_about_tare_itself_or_in_a_sentence_is_none(root: Path, text: str) -> None:
    assert found(root, text) == []


def test_what_a_command_printed_is_a_fault_where_it_was_pasted(root: Path) -> None:
    record = CommandRecord(
        command="demo/run",
        text="docker run demo:slim",
        images={},
        engine=EngineIdentity(name="docker", version="26.1.5", image_store="classic", embedded=True),
        ran_at=datetime(2026, 1, 1, tzinfo=UTC),
        exit_status=0,
        output="one line\nanother\n",
        omitted=0,
        seconds=1.0,
        added=(),
        answer=Answer("http://localhost:8686/", 200, "Hello from a container!\n"),
    )
    (root / "docs" / "page.md").write_text("```\none line\nanother\n```\n\n```\nHello from a container!\n```\n")
    commands: dict[str, CommandOutcome] = {"demo/run": record, "demo/other": CommandNotRun("demo/other", "no engine")}
    remedy = 'show it with {{ command("demo/run") }}'
    assert pasted_outputs(root, commands) == (
        Fault("docs/page.md", 2, "the code here repeats what the command `demo/run` prints", remedy),
        Fault("docs/page.md", 7, "the code here repeats what the command `demo/run` is answered", remedy),
    )
