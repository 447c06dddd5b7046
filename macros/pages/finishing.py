"""The last look at a finished folder: finds tokens left over, writes each page's policy, prints what was left out."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from .noticing import note_left_over
from .policy import secure

if TYPE_CHECKING:
    from pathlib import Path

    from .site_build import SiteBuild


def finish(build: SiteBuild, folder: Path, *, secured: bool = True) -> None:
    """Note the tokens that are left in a folder's pages and indexes, and unless told otherwise secure its pages."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".html", ".json"}:
            text = path.read_text(encoding="utf-8")
            note_left_over(build, text)
            if path.suffix == ".html" and secured:
                path.write_text(secure(text), encoding="utf-8")


def print_warnings(build: SiteBuild) -> None:
    """Print what is no fault of the site, now that it is published."""
    for warning in build.warnings:
        sys.stderr.write(f"warning: {warning}\n")
