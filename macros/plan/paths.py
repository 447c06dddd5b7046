"""Holds the paths that the sentence of a claim names in code against the patterns that its conditions look for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .conditions import arguments_of
from .links import CODE
from .macros import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .conditions import Condition
    from .sentence import ClaimSentence

_WILD = re.compile(r"[*?\[]")


def path_faults(sentence: ClaimSentence, conditions: tuple[Condition, ...]) -> Iterator[tuple[str, str]]:
    """Yield problem and remedy for each absolute path of a sentence that none of the patterns is about."""
    patterns = [path for each in conditions for call in each.calls for path in arguments_of(call, Kind.PATTERN)]
    code = [found[0].strip("`").strip() for found in re.finditer(CODE, sentence.text, re.DOTALL)]
    paths = [name for name in code if re.fullmatch(r"/[^\s`]+", name)]
    for path in paths if patterns else ():
        if not any(_is_about(pattern, path) for pattern in patterns):
            asked = ", ".join(f"`{pattern}`" for pattern in dict.fromkeys(patterns))
            yield f"the sentence names `{path}`, and its conditions look for {asked}", "name one path in both"
    for text in (text for each in conditions for call in each.calls for text in arguments_of(call, Kind.TEXT)):
        named = [path for path in paths if path in text.split()]
        if named != sorted(named, key=text.split().index):
            yield (
                f"the sentence names {_listed(named)} in this order, and `{text}` in the other",
                "name them in one order",
            )


def _listed(paths: list[str]) -> str:
    return " and ".join(f"`{path}`" for path in paths)


def _is_about(pattern: str, path: str) -> bool:
    """Tell whether a pattern looks into a folder, for a file, or, from its first wild card on, for either."""
    fixed = _WILD.split(pattern)[0]
    inside = path.rstrip("/*")
    return pattern == path or pattern.startswith(f"{inside}/") or (fixed != pattern and inside.startswith(fixed))
