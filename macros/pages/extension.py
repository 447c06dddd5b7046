"""The Markdown extension that runs last and puts rendered HTML where tokens stand for it; `mkdocs.yml` names it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from markdown.treeprocessors import Treeprocessor

from ..errors import Fault
from .door import make_safe, page_notes
from .site_build import current_build
from .staleness import banners, under_heading
from .unbroken import keep_together

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
    """Replaces tokens, says at a page's top of when its figures are, and ends it with what its figures open."""

    whole_page = False

    def run(self, text: str) -> str:
        build = current_build()
        html, placed = build.door.put_in_place(text)
        if not self.whole_page:
            return html
        self.whole_page = False
        for block in build.door.in_sentences(text):
            problem = f"`{block.macro}` stands inside a sentence"
            build.faults.append(Fault(block.place.where, block.place.line, problem, "give it a line of its own"))
        html = under_heading(html, banners(placed, build))
        return make_safe(keep_together(html + str(page_notes(placed))))


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
