"""Reads the course: from `nav` in mkdocs.yml and the front matter of the lessons to their questions, in their order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .markdown import read_pages
from .mkdocs_file import read_settings
from .navigation import entries

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = "lessons/"
"""Where the pages of lessons lie, under `docs/`."""
_TOLD = re.compile(r"^(?P<key>title|description):[ \t]*(?P<text>.*\S)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson of the course."""

    name: str
    """Its page under `docs/lessons/`, without the suffix."""
    title: str
    """Its question."""
    description: str
    """What it shows, in a sentence; empty where its front matter has none."""


def read_course(root: Path) -> tuple[Lesson, ...]:
    """Return the lessons in the order of `nav`; in that of their names where it has none of them."""
    pages, _ = read_pages(root / "docs")
    found = {page.name.removeprefix("docs/"): dict(_TOLD.findall(page.front_matter)) for page in pages}
    lessons = {name: told for name, told in found.items() if name.startswith(FOLDER)}
    settings = read_settings(root)
    order = [target for target, _ in entries(settings["nav"])] if "nav" in settings else []
    names = [name for name in order if name in lessons] or list(lessons)
    return tuple(_lesson(name, lessons[name]) for name in names)


def _lesson(page: str, told: dict[str, str]) -> Lesson:
    name = page.removeprefix(FOLDER).rpartition(".")[0]
    return Lesson(name, told.get("title", name).strip("\"'"), told.get("description", "").strip("\"'"))
