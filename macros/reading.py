"""Marks pages as read against the files that they are about, for `tare read`, and lists those that wait for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import UsageError, did_you_mean
from .lab.sources import read_sources
from .plan.readings import changed_since, read_marks, spoken_of, write_marks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from .plan.readings import Files


def mark_as_read(root: Path, pages: Sequence[Path]) -> list[str]:
    """Note that the text of pages was read against the files that they are about; return a line for each.

    Marks of pages that are gone or have no macro any more are dropped. Raises UsageError for what is no page with
    macros, and WrongSource for faults in examples, pages or marks.
    """
    now, marks = _now_and_marks(root)
    wanted = dict.fromkeys(_name(root, page, now) for page in pages)
    kept = {page: files for page, files in marks.items() if page in now}
    write_marks(root, {**kept, **{page: now[page] for page in wanted}})
    return [f"{page}: marked as read, with {len(now[page])} files that it is about" for page in wanted]


def waiting(root: Path) -> list[str]:
    """Return a line for each page whose text waits to be read, again or for the first time."""
    now, marks = _now_and_marks(root)
    return [
        f"{page}: changed since: {', '.join(paths)}" if paths else f"{page}: not marked yet"
        for page, paths in changed_since(marks, now).items()
    ]


def _now_and_marks(root: Path) -> tuple[dict[str, Files], dict[str, Files]]:
    catalog, _ = read_sources(root)
    return spoken_of(catalog), read_marks(root)


def _name(root: Path, page: Path, now: dict[str, Files]) -> str:
    """Return a page's path from the project's root."""
    resolved = page.resolve()
    name = resolved.relative_to(root).as_posix() if resolved.is_relative_to(root) else page.as_posix()
    if name in now:
        return name
    if resolved.is_dir():
        raise UsageError(f"{page} is a folder; name a page in it")
    if not resolved.exists():
        raise UsageError(f"there is no file {page}; {did_you_mean(name, now) or 'name a page, such as docs/index.md'}")
    raise UsageError(f"{page} is no page with macros, so it is about nothing that could change; leave it out")
