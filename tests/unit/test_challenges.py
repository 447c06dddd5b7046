from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from macros.challenges import NOTE, TASK
from macros.cli import main

if TYPE_CHECKING:
    from pathlib import Path

TOML = """\
title = "A list, and no more"

[challenge]
task = "Make it smaller."
unpacked_size = "90 MB"
unchanged = ["app.py"]
forbidden = ["ARG"]
hints = ["Look.", "Look again."]

[variants.start]
summary = "too much"

[variants.solution]
summary = "no more"

[smoke_test]
output = "hello\\n"
"""
FILES = {
    "Dockerfile.start": "FROM debian:trixie\nCOPY . /\nCMD app\n",
    "Dockerfile.start.dockerignore": "# nothing\n",
    "Dockerfile.solution": "FROM debian:trixie-slim\nCOPY app.py /\nCMD app\n",
    ".dockerignore": "books\n",
    "app.py": "print('hello')\n",
    "books/list.txt": "a book\n",
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one challenge, in which the reader is."""
    root = tmp_path / "project"
    folder = root / "examples" / "challenge-diet"
    (folder / "books").mkdir(parents=True)
    for name, text in FILES.items():
        (folder / name).write_text(text)
    folder.with_name("challenge-diet.toml").write_text(TOML)
    (root / "mkdocs.yml").write_text("site_name: a site\n")
    monkeypatch.chdir(root)
    monkeypatch.setenv("TARE_HOME", str(tmp_path / "home"))
    return root


def test_without_a_name_the_challenges_are_listed(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert project
    assert main(["challenge"]) == 0
    first, last = capsys.readouterr().out.splitlines()
    assert first == "diet  A list, and no more, in 90 MB at most"
    assert last == "`tare challenge NAME` copies one into a new folder."


def test_a_copy_has_the_start_and_the_task_and_no_solution(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["challenge", "diet"]) == 0
    folder = project / "challenge-diet"
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert names == {NOTE, TASK, "Dockerfile", ".dockerignore", "app.py", "books/list.txt"}
    assert (folder / "Dockerfile").read_text() == FILES["Dockerfile.start"]
    assert (folder / ".dockerignore").read_text() == FILES["Dockerfile.start.dockerignore"]
    assert (folder / "books/list.txt").read_text() == "a book\n"
    task = (folder / TASK).read_text()
    for told in ("Make it smaller.", "90 MB", "`app.py` stays as it is", "no instruction begins with `ARG`", "--hint"):
        assert told in task
    assert "Look" not in task
    assert str(folder) in capsys.readouterr().out


def test_a_challenge_without_an_ignore_file_of_its_own_begins_with_the_folders(project: Path) -> None:
    (project / "examples/challenge-diet/Dockerfile.start.dockerignore").unlink()
    assert main(["challenge", "diet", "mine/diet"]) == 0
    assert (project / "mine/diet/.dockerignore").read_text() == "books\n"


def test_a_folder_that_exists_is_left_as_it_is(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "mine").mkdir()
    (project / "mine/Dockerfile").write_text("FROM scratch\n")
    assert main(["challenge", "diet", "mine"]) == 2
    said = capsys.readouterr().err
    assert said == f"tare: {project / 'mine'} exists already, and is left as it is; name a folder that does not exist\n"
    assert [path.name for path in (project / "mine").iterdir()] == ["Dockerfile"]


def test_a_folder_that_cannot_be_made_is_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["challenge", "diet", "mkdocs.yml/mine"]) == 2
    assert f"{project / 'mkdocs.yml/mine'} cannot be made (Not a directory)" in capsys.readouterr().err


def test_a_challenge_that_there_is_not_is_told_with_the_nearest(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["challenge", "diat"]) == 2
    assert capsys.readouterr().err == "tare: there is no challenge `diat`; did you mean `diet`?\n"
    assert main(["challenge", "challenge-DIET"]) == 2
    assert capsys.readouterr().err.endswith("; did you mean `diet`?\n")
    assert not (project / "challenge-diat").exists()


def test_a_challenge_with_faults_is_refused_with_them(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    toml = project / "examples/challenge-diet.toml"
    toml.write_text(TOML.replace('"90 MB"', '"little"'))
    for arguments in (["challenge"], ["challenge", "diet"]):
        assert main(arguments) == 1
        assert "examples/challenge-diet.toml:5: `little` is no size" in capsys.readouterr().err


def test_a_folder_that_is_no_challenge_is_not_checked(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 2
    said = capsys.readouterr().err
    assert said == f"tare: {project} is no challenge, or has lost its {NOTE}; `tare challenge NAME` makes a new one\n"


@pytest.mark.parametrize(
    "note", ["", 'challenge = "diet"\n', "hints = [\n", 'challenge = "diet"\nproject = "/"\nhints = "x"\n']
)
def test_a_note_that_cannot_be_read_is_told(project: Path, capsys: pytest.CaptureFixture[str], note: str) -> None:
    (project / NOTE).write_text(note)
    assert main(["check"]) == 2
    assert "is no challenge, or has lost its" in capsys.readouterr().err


BROKEN = (
    pytest.param(
        "FROM scratch\nCOPPY a /\n", "Dockerfile:2: `COPPY` is no instruction; did you mean `COPY`?", id="a word"
    ),
    pytest.param(None, "Dockerfile: it cannot be read (No such file or directory); make it readable", id="no file"),
)


@pytest.mark.parametrize(("dockerfile", "said"), BROKEN)
def test_a_dockerfile_that_cannot_be_read_is_one_sentence_and_no_engine_is_opened(
    project: Path, capsys: pytest.CaptureFixture[str], dockerfile: str | None, said: str
) -> None:
    main(["challenge", "diet"])
    folder = project / "challenge-diet"
    (folder / "Dockerfile").unlink()
    if dockerfile is not None:
        (folder / "Dockerfile").write_text(dockerfile)
    capsys.readouterr()
    assert main(["check", str(folder)]) == 1
    shown = capsys.readouterr().out.splitlines()
    assert shown[:3] == [
        "diet: A list, and no more",
        "  met      `app.py` is as it was given",
        f"  NOT MET  it builds, and passes the smoke test: {said}",
    ]


def test_a_folder_in_a_challenge_is_of_it(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["challenge", "diet"])
    inside = project / "challenge-diet" / "another"
    inside.mkdir()
    (project / "challenge-diet" / "Dockerfile").write_text("FRM\n")
    capsys.readouterr()
    assert main(["check", str(inside)]) == 1
    assert capsys.readouterr().out.startswith("diet: A list, and no more\n")


def test_hints_come_one_at_a_time_and_are_told_again(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["challenge", "diet"])
    folder = project / "challenge-diet"
    (folder / "Dockerfile").write_text("FRM\n")

    def hints(*arguments: str) -> list[str]:
        capsys.readouterr()
        assert main(["check", str(folder), *arguments]) == 1
        return capsys.readouterr().out.splitlines()[3:]

    first, second = "hint 1 of 2: Look.", "hint 2 of 2: Look again."
    more = "`tare check --hint` tells the next one."
    assert hints() == [first, more]
    assert hints() == [first, more]
    assert hints("--hint") == [first, second]
    assert hints("--hint") == [first, second]
    assert hints() == [first, second]


def test_the_first_hint_is_told_by_the_first_call_for_one(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["challenge", "diet"])
    (project / "challenge-diet/Dockerfile").write_text("FRM\n")
    capsys.readouterr()
    assert main(["check", "challenge-diet", "--hint"]) == 1
    assert "hint 1 of 2: Look." in capsys.readouterr().out


def test_an_answer_is_checked_wherever_it_lies(
    project: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    main(["challenge", "diet", str(elsewhere)])
    (elsewhere / "Dockerfile").write_text("FRM\n")
    monkeypatch.chdir(elsewhere)
    capsys.readouterr()
    assert main(["check"]) == 1
    project.rename(tmp_path / "moved")
    assert main(["check"]) == 2
    assert "is in no project" in capsys.readouterr().err
    monkeypatch.chdir(tmp_path / "moved")
    assert main(["check", str(elsewhere)]) == 1
