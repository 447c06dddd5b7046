from __future__ import annotations

import os
from pathlib import Path

import pytest

from macros.catalog.contexts import context_inputs
from macros.catalog.dockerfiles import parse_dockerfile

FILES = {
    "app.py": "app",
    "requirements.txt": "flask",
    "notes.md": "notes",
    ".env": "secret",
    "src/main.py": "main",
    "src/lib/util.py": "util",
    "src/lib/util.pyc": "cache",
    "docs/a.txt": "a",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return tmp_path


def selected(folder: Path, instructions: str, target: str | None = None) -> dict[str, str]:
    path = folder / "Dockerfile.x"
    text = instructions if instructions.startswith("FROM") else f"FROM scratch\n{instructions}\n"
    path.write_text(text)
    return context_inputs(folder, parse_dockerfile(path, text), target)


def names(folder: Path, instructions: str, target: str | None = None) -> set[str]:
    return set(selected(folder, instructions, target)) - {"Dockerfile.x"}


SRC = {"src/", "src/main.py", "src/lib/", "src/lib/util.py", "src/lib/util.pyc"}
EVERYTHING = {*FILES, "src/", "src/lib/", "docs/"}


@pytest.mark.parametrize(
    ("instructions", "expected"),
    [
        ("COPY app.py .", {"app.py"}),
        ("COPY ./app.py notes.md /x/", {"app.py", "notes.md"}),
        ("COPY /app.py .", {"app.py"}),
        ("COPY ../app.py .", {"app.py"}),
        ('COPY ["app.py", "."]', {"app.py"}),
        ('COPY "app.py" .', {"app.py"}),
        ("COPY *.txt .", {"requirements.txt"}),
        ("COPY require*.tx? .", {"requirements.txt"}),
        ("COPY src /src", SRC),
        ("COPY src/ /src", SRC),
        ("COPY src/. /src", SRC),
        ("COPY s*c /src", SRC),
        ("COPY src/*.py .", {"src/", "src/main.py"}),
        ("COPY src/*/util.py .", {"src/", "src/lib/", "src/lib/util.py"}),
        ("COPY nothing* .", set()),
        ("COPY [a]pp.py .", {"app.py", "requirements.txt", "notes.md", ".env", *SRC, "docs/", "docs/a.txt"}),
        ("COPY . .", EVERYTHING),
        ("COPY / .", EVERYTHING),
        ("ADD . .", EVERYTHING),
        ("ARG X=app.py\nCOPY $X .", EVERYTHING),
        ("COPY --exclude=*.md . .", EVERYTHING),
        ("COPY --parents src/**/util.py .", SRC),
        ("ADD https://example.org/app.py git@example.org:x.git .", set()),
        ("COPY <<app.py .\nx\napp.py", set()),
        ("COPY --from=busybox app.py .", set()),
        ("RUN --mount=type=bind,source=src,target=/s x", SRC),
        ("RUN --mount=src=app.py,target=/s x", {"app.py"}),
        ("RUN --mount=target=/s x", EVERYTHING),
        ("RUN --mount=type=$KIND,target=/s x", EVERYTHING),
        ("RUN --mount=type=cache,target=/s --mount=type=tmpfs,target=/t x", set()),
        ("RUN --mount=from=busybox,source=app.py,target=/s x", set()),
        ("RUN cat app.py", set()),
        ("CMD x", set()),
    ],
)
def test_what_an_instruction_can_select_counts(folder: Path, instructions: str, expected: set[str]) -> None:
    assert names(folder, instructions) == expected


def test_only_needed_stages_count(folder: Path) -> None:
    text = "FROM scratch AS a\nCOPY app.py .\nFROM scratch AS b\nCOPY notes.md .\nFROM a\nCOPY docs/a.txt .\n"
    assert names(folder, text) == {"app.py", "docs/", "docs/a.txt"}
    assert names(folder, text, "b") == {"notes.md"}


def test_ignored_files_do_not_count(folder: Path) -> None:
    (folder / ".dockerignore").write_text("# comment\n*.md\n**/*.pyc\n/docs\n")
    assert names(folder, "COPY . .") == EVERYTHING - {"notes.md", "src/lib/util.pyc", "docs/", "docs/a.txt"} | {
        ".dockerignore"
    }


def test_the_ignore_file_of_a_dockerfile_wins_even_when_it_is_empty(folder: Path) -> None:
    (folder / ".dockerignore").write_text("*\n")
    assert names(folder, "COPY app.py .") == set()
    (folder / "Dockerfile.x.dockerignore").write_text("")
    assert names(folder, "COPY app.py .") == {"app.py"}


def test_an_exception_brings_a_file_and_its_ignored_folders_back(folder: Path) -> None:
    (folder / ".dockerignore").write_text("*\n!src/lib/*.py\n")
    assert names(folder, "COPY . .") == {"src/", "src/lib/", "src/lib/util.py"}


def test_a_change_that_no_build_can_see_changes_nothing(folder: Path) -> None:
    (folder / ".dockerignore").write_text(".env\n")
    before = selected(folder, "COPY *.py .env .")
    for name in (".env", "notes.md", "src/main.py"):
        (folder / name).write_text("changed")
    (folder / "new.txt").write_text("new")
    (folder / ".dockerignore").write_text(".env\n*.sh\n")
    assert selected(folder, "COPY *.py .env .") == before


def test_content_and_permission_bits_change_a_hash_and_times_do_not(folder: Path) -> None:
    app = folder / "app.py"
    app.chmod(0o644)
    before = selected(folder, "COPY app.py .")
    os.utime(app, (0, 0))
    assert selected(folder, "COPY app.py .") == before
    app.chmod(0o755)
    after = selected(folder, "COPY app.py .")
    assert after != before
    app.write_text("appx")
    assert selected(folder, "COPY app.py .") != after


def test_empty_folders_and_their_permission_bits_count(folder: Path) -> None:
    empty = folder / "src/empty"
    empty.mkdir(mode=0o755)
    before = selected(folder, "COPY src /src")
    assert "src/empty/" in before
    empty.chmod(0o700)
    assert selected(folder, "COPY src /src") != before


def test_a_link_in_a_copied_folder_counts_by_its_target(folder: Path) -> None:
    link = folder / "src/link"
    link.symlink_to("main.py")
    before = selected(folder, "COPY src /src")
    link.unlink()
    link.symlink_to("lib")
    after = selected(folder, "COPY src /src")
    assert before["src/link"] != after["src/link"]
    assert names(folder, "COPY src /src") == {*SRC, "src/link"}


def test_everything_counts_where_a_source_goes_through_a_link(folder: Path) -> None:
    (folder / "link").symlink_to("src/lib")
    assert names(folder, "COPY link/util.py .") == {*EVERYTHING, "link"}
    assert names(folder, "COPY link .") == {*EVERYTHING, "link"}


def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    assert "pipe" in names(folder, "COPY . .")


def test_a_name_that_is_no_text_can_be_written_down(folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff")).write_text("x")
    assert "\\xff" in names(folder, "COPY . .")
