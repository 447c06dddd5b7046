"""What differs between two files, as lines to show: from their texts to a unified diff."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

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
