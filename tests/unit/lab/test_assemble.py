"""From the builder's steps to the Dockerfile's instructions."""

from __future__ import annotations

from pathlib import Path

import pytest

from macros.catalog.dockerfiles import parse_dockerfile
from macros.catalog.model import CommandTest, ImageReference, Variant
from macros.engines.engine import Step
from macros.lab.assemble import build_steps, has_cached_step_outside_history

TEXT = """FROM python:3.12-slim AS builder
WORKDIR /app
RUN pip install \\
    flask

FROM python:3.12-slim
COPY --from=builder /install /usr/local
CMD ["python"]
"""


SHARED = """FROM python:3.12-slim AS builder
WORKDIR /app
COPY requirements.txt .
RUN pip install flask

FROM python:3.12-slim
WORKDIR /app
COPY --from=builder /install /usr/local
CMD ["python"]
"""
"""Both stages begin alike: BuildKit makes their first step once."""


def variant(text: str = TEXT, target: str | None = None) -> Variant:
    path = Path("examples/web/Dockerfile.multi")
    return Variant(
        reference=ImageReference("web", "multi"),
        summary="",
        dockerfile=parse_dockerfile(path, text),
        target=target,
        smoke_tests=(CommandTest(None, ""),),
        needs_registry=False,
        cited=None,
    )


def steps(*, pip_cached: bool) -> tuple[Step, ...]:
    return (
        Step("[builder 1/3] FROM docker-image://a-stand-in", cached=True, seconds=0.0),
        Step("[builder 2/3] WORKDIR /app", cached=False, seconds=0.1),
        Step("[builder 3/3] RUN pip install     flask", cached=pip_cached, seconds=2.0),
        Step("[stage-1 2/2] COPY --from=builder /install /usr/local", cached=True, seconds=0.0),
    )


def test_each_step_gets_the_line_of_its_instruction() -> None:
    found = build_steps(variant(), steps(pip_cached=False))
    assert [(step.line, step.cached) for step in found] == [(2, False), (3, False), (7, True)]


def test_a_cached_step_of_a_builder_stage_makes_the_image_as_old_as_the_cache() -> None:
    assert has_cached_step_outside_history(variant(), steps(pip_cached=True))


def test_a_cached_step_that_the_history_dates_does_not() -> None:
    assert not has_cached_step_outside_history(variant(), steps(pip_cached=False))


def told(variant: Variant, *steps: Step) -> list[tuple[int | None, bool, float]]:
    return [(step.line, step.cached, step.seconds) for step in build_steps(variant, steps)]


def test_a_target_shows_its_own_instructions_once_under_whatever_names_and_in_file_order() -> None:
    found = told(
        variant(SHARED, "builder"),
        Step("[builder 2/4] COPY requirements.txt .", cached=True, seconds=0.0),
        Step("[stage-1 1/4] WORKDIR /app", cached=False, seconds=0.3),
        Step("[builder 3/4] RUN pip install flask", cached=False, seconds=8.5),
        Step("[builder 3/4] RUN pip install flask", cached=False, seconds=0.0, began=False),
        Step("[builder 2/4] COPY requirements.txt .", cached=False, seconds=0.0, began=False),
        Step("[stage-1 2/4] COPY --from=builder /install /usr/local", cached=True, seconds=0.0),
    )
    assert found == [(2, False, 0.3), (3, True, 0.0), (4, False, 8.5)]


def test_what_two_stages_share_is_told_in_both() -> None:
    found = told(
        variant(SHARED),
        Step("[builder 1/4] WORKDIR /app", cached=False, seconds=0.3),
        Step("[builder 2/4] COPY requirements.txt .", cached=False, seconds=0.1),
        Step("[builder 3/4] RUN pip install flask", cached=False, seconds=8.5),
        Step("[stage-1 2/4] COPY --from=builder /install /usr/local", cached=False, seconds=0.2),
    )
    assert [line for line, _, _ in found] == [2, 3, 4, 7, 8]
    assert found[0][1:] == found[3][1:] == (False, 0.3)


def test_a_step_told_under_another_build_s_name_keeps_its_place() -> None:
    found = told(
        variant("FROM python:3.12-slim\nWORKDIR /app\nCOPY app.py .\n"),
        Step("[2/3] COPY app.py .", cached=False, seconds=0.2),
        Step("[builder 1/4] WORKDIR /app", cached=False, seconds=0.6),
    )
    assert found == [(2, False, 0.6), (3, False, 0.2)]


def test_of_a_step_told_twice_the_one_that_ran_counts() -> None:
    found = told(
        variant("FROM python:3.12-slim\nRUN make\n"),
        Step("[2/2] RUN make", cached=True, seconds=0.0),
        Step("[2/2] RUN make", cached=False, seconds=3.0),
    )
    assert found == [(2, False, 3.0)]


def test_a_step_of_which_nothing_but_its_name_is_told_was_there_already() -> None:
    found = told(
        variant("FROM python:3.12-slim\nRUN make\nRUN test\n"),
        Step("[2/3] RUN make", cached=False, seconds=0.0, began=False),
    )
    assert found == [(2, True, 0.0)]


def test_instructions_with_one_text_have_a_step_each() -> None:
    found = told(
        variant("FROM python:3.12-slim\nRUN make\nCOPY . .\nRUN make\n"),
        Step("[4/4] RUN make", cached=False, seconds=4.0),
        Step("[other 3/4] RUN make", cached=False, seconds=5.0),
        Step("[2/4] RUN make", cached=True, seconds=0.0),
    )
    assert found == [(2, True, 0.0), (4, False, 4.0)]


@pytest.mark.parametrize(
    ("instruction", "name"),
    [
        ("run make", "RUN make"),
        ("RUN pip install flask==$FLASK -t ${FOLDER:-/x}", "RUN pip install flask==3.1 -t /srv/app"),
        ("RUN <<EOF\necho (hi)\nEOF", "RUN <<EOF (echo (hi))"),
        ("ADD --chmod=644 a b /x/", "ADD --chmod=644 a b /x/"),
    ],
)
def test_a_step_is_known_by_the_name_that_buildkit_gives_an_instruction(instruction: str, name: str) -> None:
    steps = (Step(f"[linux/amd64 2/2] {name}", cached=False, seconds=1.0),)
    found = build_steps(variant(f"FROM python:3.12-slim\n{instruction}\n"), steps)
    assert [(step.line, step.seconds) for step in found] == [(2, 1.0)]


def test_cached_steps_of_other_builds_do_not_make_an_image_older() -> None:
    assert not has_cached_step_outside_history(
        variant(SHARED, "builder"),
        (
            Step("[builder 3/4] RUN pip install flask", cached=False, seconds=8.5),
            Step("[other 2/2] RUN make", cached=True, seconds=0.0),
            Step("[stage-1 4/4] RUN test", cached=True, seconds=0.0),
        ),
    )


def test_a_duplicate_that_did_not_run_does_not_make_an_image_older() -> None:
    duplicate = Step("[builder 3/3] RUN pip install     flask", cached=False, seconds=0.0, began=False)
    assert not has_cached_step_outside_history(variant(), (*steps(pip_cached=False), duplicate))


def test_a_step_of_a_builder_stage_that_nothing_tells_of_makes_the_image_as_old_as_the_cache() -> None:
    assert has_cached_step_outside_history(variant(), steps(pip_cached=False)[:2])
