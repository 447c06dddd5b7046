"""Notes in the build what is wrong with pages while they are read, whichever generator reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import Fault
from ..plan.challenges import budget_faults
from ..plan.pasted import pasted_outputs
from ..plan.readings import changed_fault, changed_since, read_marks, spoken_of
from .card_parts import card_parts
from .complaints import is_rendering_error, page_source, rendering_fault
from .front_matter import front_matter_fault

if TYPE_CHECKING:
    from pathlib import Path

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

    from .site_build import SiteBuild


def note_sources(build: SiteBuild, root: Path) -> None:
    """Note what can be told of a project's pages and examples before a page is read.

    Raises WrongSource where what was noted of readings cannot be understood.
    """
    build.faults += pasted_outputs(root, build.findings.commands)
    build.faults += budget_faults(build.findings, build.platform)
    build.changed = changed_since(read_marks(root), spoken_of(build.findings.catalog))
    build.warnings += [changed_fault(page, paths) for page, paths in build.changed.items()]


def note_markdown(build: SiteBuild, markdown: str, page: Page, config: MkDocsConfig) -> None:
    """Note front matter that is not YAML, and what the macros plugin writes for a page that it cannot render.

    `markdown` is the page's text when its macros have run.
    """
    if is_rendering_error(markdown):
        build.faults.append(rendering_fault(markdown, page, config))
    if fault := front_matter_fault(page_source(page, config), page.file.content_string):
        build.faults.append(fault)


def note_html(build: SiteBuild, html: str) -> None:
    """Note the macros that stand where their HTML cannot be put, and the cards that a page shows."""
    note_left_over(build, html)
    build.cards |= card_parts(html)


def note_left_over(build: SiteBuild, text: str) -> None:
    """Note the macros whose tokens are still in a text that is published."""
    remedy = "move it out of the code block, attribute or front matter that it stands in"
    for place in build.door.left_over(text):
        build.faults.append(Fault(place.where, place.line, "a macro stands where nothing can be shown", remedy))
