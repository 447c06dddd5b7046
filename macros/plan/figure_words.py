"""Holds the words beside a printed figure against what it is: a size, a difference, unpacked or to transfer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..errors import Fault
from .conditions import arguments_of, call_name
from .lexicon import LESS, MORE, any_of
from .likeness import pieces
from .macros import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jinja2 import nodes

    from .templates import Template

_HEDGE = r"(?:\s+(?:only|just|about|nearly|almost|roughly|all\s+of|still))?\s+\Z"
_WEIGHS = re.compile(rf"\b(?:weigh(?:s|ed|ing)?|(?:a|the)\s+size\s+of|sizes?\s+(?:is|are)){_HEDGE}", re.IGNORECASE)
_SAVES = re.compile(rf"\b(?:sav(?:es?|ed|ing)|a\s+saving\s+of|cuts?\s+off){_HEDGE}", re.IGNORECASE)
_BY = re.compile(rf"\s+(?:{any_of(LESS + MORE)}|apart|away|off)\b", re.IGNORECASE)
"""What makes a difference of the figure before it: "weighs 3 MB less"."""
_FETCHED = re.compile(
    rf"\b(?:(?:down|up)loads?(?:ing)?|transfers?(?:ring)?|pulls?(?:ing)?|push(?:es|ing)?|travels?){_HEDGE}",
    re.IGNORECASE,
)
_TO_FETCH = re.compile(r"\s+(?:to|of)\s+(?:transfer|download|pull|push)\b|\s+(?:compressed|packed)\b", re.IGNORECASE)
_UNPACKED = re.compile(r"\s+(?:unpacked|uncompressed|on\s+disk)\b", re.IGNORECASE)
_SIZES = ("size", "difference", "layer_size", "base_size", "own_size")
_TRANSFER, _DEFAULT = "transfer_size", "unpacked_size"


def figure_word_faults(templates: Iterable[Template]) -> tuple[Fault, ...]:
    """Return a fault for each figure of a page, in a claim or not, that the words beside it call something else."""
    return tuple(
        Fault(template.page, call.node.lineno, problem, remedy)
        for template in templates
        for before, call, after in _printed(template)
        for problem, remedy in _faults(before, call, after)
    )


def _printed(template: Template) -> Iterator[tuple[str, nodes.Call, str]]:
    """Yield each size that a page prints with the text before and after it, up to the next figure."""
    printed = [*pieces(template.tree), ""]
    for index, piece in enumerate(printed):
        if not isinstance(piece, str) and (name := call_name(piece)) in _SIZES and name not in template.own:
            before = printed[index - 1] if index else ""
            after = printed[index + 1]
            yield before if isinstance(before, str) else "", piece, after if isinstance(after, str) else ""


def _faults(before: str, call: nodes.Call, after: str) -> Iterator[tuple[str, str]]:
    name = call_name(call)
    weighs, saves, by = _WEIGHS.search(before), _SAVES.search(before), _BY.match(after)
    if weighs and name == "difference" and not by:
        yield f"`{_plain(weighs)}` stands before a difference", "print `size(…)`, or say by how much they differ"
    if weighs and name == "own_size":
        yield f"`{_plain(weighs)}` stands before what the Dockerfile adds", "print `size(…)`, or say `adds`"
    if saves and name in ("size", "own_size", "base_size"):
        yield f"`{_plain(saves)}` stands before a whole size", "print `difference(…)`"
    measure = next(iter(arguments_of(call, Kind.MEASURE)), _DEFAULT)
    fetched = _FETCHED.search(before) or _TO_FETCH.match(after)
    if fetched and measure != _TRANSFER:
        problem = f"`{_plain(fetched)}` stands beside a figure that is not the transfer size"
        yield problem, f'print it with what="{_TRANSFER}", or reword the sentence'
    unpacked = _UNPACKED.match(after)
    if unpacked and measure == _TRANSFER:
        yield f"`{_plain(unpacked)}` stands beside a transfer size", "print it without `what`, or reword the sentence"


def _plain(found: re.Match[str]) -> str:
    return " ".join(found[0].split())
