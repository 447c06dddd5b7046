"""Holds what a page says of the files that changed since it was read against the files themselves."""

from __future__ import annotations

import html
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHECKOUT = Path(__file__).parents[2]
"""Where the pages were read."""
_OPENS = '<div class="admonition warning tare-changed" data-search-exclude>'


def untold_changes(project: Path) -> Iterator[str]:
    """Yield a sentence for each built page that is about a file of an example that was edited, and does not say so.

    Files alone are compared, without comments: what TOML files declare, and files that came, are left to unit tests.
    """
    marks = tomllib.loads((project / "docs/.read.toml").read_text(encoding="utf-8"))
    for page, files in marks.items():
        built = (
            project / "site" / page.removeprefix("docs/").removesuffix("index.md").replace(".md", "/") / "index.html"
        )
        told = html.unescape(built.read_text(encoding="utf-8")).partition(_OPENS)[2].partition("</div>")[0]
        for path in files:
            if not path.endswith(".toml") and _said(project / path) != _said(_CHECKOUT / path) and path not in told:
                yield f"{page} does not say that {path} changed after it was read"


def _said(path: Path) -> list[bytes]:
    lines = path.read_bytes().splitlines() if path.is_file() else []
    is_code = path.name != ".dockerignore" and not path.name.startswith("Dockerfile")
    return [line for line in lines if is_code or not line.strip().startswith(b"#")]
