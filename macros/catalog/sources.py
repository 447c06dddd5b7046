"""Finds sources that a build would not: from a Dockerfile and its build context to a fault for each missing one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from e2b_dockerfile_utils import PatternMatcher

from ..errors import Fault, did_you_mean
from .contexts import ignore_file, printable, read_ignore_file, selects_something
from .instructions import context_sources

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .model import Dockerfile, Instruction

_WILDCARD = re.compile(r"[*?\[]")


def source_faults(folder: Path, dockerfile: Dockerfile, where: str) -> Iterator[Fault]:
    """Yield a fault for each source of COPY and ADD that is not in the build context `folder`, or is ignored.

    `where` is the Dockerfile's name in faults. Sources with variables are not judged, nor is a wildcard beside a
    source that is there: that is how a file is copied that may be missing.
    Raises ValueError for an ignore file with a bad pattern.
    """
    ignore = ignore_file(dockerfile.path)
    ignored = read_ignore_file(ignore)
    for stage in dockerfile.stages:
        for instruction in stage.instructions:
            for source in _missing(folder, instruction, ignored):
                yield Fault(where, instruction.line, *_wrong(folder, source, ignore.name))


def _missing(folder: Path, instruction: Instruction, ignored: PatternMatcher) -> list[str]:
    if instruction.keyword not in {"COPY", "ADD"}:
        return []
    sources = context_sources(instruction)
    missing = [source for source in sources if not selects_something(folder, source, ignored)]
    if len(missing) == len(instruction.arguments) - 1:
        return missing
    return [source for source in missing if not _WILDCARD.search(source)]


def _wrong(folder: Path, source: str, ignore_name: str) -> tuple[str, str]:
    """Return problem and remedy."""
    if selects_something(folder, source, PatternMatcher([])):
        return f"{ignore_name} leaves out `{source}`", f"copy something else, or add `!{source}` to {ignore_name}"
    if _WILDCARD.search(source):
        return f"nothing in examples/{folder.name} matches `{source}`", "add such a file, or correct the pattern"
    files = [printable(path.relative_to(folder).as_posix()) for path in sorted(folder.rglob("*"))]
    return f"`{source}` is not in examples/{folder.name}", did_you_mean(source, files) or "add it, or correct its name"
