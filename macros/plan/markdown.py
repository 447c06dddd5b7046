"""Reads the pages as they were written: from the folder of MkDocs to texts whose front matter is told apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..catalog.texts import read_text
from ..errors import Fault

if TYPE_CHECKING:
    from pathlib import Path

_SUFFIXES = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
"""What MkDocs takes for a page."""
_FRONT_MATTER = re.compile(r"-{3}[ \t]*\n.*?\n(?:\.{3}|-{3})[ \t]*\n", re.DOTALL)
"""As in mkdocs.utils.meta."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page."""

    name: str
    """Relative to the project's root."""
    text: str
    """With line feeds alone as line ends."""
    body_start: int
    """Where the front matter ends, in characters."""

    @property
    def front_matter(self) -> str:
        """The front matter with its fences; empty where there is none."""
        return self.text[: self.body_start]

    @property
    def body(self) -> str:
        """What follows the front matter, with an empty line for each of its lines, so that line numbers hold."""
        return "\n" * self.front_matter.count("\n") + self.text[self.body_start :]


def read_pages(docs: Path) -> tuple[tuple[Page, ...], tuple[Fault, ...]]:
    """Return the pages under the folder `docs`, in a fixed order, and a fault for each that cannot be read."""
    pages: list[Page] = []
    faults: list[Fault] = []
    for path in sorted(docs.rglob("*")):
        inside = path.relative_to(docs)
        # MkDocs leaves dot folders out.
        if path.suffix not in _SUFFIXES or any(part.startswith(".") for part in inside.parts) or path.is_dir():
            continue
        name = f"{docs.name}/{inside.as_posix()}"
        text = read_text(path, name)
        if isinstance(text, Fault):
            faults.append(text)
            continue
        # As MkDocs reads it.
        text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        front_matter = _FRONT_MATTER.match(text)
        pages.append(Page(name, text, front_matter.end() if front_matter else 0))
    return tuple(pages), tuple(faults)
