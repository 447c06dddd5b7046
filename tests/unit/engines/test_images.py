from __future__ import annotations

from typing import Any

import pytest

from macros.engines.images import HeldImage, find_image

DIGEST = f"sha256:{'d' * 64}"
IMAGES: list[dict[str, Any]] = [
    {"Id": f"sha256:{'ab' * 32}", "RepoTags": ["myapp:slim", "myapp:latest"], "RepoDigests": None, "Size": 1},
    {"Id": f"sha256:{'ac' * 32}", "RepoTags": None, "RepoDigests": [f"docker.io/library/python@{DIGEST}"], "Size": 2},
    {"Id": f"sha256:{'ad' * 32}", "RepoTags": ["docker.io/library/myapp:multi"], "RepoDigests": [], "Size": 3},
    {"Id": f"sha256:{'ae' * 32}", "RepoTags": ["localhost/myapp:multi"], "RepoDigests": [], "Size": 4},
    {"Id": f"sha256:{'af' * 32}", "RepoTags": ["localhost:5000/a/b:1"], "RepoDigests": [], "Size": 5},
]
"""As Docker and Podman answer to GET /images/json."""


@pytest.mark.parametrize(
    ("name", "own_prefix", "size"),
    [
        ("myapp:slim", "", 1),
        ("myapp", "", 1),
        ("docker.io/library/myapp", "", 1),
        (f"python@{DIGEST}", "", 2),
        (f"python:3.12@{DIGEST}", "", 2),
        ("localhost:5000/a/b:1", "", 5),
        ("localhost/myapp:multi", "localhost/", 4),
    ],
)
def test_an_image_is_found_under_every_way_to_write_its_name(name: str, own_prefix: str, size: int) -> None:
    assert _size(name, own_prefix) == size


def test_an_image_of_this_machine_comes_before_one_of_docker_hub() -> None:
    assert _size("myapp:multi", "localhost/") == 4
    assert _size("myapp:multi", "") == 3
    assert _size("docker.io/library/myapp:multi", "localhost/") == 3


def test_an_image_is_found_by_its_id_or_the_beginning_of_it() -> None:
    assert find_image(f"sha256:{'ac' * 32}", IMAGES, "") == HeldImage(f"sha256:{'ac' * 32}", 2)
    assert _size("acac", "") == 2
    assert _size("sha256:acacac", "localhost/") == 2


@pytest.mark.parametrize(
    "name",
    ["myapp:fat", "slim", "../images", "a b", "", "/myapp:slim", "my", f"ruby@{DIGEST}", "a" * 64, "sha256:", "aca"],
)
def test_what_no_image_is_called_is_not_found(name: str) -> None:
    assert find_image(name, IMAGES, "localhost/") is None


def test_the_beginning_of_several_ids_is_nobodys() -> None:
    twins = [{**IMAGES[0], "Id": f"sha256:{'ab' * 31}{end}"} for end in ("01", "02")]
    assert find_image("abab", twins, "") is None


def _size(name: str, own_prefix: str) -> int | None:
    found = find_image(name, IMAGES, own_prefix)
    return found.engine_size if found else None
