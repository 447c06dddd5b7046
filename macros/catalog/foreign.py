"""Reads a Dockerfile as a build for a named platform does, and refuses what cannot be pinned for that platform."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import Fault, WrongSource
from .dockerfiles import parse_dockerfile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .model import Dockerfile


def read_for(platform: str, dockerfile: Dockerfile, target: str | None, where: str) -> Dockerfile:
    """Return a Dockerfile as a build for a platform reads it; `where` is its name in faults.

    Raises WrongSource where it cannot be built so, or takes a base image of that platform: a base is pinned once, and
    a stand-in made once, for the builder's own platform.
    """
    read = parse_dockerfile(dockerfile.path, dockerfile.text, where, platform)
    faults = (*_foreign_bases(read, target, where), *_builders_image(read, target, where))
    if faults:
        raise WrongSource(faults)
    return read


def _foreign_bases(dockerfile: Dockerfile, target: str | None, where: str) -> Iterator[Fault]:
    for stage in dockerfile.needed_stages(target):
        if not stage.of_the_builder:
            for use in stage.images:
                problem = f"`{use.reference}` would be of the variant's platform, and bases are of the builder's own"
                remedy = "open the stage with `FROM --platform=$BUILDPLATFORM`, or let it stand on scratch"
                yield Fault(where, use.line, problem, remedy)


def _builders_image(dockerfile: Dockerfile, target: str | None, where: str) -> Iterator[Fault]:
    stages = dockerfile.own_stages(target)
    if stages[0].of_the_builder:
        problem = "the image would be of the builder's platform and not of the variant's"
        yield Fault(where, stages[-1].line, problem, "let it stand on scratch, and copy from the builder")
