"""Holds the images named beside `about` and `than` against what these compare: from pages to faults."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jinja2 import nodes

from ..errors import Fault
from .conditions import call_name
from .links import CODE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..catalog.model import Catalog
    from .templates import Template

_MACROS = ("about", "than")
_TWO = 2
_SENTENCE_END = re.compile(r"[.!?;:](?=\s|\Z)|\n[ \t]*\n|\|")
_CODE = re.compile(CODE, re.DOTALL)
_REMEDY = "name what it compares, or compare what is named"


def chosen_word_faults(catalog: Catalog, templates: Iterable[Template]) -> tuple[Fault, ...]:
    """Return a fault where the image named before or after such words is none of what they compare on that side."""
    references = frozenset(str(variant.reference) for variant in catalog.variants)
    return tuple(
        Fault(template.page, call.lineno, problem, _REMEDY)
        for template in templates
        for output in template.tree.find_all(nodes.Output)
        for index, call in enumerate(output.nodes)
        if isinstance(call, nodes.Call) and call_name(call) in _MACROS and call_name(call) not in template.own
        for problem in _problems(output.nodes, index, call, references)
    )


def _problems(pieces: Sequence[nodes.Expr], index: int, call: nodes.Call, references: frozenset[str]) -> Iterator[str]:
    """Yield what is wrong with the nearest image that the sentence names on each side of the call."""
    arguments = [*call.args, *(keyword.value for keyword in call.kwargs)]
    if len(arguments) != _TWO:
        return  # the call's own fault says enough
    left, right = (_asked(argument, references) for argument in arguments)
    if not left or not right:
        return
    compared = f"{_listed(left)} with {_listed(right)}"
    named = _named(_before(pieces[:index]), references)[-1:], _named(_after(pieces[index + 1 :]), references)[:1]
    for names, side, meant in zip(named, ("before", "after"), (left, right), strict=True):
        for name in names:
            if name not in meant:
                yield f"`{name}` is named {side} `{call_name(call)}`, which compares {compared}"


def _asked(argument: nodes.Expr, references: frozenset[str]) -> list[str]:
    constants = [argument, *argument.find_all(nodes.Const)]
    return [each.value for each in constants if isinstance(each, nodes.Const) and each.value in references]


def _before(pieces: Sequence[nodes.Expr]) -> str:
    """Return the text of a sentence before its end."""
    return _SENTENCE_END.split(_hide_code_ends(_text(pieces)))[-1]


def _after(pieces: Sequence[nodes.Expr]) -> str:
    """Return the text of a sentence from where it goes on."""
    return _SENTENCE_END.split(_hide_code_ends(_text(pieces)))[0]


def _text(pieces: Sequence[nodes.Expr]) -> str:
    return "".join(piece.data if isinstance(piece, nodes.TemplateData) else " " for piece in pieces)


def _hide_code_ends(text: str) -> str:
    """Return a text in which nothing in code looks like the end of a sentence."""
    return _CODE.sub(lambda found: re.sub(r"([.!?;:|])(?=\s)", " ", found[0]), text)


def _named(text: str, references: frozenset[str]) -> list[str]:
    names = [found[0].strip("`").strip() for found in _CODE.finditer(text)]
    return [name for name in names if name in references]


def _listed(references: Iterable[str]) -> str:
    return " and ".join(f"`{reference}`" for reference in dict.fromkeys(references))
