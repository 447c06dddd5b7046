"""What a figure says about itself: an expression over `results.json` that gives its value.

The attribute `data-tare` of every figure's `<data>` holds one, in this grammar:

    expression = operation [ " in " units ]
    operation  = term | term " - " term | term " / " term | term " % " term
    units      = "binary" | "bytes"
    term       = reference "/" path
    reference  = example ":" tag | example "/" command
    path       = name { "." name | "[" selector "]" }
    selector   = index | "base" | "own"

A path starts at the RECORD of the image or command; `also[0]` is what another engine shows of the image, a RECORD
too. The units are those that a size is printed in, decimal ones where none are named; its value is bytes in each. An
index counts from 0. `layers[base]` and `layers[own]` are the
layers of the base image and those that the Dockerfile adds; a name after them gives the sum over them, and `.length`
how many there are; `.length` of a whole list, as in `layers.length`, is its length too. `a - b` is a difference in the
unit of its terms, `a / b` a ratio, `a % b` what share of b a is, in per cent. Examples:

    myapp:fat/unpacked_size - myapp:slim/unpacked_size
    myapp:fat/unpacked_size / myapp:slim/unpacked_size
    myapp:fat/layers[base].unpacked_size % myapp:fat/unpacked_size
    myapp:multi/layers[3].unpacked_size
    myapp:slim/waste.bytes
    myapp:slim/unpacked_size in binary
    myapp:slim/also[0].engine_size
    myapp/compare/seconds
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ..units import NARROW_NO_BREAK_SPACE, format_ratio, format_seconds, split_binary_size, split_size

if TYPE_CHECKING:
    from collections.abc import Mapping

MINUS = "\N{MINUS SIGN}"
COUNTS = ("files", "length", "count")
"""Last names of paths that count things; `seconds` are seconds, and every other one is bytes."""

_UNITS = re.compile(" in (binary|bytes)$")
_OPERATION = re.compile(r" ([-/%]) ")
_NAME = r"[a-z_][a-z0-9_]*"
_TERM = re.compile(rf"([^/\s]+:[^/\s]+|[^/:\s]+/[^/:\s]+)/({_NAME}(?:\.{_NAME}|\[(?:\d+|base|own)\])*)")
_PART = re.compile(rf"({_NAME})|\[(\d+|base|own)\]")


def evaluate(expression: str, results: Mapping[str, Any]) -> int | float:
    """Return the value of a figure's expression in a document of `results.json`, in the unit that it says.

    Raises ValueError where the expression does not follow the grammar, KeyError where the document lacks what it
    names.
    """
    terms = _OPERATION.split(_UNITS.sub("", expression))
    values = [_term(term, results) for term in terms[::2]]
    match terms[1::2]:
        case []:
            return values[0]
        case ["-"]:
            return values[0] - values[1]
        case ["/"]:
            return values[0] / values[1]
        case ["%"]:
            return 100 * values[0] / values[1]
    message = f"{expression}: more than one operation"
    raise ValueError(message)


def parts_of(expression: str, value: float) -> tuple[str, str]:
    """Return what is printed for a figure, as number and unit; the unit of all but sizes and shares is an empty string.

    >>> parts_of("myapp:slim/unpacked_size", 129_000_000)
    ('129', 'MB')
    >>> parts_of("myapp:fat/unpacked_size / myapp:slim/unpacked_size", 8.527)
    ('8.5', '')
    >>> parts_of("myapp:slim/layers[base].unpacked_size % myapp:slim/unpacked_size", 89.4)
    ('89', '%')
    >>> parts_of("myapp:slim/layers.length", 5)
    ('5', '')
    >>> parts_of("myapp:slim/unpacked_size in binary", 129_000_000)
    ('123', 'MiB')
    """
    units = _UNITS.search(expression)
    if units is not None:
        return split_binary_size(int(value)) if units[1] == "binary" else (f"{value:,.0f}", "B")
    if " / " in expression:
        return format_ratio(value), ""
    if " % " in expression:
        return _percent(value), "%"
    last = re.split(r"[./]", expression)[-1]
    if last in COUNTS:
        return f"{value:.0f}", ""
    if last == "seconds":
        return format_seconds(value), ""
    number, unit = split_size(int(value))
    return number.replace("-", MINUS), unit


def text_of(expression: str, value: float) -> str:
    """Return the text that a page prints for a figure, number and unit joined by a narrow no-break space."""
    return NARROW_NO_BREAK_SPACE.join(filter(None, parts_of(expression, value)))


def _percent(value: float) -> str:
    # A part is never shown as the whole, nor as nothing.
    if 0 < value < 1:
        return "<1"
    return ">99" if 99 < value < 100 else f"{value:.0f}"  # noqa: PLR2004 - per cent


def _record(reference: str, results: Mapping[str, Any]) -> object:
    if ":" in reference:
        return results["images"][reference]["measurement"]
    return results["commands"][reference]["record"]


def _term(term: str, results: Mapping[str, Any]) -> int | float:
    match = _TERM.fullmatch(term)
    if not match:
        message = f"`{term}` is no term of a figure's expression"
        raise ValueError(message)
    reference, path = match.groups()
    value: Any = results["images"][reference] if path.startswith("also[") else _record(reference, results)
    if value is None:
        raise KeyError(reference)
    selected: list[Any] | None = None
    for name, selector in _PART.findall(path):
        if selector in {"base", "own"}:
            selected = [entry for entry in value if entry["from_base"] == (selector == "base")]
        elif selector:
            value = value[int(selector)]
        elif name == "length":
            value, selected = len(value if selected is None else selected), None
        elif selected is not None:
            value, selected = sum(entry[name] for entry in selected), None
        else:
            value = value[name]
    if not isinstance(value, int | float):
        raise KeyError(term)
    return value
