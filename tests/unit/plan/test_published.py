from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from macros.plan.published import published_faults

if TYPE_CHECKING:
    from pathlib import Path

REMEDY = "say it without a figure: what was measured stands on the pages"


def change(root: Path, name: str, old: str, new: str) -> list[str]:
    path = root / name
    path.write_text(path.read_text().replace(old, new, 1))
    return [str(fault) for fault in published_faults(root)]


def test_a_project_without_typed_figures_has_no_fault(root: Path) -> None:
    assert published_faults(root) == ()


@pytest.mark.parametrize("figure", ["12 MB", "8.5x", "40 %", "3 layers", "250 ms", "half of it", "a few megabytes"])
@pytest.mark.parametrize(
    ("old", "line"), [("A title", 1), ("the slim base", 4), ("with a builder", 7)], ids=["title", "slim", "multi"]
)
def test_a_figure_in_a_title_or_a_summary_is_a_fault(root: Path, figure: str, old: str, line: int) -> None:
    (fault,) = change(root, "examples/demo.toml", old, f"It is {figure}")
    assert fault.startswith(f"examples/demo.toml:{line}: ")
    assert fault.endswith(f"; {REMEDY}")


@pytest.mark.parametrize("words", ["smaller than the rest", "the smallest", "as large as the other", "most of it"])
def test_a_comparison_in_a_title_or_a_summary_is_a_fault(root: Path, words: str) -> None:
    (fault,) = change(root, "examples/demo.toml", "the slim base", words)
    assert "is a comparison that nothing proves; " in fault


def test_a_figure_in_the_reason_of_a_mistake_is_a_fault(root: Path) -> None:
    summary = 'summary = "the slim base"\n'
    found = change(root, "examples/demo.toml", summary, f'{summary}mistakes = {{ DL3008 = "saves 12 MB" }}\n')
    assert found == [f"examples/demo.toml:5: the figure `12 MB` is typed by hand; {REMEDY}"]


@pytest.mark.parametrize("name", ["save-12-mb", "save-12-MB", "three-layers", "three_layers"])
def test_a_figure_in_the_name_of_a_command_is_a_fault(root: Path, name: str) -> None:
    command = f'[commands.{name}]\nrun = "docker images demo:slim"\nimages = ["demo:slim"]\n\n[cited]'
    assert len(change(root, "examples/demo.toml", "[cited]", command)) == (name != "save-12-mb")


def test_what_is_run_or_cited_may_have_figures(root: Path) -> None:
    command = '[commands.list]\nrun = "echo 12 MB in three layers"\nimages = ["demo:slim"]\n\n[cited]'
    assert change(root, "examples/demo.toml", "[cited]", command) == []
    assert change(root, "examples/demo.toml", "hello", "12 MB in three layers") == []


@pytest.mark.parametrize("text", ["title = [", "title = 3", "variants = 3", "[variants]\nslim = 3\n[commands]\nx = 3"])
def test_a_toml_file_that_is_wrong_is_for_the_catalog_to_refuse(root: Path, text: str) -> None:
    (root / "examples/demo.toml").write_text(text)
    assert published_faults(root) == ()


def test_a_figure_in_a_comment_is_a_fault_with_its_line(root: Path) -> None:
    found = change(root, "examples/demo/Dockerfile.slim", "COPY", "# saves 300 MB\nCOPY")
    assert found == [f"examples/demo/Dockerfile.slim:3: the figure `300 MB` is typed by hand; {REMEDY}"]
    (root / "examples/demo/tools").mkdir()
    (root / "examples/demo/tools/run.sh").write_text("#!/bin/sh\n# half of it\n")
    script, _ = sorted(str(fault) for fault in published_faults(root))[::-1]
    assert script == f"examples/demo/tools/run.sh:2: `half` is a figure that nothing proves; {REMEDY}"


@pytest.mark.parametrize(
    "settings",
    [
        "site_name: Tare\nsite_description: It saves 300 MB\n",
        "nav:\n  - Half of the size: index.md\n",
        "nav:\n  - Lessons:\n      - Smaller than ever: index.md\n",
        "site_name: Tare\ncopyright: Three layers\n",
    ],
)
def test_a_figure_in_what_mkdocs_yml_tells_readers_is_a_fault(root: Path, settings: str) -> None:
    (root / "mkdocs.yml").write_text(settings)
    (fault,) = published_faults(root)
    assert (fault.where, fault.line) == ("mkdocs.yml", settings.count("\n"))


@pytest.mark.parametrize(
    "settings",
    [
        "site_name: Tare\nnav:\n  - index.md\n  - A lesson: lessons/three-layers.md\n",
        "theme:\n  logo: 12 MB\nextra: {more: three layers}\n",
        "site_name: [\n",
        "site_name: 3\nnav: 3\n",
    ],
)
def test_the_rest_of_mkdocs_yml_may_have_figures(root: Path, settings: str) -> None:
    (root / "mkdocs.yml").write_text(settings)
    assert published_faults(root) == ()
