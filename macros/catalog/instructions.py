"""Reads what an instruction says beside its keyword: flags, mounts, and the sources it takes from the build context."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .model import Instruction

_REMOTE = ("http://", "https://", "git://", "ssh://", "git@")


@dataclass(frozen=True, slots=True)
class Mount:
    """One `--mount` of a RUN instruction."""

    kind: str
    """Lower case: "bind", "cache", "secret", …; text with a `$` where a variable decides."""
    source_image: str | None
    """Stage or image that it mounts from; None for the build context or nothing."""
    source: str
    """Path in what it mounts from; "" is all of it."""


def flag(instruction: Instruction, name: str) -> str | None:
    """Return the value of `--name=value`, None where the instruction does not carry the flag."""
    values = _values(instruction, name)
    return values[-1] if values else None


def mounts(instruction: Instruction) -> tuple[Mount, ...]:
    """Return the mounts of a RUN instruction, in order.

    The format is BuildKit's: comma-separated fields, quoted as in CSV, "bind" where no type is named.
    """
    if instruction.keyword != "RUN":
        return ()
    return tuple(_mount(value) for value in _values(instruction, "mount"))


def sources_of_other_images(instruction: Instruction) -> tuple[str, ...]:
    """Return the stages and images that a COPY or RUN takes files from, as written."""
    if instruction.keyword == "COPY":
        source = flag(instruction, "from")
        return (source,) if source else ()
    return tuple(mount.source_image for mount in mounts(instruction) if mount.source_image)


def context_sources(instruction: Instruction) -> tuple[str, ...]:
    """Return the paths, as written, that a COPY, ADD or RUN takes from the build context; "" is all of it."""
    if instruction.keyword == "RUN":
        return tuple(
            mount.source
            for mount in mounts(instruction)
            if mount.source_image is None and (mount.kind == "bind" or "$" in mount.kind)
        )
    if instruction.keyword not in {"COPY", "ADD"} or flag(instruction, "from"):
        return ()
    return tuple(
        source
        for source in instruction.arguments[:-1]
        if not is_heredoc(source) and not (instruction.keyword == "ADD" and source.startswith(_REMOTE))
    )


def is_heredoc(word: str) -> bool:
    """Tell whether a word opens a heredoc, as `<<EOF` does."""
    return word.lstrip("0123456789").startswith("<<")


def _values(instruction: Instruction, name: str) -> list[str]:
    prefix = f"--{name}="
    return [given.removeprefix(prefix) for given in instruction.flags if given.startswith(prefix)]


def _mount(value: str) -> Mount:
    kind, source_image, source = "bind", None, ""
    for field in next(csv.reader([value]), []):
        key, _, setting = field.partition("=")
        match key.lower():
            case "type":
                kind = setting.lower()
            case "from":
                source_image = setting or None
            case "source" | "src":
                source = setting
    return Mount(kind, source_image, source)
