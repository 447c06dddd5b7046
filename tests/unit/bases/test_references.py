from __future__ import annotations

import pytest

from macros.bases.references import familiar


@pytest.mark.parametrize(
    "reference",
    [
        "python:3.12-slim",
        "library/python:3.12-slim",
        "docker.io/python:3.12-slim",
        "docker.io/library/python:3.12-slim",
        "index.docker.io/library/python:3.12-slim",
    ],
)
def test_what_docker_takes_for_one_reference_is_one(reference: str) -> None:
    assert familiar(reference) == "python:3.12-slim"


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("python", "python:latest"),
        ("localhost:5000/python", "localhost:5000/python:latest"),
        ("localhost:5000/python:3.12", "localhost:5000/python:3.12"),
        ("someone/python:3.12", "someone/python:3.12"),
        ("python@sha256:0", "python@sha256:0"),
    ],
)
def test_a_port_is_no_tag_and_another_registry_is_another_image(reference: str, expected: str) -> None:
    assert familiar(reference) == expected
