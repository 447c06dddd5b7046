"""Takes the paragraph that a macro stands around: from what Jinja hands over to one paragraph in Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .claims import OPENING
from .sheet import MacroFault

if TYPE_CHECKING:
    from collections.abc import Callable


def paragraph_of(caller: Callable[[], str] | None, name: str, form: str) -> str:
    """Return what a macro of that name stands around. Raises MacroFault for what is not one paragraph of sentences."""
    body = caller().strip() if caller is not None else ""
    if not body:
        raise MacroFault(f"a {name} has no paragraph", f"write {form}")
    if re.search(r"\n[ \t]*\n", body) or OPENING.match(body):
        raise MacroFault(f"what a {name} stands around is not one paragraph", "say why in one paragraph of sentences")
    return body
