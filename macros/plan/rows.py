"""Holds the figures in a row of a table against the images that the row names: from pages to faults."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..errors import Fault
from .links import FENCE
from .markdown import read_pages
from .prose import blank

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ..catalog.model import Catalog
    from .markdown import Page

_FENCED = re.compile(FENCE, re.DOTALL | re.MULTILINE)
_EXPRESSION = re.compile(r"\{\{.*?\}\}")
_CODE = re.compile(r"`([^`]+)`")
_QUOTED = re.compile(r"""["']([^"']+)["']""")
_REMEDY = "print the figure of an image that the row names, or name the other one"


def row_faults(catalog: Catalog, docs: Path) -> tuple[Fault, ...]:
    """Return a fault for each figure in a row that names images in code, but not the one whose figure it is."""
    references = frozenset(str(variant.reference) for variant in catalog.variants)
    pages, _ = read_pages(docs)
    return tuple(
        Fault(page.name, line, f"the row names {_listed(named)}, and has a figure of `{other}`", _REMEDY)
        for page in pages
        for line, named, other in _strangers(page, references)
    )


def _strangers(page: Page, references: frozenset[str]) -> Iterator[tuple[int, list[str], str]]:
    for line, row in enumerate(_FENCED.sub(blank, page.body).split("\n"), start=1):
        if not row.lstrip().startswith("|"):
            continue
        outside = _EXPRESSION.sub("", row)
        named = [name for name in dict.fromkeys(_CODE.findall(outside)) if name in references]
        asked = [name for call in _EXPRESSION.findall(row) for name in _QUOTED.findall(call) if name in references]
        if named:
            yield from ((line, named, name) for name in dict.fromkeys(asked) if name not in named)


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
