"""The addresses of the site's pages, known before it is built."""

from __future__ import annotations

from pathlib import Path

_DOCS = Path(__file__).resolve().parents[2] / "docs"


def page_addresses() -> list[str]:
    """Return each page's address in the site, as MkDocs makes it of the file's name, and that of 404.html."""
    sources = (path.relative_to(_DOCS).with_suffix("") for path in sorted(_DOCS.rglob("*.md")))
    return ["404.html", *(f"{path}/".removesuffix("index/") for path in sources)]
