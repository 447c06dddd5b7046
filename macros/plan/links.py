"""Finds links between pages that lead nowhere, before anything is measured: from pages and `nav` to faults."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from ..errors import Fault, did_you_mean
from .markdown import read_pages
from .navigation import navigation_faults

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .markdown import Page

_GENERATED = re.compile(r"results\.(?:json|schema\.json|csv)|downloads/[^/]+\.(?:zip|apkg)")
"""What is published beside the pages."""
FENCE = r"^[ \t>]*(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^[ \t>]*(?P=fence)[`~]*[ \t]*$|\Z)"
CODE = r"(?<![`\\])(?P<ticks>`+)(?!`)(?:(?!\n\s*\n).)+?(?<!`)(?P=ticks)(?!`)"
_NO_LINKS = re.compile(rf"{FENCE}|\{{[#%].*?[#%]\}}|<!--.*?-->|{CODE}", re.DOTALL | re.MULTILINE)
"""Code, comments and Jinja's statements."""
_TITLE = r"""(?:\s+(?:"[^"\n]*"|'[^'\n]*'|\([^()\n]*\)))?"""
_LINK = re.compile(
    rf"\]\(\s*<?(?P<inline>(?:[^\s()<>]|\([^\s()]*\))+)>?{_TITLE}\s*\)"
    rf"|^[ ]{{0,3}}\[(?!\^)[^\]\n]+\]:[ \t]*<?(?P<defined>[^\s<>]+)>?{_TITLE}[ \t]*$",
    re.MULTILINE,
)


def link_faults(root: Path) -> tuple[Fault, ...]:
    """Return a fault for each relative link of a page, and each entry of `nav`, without a file; and for lost pages.

    Anchors are MkDocs' to judge, which knows the headings; so are links in HTML and in what macros print.
    Indented code is read as text: put code between fences.
    """
    docs = root / "docs"
    pages, _ = read_pages(docs)
    names = [page.name.removeprefix("docs/") for page in pages]
    found = [fault for page, name in zip(pages, names, strict=True) for fault in _faults(docs, page, name, names)]
    return (*found, *navigation_faults(root, names))


def _faults(docs: Path, page: Page, name: str, names: list[str]) -> Iterator[Fault]:
    folder = posixpath.dirname(name)
    text = _NO_LINKS.sub(lambda found: "\n" * found[0].count("\n"), page.body)
    for link in _LINK.finditer(text):
        target = link["inline"] or link["defined"]
        if _is_elsewhere(target):
            continue
        path = posixpath.normpath(posixpath.join(folder, unquote(urlsplit(target).path)))
        if _GENERATED.fullmatch(path) or (not path.startswith("..") and (docs / path).is_file()):
            continue
        line = text.count("\n", 0, link.start("inline" if link["inline"] else "defined")) + 1
        known = [posixpath.relpath(other, folder or ".") for other in names if other != name]
        remedy = did_you_mean(urlsplit(target).path, known) or "correct it, or add the file under docs/"
        yield Fault(page.name, line, f"the link `{target}` leads to no file", remedy)


def _is_elsewhere(target: str) -> bool:
    """Tell whether a link is to another site, to this page, to the site's top, or made by a macro."""
    if "{" in target or target.startswith(("#", "?", "/")):
        return True
    try:
        url = urlsplit(target)
    except ValueError:
        return True
    return bool(url.scheme or url.netloc)
