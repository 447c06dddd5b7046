"""Claims on a page of a small project, for tests of how sentences are judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from macros.catalog.examples import read_catalog
from macros.plan.claims import claim_faults
from macros.plan.guesses import guess_faults
from macros.plan.myths import myth_faults
from macros.plan.pages import macro_calls, page_faults
from macros.plan.templates import read_templates
from macros.plan.unproved import read_unproved
from tests.unit.plan.project import catalog_of

if TYPE_CHECKING:
    from pathlib import Path

MULTI, SLIM = 'size("demo:multi")', 'size("demo:slim")'
LESS = f"{MULTI} < {SLIM}"


def faults_of(root: Path, text: str) -> list[str]:
    """Return what is wrong with a page of that text, as an author reads it."""
    (root / "docs/page.md").write_text(text)
    templates, faults = read_templates(root / "docs")
    assert not faults
    catalog, _ = read_catalog(root)
    assert not read_unproved(catalog, root / "docs"), "what a claim says is proved"
    return [str(fault) for fault in (*page_faults(catalog, macro_calls(templates)), *claim_faults(catalog, templates))]


def all_faults_of(root: Path, text: str) -> list[str]:
    """Return what is wrong with a page of that text and with what stands around its paragraphs."""
    (root / "docs/page.md").write_text(text)
    catalog = catalog_of(root)
    templates, wrong = read_templates(root / "docs")
    found = (
        *wrong,
        *page_faults(catalog, macro_calls(templates)),
        *claim_faults(catalog, templates),
        *myth_faults(catalog, templates),
        *guess_faults(templates),
        *read_unproved(catalog, root / "docs"),
    )
    return [str(fault) for fault in found]


def claim(conditions: str, sentence: str) -> str:
    """Return a claim as a page has it."""
    return f"{{% call claim({conditions}) %}}{sentence}{{% endcall %}}"
