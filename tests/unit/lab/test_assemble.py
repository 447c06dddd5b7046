"""From the builder's steps to the Dockerfile's instructions."""

from __future__ import annotations

from pathlib import Path

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


def variant() -> Variant:
    path = Path("examples/web/Dockerfile.multi")
    return Variant(
        reference=ImageReference("web", "multi"),
        summary="",
        dockerfile=parse_dockerfile(path, TEXT),
        target=None,
        smoke_test=CommandTest(None, ""),
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
