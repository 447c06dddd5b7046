"""Reads a project's sources: from its root to the catalog and the macro calls of its pages, or all their faults."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..catalog.cards import read_cards
from ..catalog.examples import read_catalog
from ..errors import WrongSource
from ..plan.chosen_words import chosen_word_faults
from ..plan.claims import claim_faults
from ..plan.figure_words import figure_word_faults
from ..plan.guesses import guess_faults
from ..plan.likeness import likeness_faults
from ..plan.links import link_faults
from ..plan.literals import read_literals
from ..plan.myths import myth_faults
from ..plan.pages import macro_calls, page_faults
from ..plan.pasted import pasted_faults
from ..plan.possible import impossible_faults
from ..plan.published import published_faults
from ..plan.rows import row_faults
from ..plan.summaries import summary_faults
from ..plan.templates import read_templates
from ..plan.unproved import read_unproved

if TYPE_CHECKING:
    from pathlib import Path

    from ..catalog.model import Catalog
    from ..plan.pages import MacroCall

SHOWS_ENGINES = "engines"
"""The macro that shows an image on every engine that can be had."""


def read_sources(root: Path) -> tuple[Catalog, tuple[MacroCall, ...]]:
    """Return the catalog and the macro calls of the pages. Raises WrongSource with all that is wrong with either."""
    catalog, faults = read_catalog(root)
    cards, card_faults = read_cards(root)
    catalog = replace(catalog, cards=cards)
    templates, template_faults = read_templates(root / "docs")
    calls = macro_calls(templates)
    every = [
        *faults,
        *card_faults,
        *template_faults,
        *read_literals(root / "docs"),
        *read_unproved(catalog, root / "docs"),
        *published_faults(root),
        *summary_faults(catalog),
        *pasted_faults(root, catalog),
        *page_faults(catalog, calls),
        *claim_faults(catalog, templates),
        *chosen_word_faults(catalog, templates),
        *myth_faults(catalog, templates),
        *guess_faults(templates),
        *likeness_faults(catalog, templates),
        *impossible_faults(templates),
        *figure_word_faults(templates),
        *row_faults(catalog, root / "docs"),
        *link_faults(root),
    ]
    if every:
        raise WrongSource(every)
    return catalog, calls
