"""Reads the pages as they were written: from the folder of MkDocs to texts whose front matter is told apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

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
        try:
            text = path.read_text("utf-8-sig")
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            faults.append(Fault(name, line, "it is not UTF-8", "save it as UTF-8"))
        except OSError as error:
            faults.append(Fault(name, None, f"it cannot be read ({error.strerror})", "make it readable"))
        else:
            front_matter = _FRONT_MATTER.match(text)
            pages.append(Page(name, text, front_matter.end() if front_matter else 0))
    return tuple(pages), tuple(faults)
