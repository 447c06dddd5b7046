from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from macros.catalog.dockerfiles import parse_dockerfile
from macros.catalog.ignored import KeptOut, kept_out, offered

if TYPE_CHECKING:
    from pathlib import Path

    from macros.catalog.model import Dockerfile

FILES = {
    "app.py": "app",
    ".env": "token",
    "data/large.csv": "1,2,3,4,5,6",
    "data/small.csv": "1",
    "logs/today.log": "started",
    "logs/empty.log": "",
}


@pytest.fixture
def dockerfile(tmp_path: Path) -> Dockerfile:
    for name, content in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content)
    path = tmp_path / "Dockerfile.x"
    path.write_text("FROM scratch\nCOPY . /\n")
    return parse_dockerfile(path, path.read_text())


def ignore(dockerfile: Dockerfile, *lines: str) -> None:
    dockerfile.path.with_name(".dockerignore").write_text("".join(f"{line}\n" for line in lines))


def by_line(found: tuple[KeptOut, ...]) -> dict[str, tuple[str, int]]:
    return {each.file.path: (each.pattern, each.line) for each in found}


def test_without_an_ignore_file_the_whole_folder_is_offered(dockerfile: Dockerfile) -> None:
    assert {file.path: file.bytes for file in offered(dockerfile)} == {
        **{name: len(content) for name, content in FILES.items()},
        "Dockerfile.x": len(dockerfile.text),
    }
    assert kept_out(dockerfile) == ()


def test_what_is_offered_and_what_is_kept_out_are_the_whole_folder(dockerfile: Dockerfile) -> None:
    whole = {file.path for file in offered(dockerfile)} | {".dockerignore"}
    ignore(dockerfile, ".env", "data", "**/*.log")
    left, out = {file.path for file in offered(dockerfile)}, {each.file.path for each in kept_out(dockerfile)}
    assert left | out == whole
    assert not left & out
    assert out == {".env", "data/large.csv", "data/small.csv", "logs/today.log", "logs/empty.log"}


def test_each_file_is_told_with_the_line_that_keeps_it_out_the_largest_first(dockerfile: Dockerfile) -> None:
    ignore(dockerfile, "# secrets", ".env", "", "data/", "  **/*.log")
    assert list(by_line(kept_out(dockerfile)).items()) == [
        ("data/large.csv", ("data/", 4)),
        ("logs/today.log", ("**/*.log", 5)),
        (".env", (".env", 2)),
        ("data/small.csv", ("data/", 4)),
        ("logs/empty.log", ("**/*.log", 5)),
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(("*", ".env", "!app.py"), ("*", 1), id="the first of two that match"),
        pytest.param((".env", "!.env", "*.env"), ("*.env", 3), id="the one after it was taken back in"),
        pytest.param((".env", "!.env"), None, id="none, where it is taken back in"),
    ],
)
def test_the_line_without_which_a_file_would_be_offered_keeps_it_out(
    dockerfile: Dockerfile, lines: tuple[str, ...], expected: tuple[str, int] | None
) -> None:
    ignore(dockerfile, *lines)
    assert by_line(kept_out(dockerfile)).get(".env") == expected


def test_an_ignore_file_of_its_own_counts_in_place_of_the_folders(dockerfile: Dockerfile) -> None:
    ignore(dockerfile, "*")
    dockerfile.path.with_name("Dockerfile.x.dockerignore").write_text("data\n")
    assert {each.file.path for each in kept_out(dockerfile)} == {"data/large.csv", "data/small.csv"}


def test_links_and_folders_are_no_files_of_the_context(dockerfile: Dockerfile) -> None:
    dockerfile.path.with_name("link").symlink_to("app.py")
    dockerfile.path.with_name("empty").mkdir()
    assert not {"link", "empty", "empty/"} & {file.path for file in offered(dockerfile)}


def test_a_file_is_known_by_its_content_unless_it_has_none(dockerfile: Dockerfile) -> None:
    ignore(dockerfile, ".env", "logs")
    digests = {each.file.path: each.digest() for each in kept_out(dockerfile)}
    assert digests[".env"] == f"sha256:{hashlib.sha256(b'token').hexdigest()}"
    assert not digests["logs/empty.log"]
