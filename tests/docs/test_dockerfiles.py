"""The Dockerfiles that pages show against hadolint: each complaint is a lesson's own, with its reason."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from macros.catalog.examples import read_catalog

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
DOCKERFILES = sorted(path for path in EXAMPLES.glob("*/Dockerfile.*") if path.suffix != ".dockerignore")


def complaints(dockerfile: Path) -> dict[str, str]:
    """Return what hadolint says of a Dockerfile by the rule's code: the first line that breaks it, and why.

    Where a Dockerfile would silence a rule, it is heard all the same: readers do not need that comment.
    """
    program = Path(sys.executable).with_name("hadolint")
    command = [str(program), "--no-fail", "--disable-ignore-pragma", "--format", "json", dockerfile.name]
    # Without a home folder it finds no configuration of the reader's.
    done = subprocess.run(command, cwd=dockerfile.parent, env={}, capture_output=True, check=True)
    said: dict[str, str] = {}
    for complaint in json.loads(done.stdout):
        said.setdefault(complaint["code"], f"line {complaint['line']}: {complaint['message']}")
    return said


def reasons(dockerfile: Path) -> dict[str, str]:
    """Return the deliberate mistakes that the variants of a Dockerfile declare, with their reasons."""
    catalog, _ = read_catalog(ROOT)
    built = [variant for variant in catalog.variants if variant.dockerfile.path == dockerfile]
    return {code: reason for variant in built for code, reason in variant.mistakes.items()}


def disagreements(name: str, said: dict[str, str], declared: dict[str, str]) -> list[str]:
    """Return each complaint that no reason answers, and each reason that answers no complaint."""
    return [
        *(f'{name}: {code}, {said[code]}; mend it, or add {code} = "why" to the variant\'s `mistakes`'
          for code in said if code not in declared),
        *(f"{name}: {code} is not broken any more; remove it from the variant's `mistakes`"
          for code in declared if code not in said),
    ]  # fmt: skip


def test_there_are_dockerfiles_to_check() -> None:
    assert DOCKERFILES


@pytest.mark.parametrize("dockerfile", DOCKERFILES, ids=lambda path: path.relative_to(EXAMPLES).as_posix())
def test_every_dockerfile_keeps_to_hadolint_or_says_why_not(dockerfile: Path) -> None:
    name = dockerfile.relative_to(ROOT).as_posix()
    assert disagreements(name, complaints(dockerfile), reasons(dockerfile)) == []


def test_a_dockerfile_with_a_mistake_is_found(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile.cd").write_text("FROM scratch\n# hadolint ignore=DL3003\nRUN cd /tmp && ls\n")
    assert complaints(tmp_path / "Dockerfile.cd").keys() == {"DL3003"}


def test_a_reason_for_what_is_no_mistake_any_more_is_found() -> None:
    assert disagreements("d", {}, {"DL3003": "why"}) == [
        "d: DL3003 is not broken any more; remove it from the variant's `mistakes`"
    ]
