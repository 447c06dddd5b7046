"""Where the links of a built site lead, and what its pages load."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.docs.built import BuiltPage


def broken_links(site: Path, pages: Mapping[str, BuiltPage]) -> Iterator[str]:
    """Yield each link of a site to a file or place in it that there is not."""
    by_path = {page.path: page for page in pages.values()}
    for name, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = _target(site, page.path, unquote(parts.path))
            if not target.is_file():
                yield f"{name}: {link} leads nowhere"
            elif parts.fragment and target in by_path and unquote(parts.fragment) not in by_path[target].ids:
                yield f"{name}: {link} has no such anchor"


def loaded_from_elsewhere(site: Path, pages: Mapping[str, BuiltPage]) -> list[tuple[Path, str]]:
    """Return what a browser fetches from third parties, each with the page or style sheet that asks for it."""
    return [load for load in _loads(site, pages) if urlsplit(load[1]).netloc]


def loaded_and_not_there(site: Path, pages: Mapping[str, BuiltPage]) -> list[tuple[Path, str]]:
    """Return what a browser asks the site for and does not get, each with the page or style sheet that asks for it."""
    parts = [(path, urlsplit(url)) for path, url in _loads(site, pages)]
    local = [(path, unquote(url.path)) for path, url in parts if not url.netloc and url.scheme != "data"]
    assert local
    return [load for load in local if not _target(site, *load).is_file()]


def _loads(site: Path, pages: Mapping[str, BuiltPage]) -> list[tuple[Path, str]]:
    loads = [(page.path, url) for page in pages.values() for url in page.loads]
    for sheet in site.rglob("*.css"):
        urls = re.findall(r"""(?:url\(|@import\s)\s*["']?([^"')\s]+)""", sheet.read_text(encoding="utf-8"))
        loads += [(sheet, url) for url in urls]
    return loads


def _target(site: Path, page: Path, path: str) -> Path:
    if not path:
        return page
    target = site / path.lstrip("/") if path.startswith("/") else (page.parent / path).resolve()
    return target / "index.html" if target.is_dir() else target
