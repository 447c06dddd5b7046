"""Cuts a page that Jinja cannot parse as a whole into its expressions, each with the page's line numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOT_READ = re.compile(r"\{%-?\s*raw\s*-?%\}.*?\{%-?\s*endraw\s*-?%\}|\{#.*?#\}", re.DOTALL)
_EXPRESSION = re.compile(r"\{\{(?:(?!\{\{|\}\}).)*\}\}", re.DOTALL)
_DEFINING = re.compile(r"\{%[-+]?\s*(?:set|macro|call|for|import|from|with|block)\b(.*?)%\}", re.DOTALL)


def spans(text: str) -> Iterator[str]:
    """Yield each `{{ … }}` of a page, after as many line ends as stand before it on the page."""
    text = _NOT_READ.sub(lambda found: "\n" * found[0].count("\n"), text)
    for found in _EXPRESSION.finditer(text):
        yield "\n" * text.count("\n", 0, found.start()) + found[0]


def names_of_its_own(text: str) -> set[str]:
    """Return every name in a statement with which a page can define something: more than it defines, never less."""
    return {name for statement in _DEFINING.findall(text) for name in re.findall(r"[A-Za-z_]\w*", statement)}
