"""Reads a `docker build` command: from its text to Dockerfile, target and tag; and writes the one of a variant."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from .model import Variant

_FLAGS = {
    "-f": "dockerfile",
    "--file": "dockerfile",
    "-t": "tag",
    "--tag": "tag",
    "--target": "target",
    "--platform": "platform",
}
_BUILD = re.compile(r"\bdocker\s+(?:(?:buildx|image)\s+)?build\b")
_COMMENT = re.compile(r"(?:^|\s)#.*")


class BuildWords(NamedTuple):
    """What a build command names."""

    dockerfile: str
    """The file's name, in the folder in which it is typed."""
    target: str | None
    tag: str | None
    platform: str | None = None


def is_build(text: str) -> bool:
    """Tell whether a build stands in a command, outside its comments."""
    return _BUILD.search(_COMMENT.sub("", text)) is not None


def parse_build(text: str) -> BuildWords | None:
    """Return what a command builds; None where it is not one `docker build` of this folder and nothing else.

    >>> parse_build("docker build -f Dockerfile.slim --tag=myapp:slim .  # small")
    BuildWords(dockerfile='Dockerfile.slim', target=None, tag='myapp:slim', platform=None)
    >>> parse_build("docker build -q .")
    """
    try:
        words = shlex.split(text.replace("\\\n", ""), comments=True)
    except ValueError:
        return None
    if words[:2] == ["docker", "buildx"]:
        del words[1]
    if words[:2] != ["docker", "build"]:
        return None
    found: dict[str, str] = {}
    contexts = []
    rest = iter(words[2:])
    for word in rest:
        flag, sign, value = word.partition("=")
        name = _FLAGS.get(flag)
        if name is None:
            contexts.append(word)
            continue
        value = value if sign else next(rest, "")
        if not value or name in found:
            return None
        found[name] = value
    if contexts != ["."]:
        return None
    dockerfile = found.get("dockerfile", "Dockerfile")
    return BuildWords(dockerfile, found.get("target"), found.get("tag"), found.get("platform"))


def build_line(variant: Variant) -> str:
    """Return the command that builds a variant in its example's folder."""
    target = f" --target {variant.target}" if variant.target is not None else ""
    platform = f" --platform {variant.platform}" if variant.platform is not None else ""
    return f"docker build{platform} -f {variant.dockerfile.path.name}{target} -t {variant.reference} ."
