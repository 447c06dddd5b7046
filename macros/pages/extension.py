"""The Markdown extension that runs last and puts rendered HTML where tokens stand for it; `mkdocs.yml` names it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from markdown.treeprocessors import Treeprocessor

from .door import make_safe, page_notes
from .site_build import current_build

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from markdown import Markdown

LAST = -100
"""Below every priority that other extensions register with."""


class _LastTreeprocessor(Treeprocessor):
    """Marks that the whole page follows: headings pass through the postprocessors on their own before."""

    def __init__(self, md: Markdown, postprocessor: _Postprocessor) -> None:
        super().__init__(md)
        self.postprocessor = postprocessor

    def run(self, root: Element) -> None:  # noqa: ARG002 - Markdown's signature
        self.postprocessor.whole_page = True


class _Postprocessor(Postprocessor):
    """Replaces tokens, and ends a page with what its figures open."""

    whole_page = False

    def run(self, text: str) -> str:
        html, placed = current_build().door.put_in_place(text)
        if not self.whole_page:
            return html
        self.whole_page = False
        return make_safe(html + str(page_notes(placed)))


class DoorExtension(Extension):
    """The Markdown extension."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's name
        """Register what runs last."""
        postprocessor = _Postprocessor(md)
        md.treeprocessors.register(_LastTreeprocessor(md, postprocessor), "tare-door", LAST)
        md.postprocessors.register(postprocessor, "tare-door", LAST)


def makeExtension(**settings: object) -> DoorExtension:  # noqa: N802 - Markdown's name
    """Return the extension, as Markdown asks for it."""
    return DoorExtension(**settings)
