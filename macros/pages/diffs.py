"""What differs between two files, as lines to show: from their texts to a unified diff."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..catalog.contexts import ignore_file
from .rendering import render
from .sheet import MacroFault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markupsafe import Markup

    from ..catalog.model import Variant
    from .sheet import Sheet

_LONGEST = 200
"""Characters of a line that are shown; a page is no place for a file of one line."""
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
    return Diff(old_name, new_name, tuple(DiffLine(_KINDS.get(line[:1], "place"), _shown(line)) for line in lines))


def diff(sheet: Sheet, one: str, other: str) -> Markup:
    """Return what differs in the Dockerfiles, and in the ignore files, of two images.

    Raises MacroFault where nothing does.
    """
    found = list(diffs_of_variants(sheet.variant(one), sheet.variant(other)))
    if not found:
        problem = f"the Dockerfiles of `{one}` and `{other}` do not differ"
        raise MacroFault(problem, "name two that do, or show one with {{ dockerfile(…) }}")
    return render("diffs.html", diffs=found)


def diffs_of_variants(before: Variant, after: Variant) -> Iterator[Diff]:
    """Yield what differs in the Dockerfiles and in the ignore files of two variants, of those that differ."""
    dockerfiles = ((variant.dockerfile.path.name, variant.dockerfile.text) for variant in (before, after))
    for diff in (diff_of(*dockerfiles), diff_of(_ignore_file(before), _ignore_file(after))):
        if diff.lines:
            yield diff


def _ignore_file(variant: Variant) -> tuple[str, str]:
    path = ignore_file(variant.dockerfile.path)
    return path.name, path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""


def _shown(line: str) -> str:
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}… ({len(line) - _LONGEST:,} characters more)"
