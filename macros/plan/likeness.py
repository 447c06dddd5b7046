"""Finds sizes of unlike images side by side: like is compared with like, as one smoke test shows."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from ..errors import Fault
from .conditions import arguments_of, call_name, calls_in
from .macros import AROUND_TEXT, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jinja2 import nodes

    from ..catalog.model import Catalog
    from .templates import Template

_OF_ONE_IMAGE = ("size", "own_size")
_OF_SEVERAL = ("difference", "ratio", "bars")
_COMPARES = ("about", "than")
_REMEDY = "compare images that do the same job, shown by the same [[smoke_test]]"


def likeness_faults(catalog: Catalog, templates: Iterable[Template]) -> tuple[Fault, ...]:
    """Return a fault for each two images whose sizes pages compare though they do not pass one smoke test.

    A condition compares them, or a macro that is called with both. A layer, a base image or a count does no job, so
    it can be compared with anything.
    """
    return tuple(
        Fault(template.page, call.node.lineno, f"`{name}` compares `{one}` with `{other}`, {why}", _REMEDY)
        for template in templates
        for call in calls_in(template.tree)
        if (name := call_name(call)) not in template.own
        for references in _compared(call)
        for one, other in combinations(references, 2)
        if (why := _unlike(catalog, one, other)) is not None
    )


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


def _unlike(catalog: Catalog, one: str, other: str) -> str | None:
    variants = catalog.find(one), catalog.find(other)
    tests = [variant.smoke_tests for variant in variants if variant is not None]
    return None if len(tests) < len(variants) or tests[0] == tests[1] else "which do not pass one smoke test"
