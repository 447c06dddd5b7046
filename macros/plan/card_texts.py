"""Reads what readers get to see in words: pages, and the texts of cards as pages of their own with the file's lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..catalog.cards import read_cards
from .markdown import Page, read_pages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ..errors import Fault


def read_texts(docs: Path) -> tuple[tuple[Page, ...], tuple[Fault, ...]]:
    """Return the pages under `docs` and the texts of the cards there, and a fault for each page that cannot be read."""
    pages, faults = read_pages(docs)
    return (*pages, *_card_pages(docs)), faults


def _card_pages(docs: Path) -> Iterator[Page]:
    """Yield each text of each card; what is wrong with their files is a fault of the catalog."""
    cards, _ = read_cards(docs.parent)
    for card in cards:
        for text in card.texts.values():
            # Empty lines stand for what is before it in the file, so that line numbers hold.
            yield Page(text.where, "\n" * (text.line - 1) + text.text, 0)
