"""Finds absences that a misspelt pattern would prove too: what is absent in one image must be there in another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import nodes

from ..errors import Fault
from .conditions import Condition, arguments_of, call_name, calls_in, read_condition
from .macros import CLAIM, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .templates import Template

_LOOKED_FOR = {"file_count": Kind.PATTERN, "files_size": Kind.PATTERN, "packages": Kind.PACKAGE}
"""What counts what a pattern matches, and the kind of its argument that is the pattern."""


def impossible_faults(templates: Iterable[Template]) -> tuple[Fault, ...]:
    """Return a fault for each claim that nothing matches a pattern which no page says to match anything anywhere.

    Whether it does match there is told by the condition or the figure that says so.
    """
    templates = tuple(templates)
    found = {what for template in templates for what in _found(template)}
    return tuple(
        Fault(
            template.page,
            line,
            f"a condition says that nothing matches `{pattern}`, and no page says where something does",
            "claim of an image that has it that there is some, so that a misspelt pattern proves nothing",
        )
        for template in templates
        for line, condition in _conditions(template)
        if condition.is_absent
        for pattern in _patterns(condition)
        if pattern not in found
    )


def _found(template: Template) -> Iterator[str]:
    """Yield the patterns of which a page says that they match something: by a condition, or by printing a figure."""
    absent = {id(call) for _, condition in _conditions(template) if condition.is_absent for call in condition.calls}
    for call in calls_in(template.tree):
        if id(call) not in absent:
            yield from _pattern(call)


def _conditions(template: Template) -> Iterator[tuple[int, Condition]]:
    for call in calls_in(template.tree):
        if call_name(call) == CLAIM and CLAIM not in template.own:
            read = (read_condition(each) for each in call.args if isinstance(each, nodes.Compare))
            yield from ((call.node.lineno, each) for each in read if isinstance(each, Condition))


def _patterns(condition: Condition) -> tuple[str, ...]:
    return tuple(pattern for call in condition.calls for pattern in _pattern(call))


def _pattern(call: nodes.Call) -> tuple[str, ...]:
    kind = _LOOKED_FOR.get(call_name(call))
    return arguments_of(call, kind) if kind is not None else ()
