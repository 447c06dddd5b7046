"""`tare read`, as it is typed in a checkout."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from macros.cli import main
from tests.unit.plan.project import SLIM, make_project

if TYPE_CHECKING:
    from pathlib import Path

PAGE = "docs/index.md"
NO_PAGE = "is no page with macros, so it is about nothing that could change; leave it out"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    make_project(tmp_path)
    (tmp_path / "mkdocs.yml").write_text("site_name: test\n")
    (tmp_path / PAGE).write_text('# How small?\n\n{{ size("demo:slim") }}\n')
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_page_waits_until_it_is_read_and_again_once_a_file_changed(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    last = "`tare read PAGE` notes that you have read one."
    assert said(capsys, "read") == [f"{PAGE}: not marked yet", last]
    assert said(capsys, "read", PAGE) == [f"{PAGE}: marked as read, with 4 files that it is about"]
    assert said(capsys, "read") == ["No page waits to be read."]
    (root / "examples/demo/Dockerfile.slim").write_text(SLIM.replace("/app", "/srv"))
    assert said(capsys, "read") == [f"{PAGE}: changed since: examples/demo/Dockerfile.slim", last]


def test_a_page_is_named_from_the_folder_that_one_is_in(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root / "docs")
    assert said(capsys, "read", "index.md") == [f"{PAGE}: marked as read, with 4 files that it is about"]


def test_the_mark_of_a_page_that_is_gone_goes_with_the_next(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "docs/other.md").write_text('{{ size("demo:slim") }}\n')
    said(capsys, "read", PAGE, "docs/other.md")
    (root / "docs/other.md").unlink()
    said(capsys, "read", PAGE)
    assert "other.md" not in (root / "docs/.read.toml").read_text()


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        ("docs/indx.md", "tare: there is no file docs/indx.md; did you mean `docs/index.md`?"),
        ("docs/a/b.html", "tare: there is no file docs/a/b.html; name a page, such as docs/index.md"),
        ("docs", "tare: docs is a folder; name a page in it"),
        ("examples/demo/app.py", f"tare: examples/demo/app.py {NO_PAGE}"),
    ],
)
def test_what_is_no_page_is_refused_and_nothing_is_noted(
    page: str, sentence: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["read", PAGE, page]) == 2
    assert capsys.readouterr().err == f"{sentence}\n"
    assert not (root / "docs/.read.toml").exists()


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    """Return the lines that a command prints that must end well."""
    assert main(arguments) == 0
    return capsys.readouterr().out.splitlines()


def test_faults_end_without_a_word_on_a_site_that_nobody_asked_for(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / PAGE).write_text('{{ size("demo:slmi") }}\n')
    assert main(["read"]) == 1
    assert capsys.readouterr().err.splitlines()[-1] == "1 fault"
