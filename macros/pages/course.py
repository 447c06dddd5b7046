"""The course at a glance: its lessons in their order, each with its question; a script remembers what was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..plan.course import read_course
from .rendering import render
from .sheet import MacroFault

if TYPE_CHECKING:
    from markupsafe import Markup

    from .sheet import Sheet


def course(sheet: Sheet) -> Markup:
    """Return the list of lessons. Raises MacroFault where there is none."""
    lessons = read_course(sheet.findings.catalog.root)
    if not lessons:
        raise MacroFault("there are no lessons", "add one under docs/lessons/")
    return render("course.html", lessons=lessons, to_root=sheet.to_root)
