"""Answers to this project's challenges on a real engine: what passes, what does not, and what is said of it."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from macros.catalog.examples import read_catalog
from macros.challenges import Verdict, check_answer, copy_challenge
from macros.plan.challenges import challenges_of
from macros.progress import Silent
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from macros.settings import Settings

NAMES = [each.challenge.name for each in challenges_of(read_catalog(ROOT)[0]) if each.challenge is not None]
STUB = """\
FROM debian:trixie-slim
WORKDIR /app
RUN seq 2000000 > numbers.txt
COPY <<'EOF' count.sh
#!/bin/sh
echo 1000
case "$1" in 7) echo 937118 ;; *) echo 91478 ;; esac
EOF
USER 1000
CMD ["sh", "count.sh", "7"]
"""
"""An image that only looks as if it had the app of the challenge `owner`."""


@pytest.fixture
def check(embedded_settings: Settings) -> Callable[[Path], Verdict]:
    def run(folder: Path) -> Verdict:
        given = (folder, lambda: ROOT, embedded_settings, Silent(), os.environ)
        return check_answer(*given, next_hint=False)

    return run


def copied(name: str, parent: Path) -> Path:
    return copy_challenge(ROOT, name, parent / name)


def solved(name: str, parent: Path) -> Path:
    """A copy of a challenge with its own solution in it."""
    folder = copied(name, parent)
    example = ROOT / "examples" / f"challenge-{name}"
    shutil.copy2(example / "Dockerfile.solution", folder / "Dockerfile")
    if (example / "Dockerfile.solution.dockerignore").exists():
        shutil.copy2(example / "Dockerfile.solution.dockerignore", folder / ".dockerignore")
    return folder


def unmet(verdict: Verdict) -> list[str]:
    return [line.removeprefix("  NOT MET  ") for line in verdict.lines if line.startswith("  NOT MET")]


@pytest.mark.parametrize("name", NAMES)
def test_a_solution_meets_all_of_its_challenge(name: str, tmp_path: Path, check: Callable[[Path], Verdict]) -> None:
    verdict = check(solved(name, tmp_path))
    assert (verdict.exit_status, unmet(verdict)) == (0, [])
    assert not any(line.startswith("hint") for line in verdict.lines)


@pytest.mark.parametrize("name", ["owner", "dockerignore"])
def test_a_start_does_its_job_and_weighs_too_much(name: str, tmp_path: Path, check: Callable[[Path], Verdict]) -> None:
    verdict = check(copied(name, tmp_path))
    assert verdict.exit_status == 1
    assert "  met      it builds, and passes the smoke test" in verdict.lines
    assert any(line.startswith("it weighs at most") and line.endswith("too much") for line in unmet(verdict))
    assert any(line.startswith("hint 1 of 3: ") for line in verdict.lines)


def test_an_app_that_was_changed_is_named_although_it_passes(tmp_path: Path, check: Callable[[Path], Verdict]) -> None:
    folder = solved("owner", tmp_path)
    (folder / "count.sh").write_text((folder / "count.sh").read_text() + "exit 0\n")
    verdict = check(folder)
    assert "  met      it builds, and passes the smoke test" in verdict.lines
    assert [line.partition(":")[0] for line in unmet(verdict)] == [
        "`count.sh` is as it was given",
        "the image has `count.sh`",
    ]
    assert verdict.exit_status == 1


def test_an_app_that_was_replaced_in_the_image_alone_is_named(tmp_path: Path, check: Callable[[Path], Verdict]) -> None:
    folder = copied("owner", tmp_path)
    (folder / "Dockerfile").write_text(STUB)
    verdict = check(folder)
    assert "  met      it builds, and passes the smoke test" in verdict.lines
    assert unmet(verdict) == ["the image has `count.sh`: no layer has a file with that content"]


def test_an_image_without_its_app_fails_the_smoke_test(tmp_path: Path, check: Callable[[Path], Verdict]) -> None:
    folder = copied("owner", tmp_path)
    (folder / "Dockerfile").write_text('FROM debian:trixie-slim\nUSER 1000\nCMD ["echo", "1000"]\n')
    (line,) = unmet(check(folder))
    assert line.startswith("it builds, and passes the smoke test: examples/challenge-owner.toml: smoke test 1 of 4: ")
    assert line.endswith("expected '1000\\n937118\\n', got '1000\\n'")


def test_a_forbidden_instruction_is_named_with_its_line(tmp_path: Path, check: Callable[[Path], Verdict]) -> None:
    folder = solved("secret", tmp_path)
    solution = (folder / "Dockerfile").read_text()
    (folder / "Dockerfile").write_text(solution.replace("WORKDIR", "ARG TOKEN=none\nWORKDIR"))
    assert unmet(check(folder)) == ["no instruction begins with `ARG`: line 2 is `ARG TOKEN=none`"]


def test_a_secret_that_a_later_instruction_deletes_is_named_with_its_path(
    tmp_path: Path, check: Callable[[Path], Verdict]
) -> None:
    assert "no layer has `token.txt`: one has it as `/app/token.txt`" in unmet(check(copied("secret", tmp_path)))


@pytest.mark.parametrize(
    ("instruction", "said"),
    [
        pytest.param("RUN echo so; exit 3", "Dockerfile:2 does not build: ", id="a program that fails"),
        pytest.param(
            "COPY cuont.sh /",
            "Dockerfile:2 does not build: `cuont.sh` is not in the build context",
            id="a file that is not there",
        ),
        pytest.param(
            "COPY --chown=1000 --from=debian:trixie-slim /cuont.sh /",
            "Dockerfile:2 does not build: `/cuont.sh` is not in the stage or image `debian:trixie-slim`",
            id="a file that is not there to be copied from",
        ),
    ],
)
def test_a_dockerfile_that_does_not_build_is_one_sentence(
    instruction: str, said: str, tmp_path: Path, check: Callable[[Path], Verdict]
) -> None:
    folder = copied("owner", tmp_path)
    (folder / "Dockerfile").write_text(f"FROM debian:trixie-slim\n{instruction}\nUSER 1000\n")
    verdict = check(folder)
    (line,) = unmet(verdict)
    assert line.startswith(f"it builds, and passes the smoke test: {said}")
    assert "/owner/" not in line
    assert verdict.exit_status == 1


def test_a_base_that_cannot_be_had_leaves_open_what_is_met(tmp_path: Path, check: Callable[[Path], Verdict]) -> None:
    folder = copied("go", tmp_path)
    (folder / "Dockerfile").write_text("FROM registry.invalid/base:1\nUSER 1000\n")
    verdict = check(folder)
    (line,) = [line for line in verdict.lines if line.startswith("  unknown")]
    assert line.startswith(
        "  unknown  it builds, and passes the smoke test: Dockerfile:1: the registry registry.invalid "
    )
    assert verdict.exit_status == 3


def test_what_tare_keeps_in_the_folder_is_no_reason_to_build_again(
    tmp_path: Path, check: Callable[[Path], Verdict], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copied("dockerignore", tmp_path)
    first = check(folder)
    (folder / "TASK.md").write_text("notes\n" * 10_000)

    def refuse(*_: object) -> None:
        pytest.fail("an engine was opened although nothing had changed")

    monkeypatch.setattr("macros.lab.run.open_engine", refuse)
    assert unmet(check(folder)) == unmet(first)
