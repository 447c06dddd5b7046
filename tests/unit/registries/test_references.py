from __future__ import annotations

import pytest

from macros.registries.references import WrongReference, parse_reference

DIGEST = f"sha256:{'0' * 64}"


@pytest.mark.parametrize(
    "text",
    [
        "python:3.12-slim",
        "library/python:3.12-slim",
        "docker.io/python:3.12-slim",
        "docker.io/library/python:3.12-slim",
        "index.docker.io/library/python:3.12-slim",
    ],
)
def test_what_docker_takes_for_one_reference_is_one(text: str) -> None:
    reference = parse_reference(text)
    assert str(reference) == "docker.io/library/python:3.12-slim"
    assert reference.familiar == "python:3.12-slim"
    assert reference.url == "https://registry-1.docker.io"


@pytest.mark.parametrize(
    ("text", "host", "repository", "tag", "digest"),
    [
        ("python", "docker.io", "library/python", "latest", None),
        ("someone/python:3", "docker.io", "someone/python", "3", None),
        ("localhost/python", "localhost", "python", "latest", None),
        ("localhost:5000/python", "localhost:5000", "python", "latest", None),
        ("ghcr.io/a/b_c/d-e:1", "ghcr.io", "a/b_c/d-e", "1", None),
        ("Registry/app", "Registry", "app", "latest", None),
        ("[::1]:5000/app:1", "[::1]:5000", "app", "1", None),
        (f"python@{DIGEST}", "docker.io", "library/python", None, DIGEST),
        (f"r.example:1/python:3.12@{DIGEST}", "r.example:1", "python", "3.12", DIGEST),
    ],
)
def test_a_reference_is_read_as_docker_reads_it(
    text: str, host: str, repository: str, tag: str | None, digest: str | None
) -> None:
    reference = parse_reference(text)
    assert (reference.host, reference.repository, reference.tag, reference.digest) == (host, repository, tag, digest)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "`` is no repository's name"),
        ("Python", "`Python` is no repository's name"),
        ("python:3 12", "`3 12` is no tag"),
        ("python:", "`` is no tag"),
        ("python@sha256:0", "`sha256:0` is no digest"),
        ("python@", "`` is no digest"),
        ("a//b", "is no repository's name"),
        ("../../etc", "`..` is no registry's host name"),
        ("host_name.example/app", "`host_name.example` is no registry's host name"),
        ("0" * 64, "is an image ID"),
        ("a/" * 127 + "ab", "its name is too long"),
    ],
)
def test_a_bad_reference_is_a_sentence(text: str, problem: str) -> None:
    with pytest.raises(WrongReference) as raised:
        parse_reference(text)
    assert str(raised.value).startswith(f"`{text}` is no image reference: ")
    assert problem in str(raised.value)
