from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from macros.plan.comments import comments

if TYPE_CHECKING:
    from pathlib import Path


def found(folder: Path, name: str, text: str) -> list[tuple[int, str]]:
    (folder / name).write_text(text)
    return [(line, comment.strip()) for line, comment in comments(folder / name)]


@pytest.mark.parametrize(
    "name", ["Dockerfile.slim", "run.sh", "app.py", "pyproject.toml", "requirements.txt", ".dockerignore", "x.yml"]
)
def test_a_comment_is_found_at_the_beginning_of_a_line_and_behind_code(tmp_path: Path, name: str) -> None:
    assert found(tmp_path, name, "# one\nx = 1 # two\n    # three\n") == [(1, "one"), (2, "two"), (3, "three")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("app.py", 'x = "# no comment"\ny = """\n# no comment\n"""\n'),
        ("pyproject.toml", "x = '''\n# no comment\n'''\ny = \"# no comment\"\n"),
        ("run.sh", '#!/bin/sh\necho "# no comment" x#y\n'),
        ("Dockerfile.slim", 'RUN echo "a # no comment"\n#\n'),
        ("notes.md", "# no comment\n"),
        ("app.js", "# no comment\n"),
    ],
)
def test_text_in_quotes_and_other_files_have_no_comments(tmp_path: Path, name: str, text: str) -> None:
    assert found(tmp_path, name, text) == []


def test_a_program_that_cannot_be_read_has_the_comments_before_its_error(tmp_path: Path) -> None:
    assert found(tmp_path, "app.py", "# one\nx = (\n") == [(1, "one")]


@pytest.mark.parametrize("name", ["app.py", "run.sh"])
def test_a_file_that_is_no_text_has_no_comments(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"# \xff 3 MB\n")
    assert list(comments(tmp_path / name)) == []
    (tmp_path / "folder.py").mkdir()
    assert list(comments(tmp_path / "folder.py")) == []
