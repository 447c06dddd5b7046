"""Marks pages as read against the files that they speak of, for `tare read`, and lists those that wait for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import UsageError
from .lab.sources import read_sources
from .plan.readings import changed_since, read_marks, spoken_of, write_marks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from .plan.readings import Files


def mark_as_read(root: Path, pages: Sequence[Path]) -> list[str]:
    """Note that the text of pages was read against the files of the examples as they are; return a line for each.

    Marks of pages that are gone or speak of no example any more are dropped. Raises UsageError for a file that is no
    page with macros on an example, and WrongSource for faults in examples, pages or marks.
    """
    now, marks = _now_and_marks(root)
    wanted = dict.fromkeys(_name(root, page, now) for page in pages)
    kept = {page: files for page, files in marks.items() if page in now}
    write_marks(root, {**kept, **{page: now[page] for page in wanted}})
    return [f"{page}: marked as read against {len(now[page])} files" for page in wanted]


def waiting(root: Path) -> list[str]:
    """Return a line for each page whose text waits to be read, again or for the first time."""
    now, marks = _now_and_marks(root)
    again = changed_since(marks, now)
    lines = [f"{page}: changed since: {', '.join(paths)}" for page, paths in again.items()]
    return [*lines, *(f"{page}: not marked yet" for page in now if page not in marks)]


def _now_and_marks(root: Path) -> tuple[dict[str, Files], dict[str, Files]]:
    catalog, _ = read_sources(root)
    return spoken_of(catalog), read_marks(root)


def _name(root: Path, page: Path, now: dict[str, Files]) -> str:
    """Return a page's path from the project's root."""
    resolved = page.resolve()
    name = resolved.relative_to(root).as_posix() if resolved.is_relative_to(root) else page.as_posix()
    if name in now:
        return name
    if not resolved.is_file():
        raise UsageError(f"there is no file {page}; name a page, such as docs/index.md")
    raise UsageError(f"{page} shows nothing of an example, so there is nothing to read it against; leave it out")
