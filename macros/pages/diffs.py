"""What differs between two files, as lines to show: from their texts to a unified diff."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..catalog.contexts import ignore_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..catalog.model import Variant

_KINDS = {"+": "added", "-": "removed", " ": "kept"}


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line of a diff, with the sign that it begins with."""

    kind: str
    """"added", "removed", "kept", or "place", which says where in the files the lines below it stand."""
    text: str


@dataclass(frozen=True, slots=True)
class Diff:
    """What differs between two files."""

    before: str
    """The one file's name."""
    after: str
    lines: tuple[DiffLine, ...]


def diff_of(before: tuple[str, str], after: tuple[str, str]) -> Diff:
    """Return what differs between two files, each told by its name and its text; no lines where nothing does.

    >>> [line.text for line in diff_of(("a", "FROM x"), ("b", "FROM y")).lines]
    ['@@ -1 +1 @@', '-FROM x', '+FROM y']
    """
    (old_name, old), (new_name, new) = before, after
    # The first two lines are the names.
    lines = list(difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm=""))[2:]
    return Diff(old_name, new_name, tuple(DiffLine(_KINDS.get(line[:1], "place"), line) for line in lines))


def diffs_of_variants(before: Variant, after: Variant) -> Iterator[Diff]:
    """Yield what differs in the Dockerfiles and in the ignore files of two variants, of those that differ."""
    dockerfiles = ((variant.dockerfile.path.name, variant.dockerfile.text) for variant in (before, after))
    for diff in (diff_of(*dockerfiles), diff_of(_ignore_file(before), _ignore_file(after))):
        if diff.lines:
            yield diff


def _ignore_file(variant: Variant) -> tuple[str, str]:
    path = ignore_file(variant.dockerfile.path)
    return path.name, path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
