"""Finds what a page's links lead to: from the Markdown of a page to the sections of others."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from markdown.extensions.toc import slugify

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_LINK = re.compile(r"\]\((?P<page>[^)#\s:]+)#(?P<section>[^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6}[ \t]+(?P<title>.+?)[ \t]*$", re.MULTILINE)


def linked_sections(name: str, text: str, pages: Mapping[str, str]) -> Iterator[str]:
    r"""Yield the text of each section of another page that a page links to, by the heading's title.

    `name` and the keys of `pages` are paths of pages, `text` and their values what stands there.

    >>> list(linked_sections("docs/a/b.md", "[x](../c.md#one-more)", {"docs/c.md": "# One\n1\n## One more\n2\n"}))
    ['\n2\n']
    """
    for link in _LINK.finditer(text):
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), link["page"]))
        # The text before the first heading, then titles and what stands below them by turns.
        _, *parts = _HEADING.split(pages.get(target, ""))
        for title, below in zip(parts[::2], parts[1::2], strict=True):
            if slugify(title, "-") == link["section"]:
                yield below
