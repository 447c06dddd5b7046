"""Finds sizes of unlike images side by side: like is compared with like, as one smoke test shows."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING

from jinja2 import nodes

from ..errors import Fault
from .conditions import arguments_of, call_name, calls_in
from .macros import AROUND_TEXT, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..catalog.model import Catalog
    from .templates import Template

_OF_ONE_IMAGE = ("size", "own_size")
_OF_SEVERAL = ("difference", "ratio", "bars")
_COMPARES = ("about", "than")
_NEXT_LINE = re.compile(r"\n(?![ \t]*\|)")
"""The end of a line, unless the next one is a table's."""
_REMEDY = "compare images that do the same job, shown by the same [[smoke_test]]"


def likeness_faults(catalog: Catalog, templates: Iterable[Template]) -> tuple[Fault, ...]:
    """Return a fault for each place where pages compare sizes of images that do not pass one smoke test.

    A condition compares them, a macro that is called with both, or a line or a table that prints both. A layer, a base
    image or a count does no job, so it can be compared with anything.
    """
    return tuple(
        Fault(template.page, line, _problem(name, unlike), _REMEDY)
        for template in templates
        for name, line, references in (*_called(template), *_printed(template))
        if (unlike := [pair for pair in combinations(references, 2) if _are_unlike(catalog, *pair)])
    )


def _problem(name: str, unlike: list[tuple[str, str]]) -> str:
    (one, other), *further = unlike
    more = f", and so with {len(further)} further {'pair' if len(further) == 1 else 'pairs'}" if further else ""
    return f"`{name}` compares `{one}` with `{other}`, which do not pass one smoke test{more}"


def _called(template: Template) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    """Yield macro, line and the image references that it sets side by side, for each call of a page."""
    for call in calls_in(template.tree):
        if (name := call_name(call)) not in template.own:
            yield from ((name, call.node.lineno, references) for references in _compared(call))


def _printed(template: Template) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    """Yield a macro, its line and the references of the images whose sizes stand with it, for each line and table."""
    beside: dict[str, tuple[str, int]] = {}
    for piece in (*pieces(template.tree), "\n"):
        if not isinstance(piece, str):
            name = call_name(piece)
            for reference in arguments_of(piece, Kind.REFERENCE) if name in _OF_ONE_IMAGE else ():
                beside.setdefault(reference, (name, piece.node.lineno))
        elif _NEXT_LINE.search(piece):
            if len(beside) > 1:
                yield *[*beside.values()][-1], tuple(beside)
            beside.clear()


def pieces(node: nodes.Node) -> Iterator[str | nodes.Call]:
    """Yield what a page prints in its order: texts, and the macros that stand in them by themselves."""
    if isinstance(node, nodes.TemplateData):
        yield node.data
    elif isinstance(node, nodes.Call):
        yield node
    elif isinstance(node, nodes.CallBlock):
        # What is asked in its head is compared there.
        for each in node.body:
            yield from pieces(each)
    else:
        for each in node.iter_child_nodes():
            yield from pieces(each)


def _compared(call: nodes.Call) -> Iterator[tuple[str, ...]]:
    """Yield the image references that a call sets side by side."""
    name = call_name(call)
    if name in _OF_SEVERAL:
        yield tuple(dict.fromkeys(arguments_of(call, Kind.REFERENCE)))
    elif name in AROUND_TEXT:
        yield from (_sizes(condition) for condition in call.args)
    elif name in _COMPARES:
        given = (*call.args, *(keyword.value for keyword in call.kwargs))
        yield tuple(dict.fromkeys(reference for each in given for reference in _sizes(each)))


def _sizes(expression: nodes.Expr) -> tuple[str, ...]:
    """Return the references of the images of which an expression has the whole or own size."""
    calls = [call for call in calls_in(expression) if call_name(call) in _OF_ONE_IMAGE]
    return tuple(dict.fromkeys(reference for call in calls for reference in arguments_of(call, Kind.REFERENCE)))


def _are_unlike(catalog: Catalog, one: str, other: str) -> bool:
    variants = catalog.find(one), catalog.find(other)
    tests = [variant.smoke_tests for variant in variants if variant is not None]
    return len(tests) == len(variants) and tests[0] != tests[1]
