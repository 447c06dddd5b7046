"""Tells what a build context offers and what its ignore file keeps out: from a Dockerfile to files, with the line."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from e2b_dockerfile_utils import PatternMatcher

from .contexts import ignore_file, printable, read_ignore_file, regular_files

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from .model import Dockerfile

NOTHING = PatternMatcher([])
"""The patterns of an ignore file that keeps nothing out."""


@dataclass(frozen=True, slots=True)
class ContextFile:
    """A regular file of a build context."""

    path: str
    """Relative to the context, as it can be printed."""
    bytes: int


@dataclass(frozen=True, slots=True)
class KeptOut:
    """A regular file that lies in the folder of a build and that the build is not offered."""

    file: ContextFile
    name: str
    """Its path in the context as the system has it."""
    folder: Path
    """The context."""
    pattern: str
    """The line of the ignore file without which it would be offered, as it is written."""
    line: int

    def digest(self) -> str:
        """Return the digest of its content, as "sha256:…"; an empty text for a file that is empty or not readable."""
        try:
            with (self.folder / self.name).open("rb") as file:
                digest = hashlib.file_digest(file, "sha256")
                return f"sha256:{digest.hexdigest()}" if file.tell() else ""
        except OSError:
            # A build that takes it will say that it cannot be read.
            return ""


def offered(dockerfile: Dockerfile) -> tuple[ContextFile, ...]:
    """Return the regular files that a build of a Dockerfile can take out of its context, in order of their paths.

    The Dockerfiles and the ignore files in that folder are among them, unless they are kept out.
    """
    ignored = read_ignore_file(ignore_file(dockerfile.path))
    return tuple(_file(name, entry) for name, entry in regular_files(dockerfile.path.parent, ignored))


def kept_out(dockerfile: Dockerfile) -> tuple[KeptOut, ...]:
    """Return what the ignore file of a build of a Dockerfile keeps out of its context, the largest first."""
    folder, path = dockerfile.path.parent, ignore_file(dockerfile.path)
    ignored = read_ignore_file(path)
    lines = path.read_text("utf-8-sig", errors="surrogateescape").splitlines() if path.is_file() else []
    # The patterns up to a line: the last of them that keeps nothing of a file out stands before the one that does.
    before = [PatternMatcher(lines[:count]) for count in range(len(lines))]
    found = []
    for name, entry in regular_files(folder, NOTHING):
        if ignored.matches(name):
            line = _deciding(before, name)
            found.append(KeptOut(_file(name, entry), name, folder, lines[line].strip(), line + 1))
    return tuple(sorted(found, key=lambda each: (-each.file.bytes, each.file.path)))


def _deciding(before: Sequence[PatternMatcher], name: str) -> int:
    return next(line for line in reversed(range(len(before))) if not before[line].matches(name))


def _file(name: str, entry: os.DirEntry[str]) -> ContextFile:
    return ContextFile(printable(name), entry.stat(follow_symlinks=False).st_size)
