"""BuildKit's progress, as buildx writes it to standard error."""

from __future__ import annotations

import base64
import json

from macros.engines.buildx import _Progress
from macros.engines.engine import Step


def message(**status: object) -> list[str]:
    return [f"{line}\n" for line in json.dumps(status, indent=2).splitlines()]


RUN = {"digest": "sha256:1", "name": "[2/2] RUN make", "started": "2026-01-01T10:00:00.123456789Z"}
CONTEXT = {"digest": "sha256:2", "name": "[internal] load build context"}


def test_steps_are_read_from_values_that_span_lines() -> None:
    seen: list[str] = []
    progress = _Progress(seen.append)
    text = progress.read(
        [*message(vertexes=[RUN]), *message(vertexes=[{**RUN, "completed": "2026-01-01T10:00:02.623456789Z"}])]
    )
    assert text == ""
    assert seen == ["[2/2] RUN make"]
    assert progress.steps == (Step("[2/2] RUN make", cached=False, seconds=2.5),)


def test_a_step_that_another_build_s_result_served_did_not_begin() -> None:
    progress = _Progress(lambda _: None)
    cached = {"digest": "sha256:4", "name": "[1/2] WORKDIR /app", "cached": True}
    progress.read(message(vertexes=[RUN, cached, {"digest": "sha256:5", "name": "[2/2] RUN make"}]))
    assert [(step.name, step.began) for step in progress.steps] == [
        ("[2/2] RUN make", True),
        ("[1/2] WORKDIR /app", True),
        ("[2/2] RUN make", False),
    ]


def test_the_bytes_of_the_context_count_once_and_without_the_dockerfile() -> None:
    progress = _Progress(lambda _: None)
    transfer = {"id": "transferring context:", "vertex": "sha256:2"}
    progress.read(
        [
            *message(vertexes=[CONTEXT, {"digest": "sha256:3", "name": "[internal] load build definition"}]),
            *message(statuses=[{**transfer, "current": 10}, {**transfer, "current": 250}]),
            *message(statuses=[{"id": "transferring dockerfile:", "vertex": "sha256:3", "current": 99}]),
        ]
    )
    assert progress.context_bytes == 250


def test_what_is_not_json_is_the_error() -> None:
    progress = _Progress(lambda _: None)
    text = progress.read(
        [
            *message(vertexes=[{**RUN, "error": "exit code: 2"}]),
            *message(logs=[{"vertex": "sha256:1", "data": base64.b64encode(b"no rule\n").decode()}]),
            "Dockerfile.x:4\n",
            "ERROR: failed to solve: exit code: 2\n",
        ]
    )
    assert text == "Dockerfile.x:4\nERROR: failed to solve: exit code: 2\n"
    assert progress.failed is not None
    assert progress.failed.log == ["no rule\n"]
