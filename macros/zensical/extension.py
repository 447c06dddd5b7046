"""The Markdown extension that looks at each page that Zensical renders, with MkDocs' eyes for its links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor

# MkDocs offers its checks of links nowhere else.
from mkdocs.structure.pages import _ExtractAnchorsTreeprocessor, _RawHTMLPreprocessor, _RelativePathTreeprocessor
from zensical.extensions.context import ContextPreprocessor

from ..pages.extension import LAST
from ..pages.noticing import note_html, note_markdown
from .pages import current_pages

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from markdown import Markdown
    from mkdocs.structure.pages import Page

    from .pages import Pages

_AFTER_MACROS = 34.9
"""Zensical runs them at 35."""
_LINKS = {"a": "href", "img": "src"}


class _Links(_RelativePathTreeprocessor):
    """Has MkDocs look at each link, and leaves it as it is: Zensical writes the addresses itself."""

    def run(self, root: Element) -> Element:
        for element in root.iter():
            url = element.get(_LINKS.get(element.tag, ""))
            if url is not None:
                self.path_to_url(url)
        return root


class _Text(Preprocessor):
    """Notes what is wrong with a page's text when its macros have run."""

    def __init__(self, md: Markdown, pages: Pages, page: Page) -> None:
        super().__init__(md)
        self._pages, self._page = pages, page

    def run(self, lines: list[str]) -> list[str]:
        note_markdown(self._pages.build, "\n".join(lines), self._page, self._pages.config)
        return lines


class _Html(Postprocessor):
    """Notes what is wrong with a page's HTML, where its links lead and where links can lead to in it."""

    def __init__(self, md: Markdown, pages: Pages, page: Page) -> None:
        super().__init__(md)
        self._build, self._page = pages.build, page
        given = (page.file, pages.files, pages.config)
        self._raw, self._anchors, self._links = (
            _RawHTMLPreprocessor(),
            _ExtractAnchorsTreeprocessor(*given),
            _Links(*given),
        )
        for processor in (self._raw, self._anchors, self._links):
            processor._register(md)  # noqa: SLF001 - as MkDocs does

    def run(self, text: str) -> str:
        note_html(self._build, text)
        self._page.present_anchor_ids = self._anchors.present_anchor_ids | self._raw.present_anchor_ids
        self._page.links_to_anchors = self._links.links_to_anchors
        return text


class LookingExtension(Extension):
    """The Markdown extension."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's name
        """Register what looks at the page that is rendered."""
        context = ContextPreprocessor.from_markdown(md)
        assert context is not None, "Zensical puts it first"  # noqa: S101 - a bug, not a condition
        pages = current_pages()
        page = pages.page(context.page.path)
        md.preprocessors.register(_Text(md, pages, page), "tare-text", _AFTER_MACROS)
        md.postprocessors.register(_Html(md, pages, page), "tare-html", LAST - 1)


def makeExtension(**settings: object) -> LookingExtension:  # noqa: N802 - Markdown's name
    """Return the extension, as Markdown asks for it."""
    return LookingExtension(**settings)
