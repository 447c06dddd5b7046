"""What a figure says about itself: an expression over `results.json` that gives its value.

The attribute `data-tare` of every figure's `<data>` holds one; `grammar.py` has the grammar.

A path starts at the RECORD of the image or command; `also[0]` is what another engine shows of the image, a RECORD
too. The units are those that a size is printed in, decimal ones where none are named; its value is bytes in each. An
index counts from 0. `layers[base]` and `layers[own]` are the layers of the base image and those that the Dockerfile
adds; a name after them gives the sum over them, and `.length` how many there are; `.length` of a whole list, as in
`layers.length`, is its length too. `a - b` is a difference in the unit of its terms, `a / b` of two sizes a ratio,
`a % b` what share of b a is, in per cent. A count stands for the macro of its name; `counts_in_results.py` says which
are counted in `results.json`, and those of `SOURCE_COUNTS` are counted in the examples instead. Examples:

    myapp:fat/unpacked_size - myapp:slim/unpacked_size
    myapp:fat/unpacked_size / myapp:slim/unpacked_size
    myapp:fat/layers[base].unpacked_size % myapp:fat/unpacked_size
    myapp:multi/layers[3].unpacked_size
    myapp:slim/waste.bytes
    myapp:slim/unpacked_size in binary
    myapp:slim/also[0].engine_size
    myapp/compare/seconds
    file_count(myapp:multi, /usr/bin/*gcc*)
    rebuilt(order/code-edited, order:code-first, RUN pip)
    (myapp:fat/unpacked_size - myapp:slim/unpacked_size) / 2
"""

from __future__ import annotations

import operator
import re
from typing import TYPE_CHECKING, Any

from ..units import (
    NARROW_NO_BREAK_SPACE,
    format_ratio,
    format_seconds,
    parse_size,
    split_binary_size,
    split_size,
)
from .counts_in_results import count_in_results
from .grammar import NAME, Constant, Count, Operation, Term, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .grammar import Operand

MINUS = "\N{MINUS SIGN}"
COUNTS = ("files", "length", "count")
"""Last names of paths that count things; `seconds` are seconds, and every other one is bytes."""
SOURCE_COUNTS = ("instructions", "changed_lines", "written", "context_files", "context_size", "kept_out_size")
"""What is counted in the examples, not in what was measured."""
SIZE_COUNTS = ("package_size", "packages_size", "files_size", "context_sent", "context_size", "kept_out_size")
"""Counts of bytes."""
SECONDS_COUNTS = ("step_seconds", "build_seconds")
"""Counts of seconds, in the builds of cache experiments; all others are of things."""

_OPERATIONS: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "%": lambda part, whole: 100 * part / whole,
}
_PART = re.compile(rf"({NAME})|\[(\d+|base|own)\]")


def evaluate(expression: str, results: Mapping[str, Any]) -> float:
    """Return the value of a figure's expression in a document of `results.json`, in the unit that it says.

    Raises ValueError where the expression does not follow the grammar, KeyError where the document lacks what it
    names.
    """
    return _value(parse(expression).operand, results)


def is_of_sources(expression: str) -> bool:
    """Tell whether a figure is counted in the examples, wholly or in part, so that `results.json` does not give it."""
    return _is_of_sources(parse(expression).operand)


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
    parsed = parse(expression)
    if parsed.units is not None:
        return split_binary_size(int(value)) if parsed.units == "binary" else (f"{value:,.0f}", "B")
    match _unit(parsed.operand):
        case "bytes":
            number, unit = split_size(round(value))
            return number.replace("-", MINUS), unit
        case "%":
            return _percent(value), "%"
        case "seconds":
            return format_seconds(value), ""
        case "ratio":
            return format_ratio(value), ""
    return f"{value:.0f}".replace("-", MINUS), ""


def text_of(expression: str, value: float) -> str:
    """Return the text that a page prints for a figure, number and unit joined by a narrow no-break space."""
    return NARROW_NO_BREAK_SPACE.join(filter(None, parts_of(expression, value)))


def _value(operand: Operand, results: Mapping[str, Any]) -> float:
    match operand:
        case Term():
            return _term(operand, results)
        case Count():
            return count_in_results(operand, results)
        case Constant(text):
            return parse_size(text) if text.endswith("B") else float(text)
        case Operation(sign, left, right):
            return _OPERATIONS[sign](_value(left, results), _value(right, results))


def _unit(operand: Operand) -> str:
    """Return "bytes", "seconds", "%", "ratio" for a number that need not be whole, or "count" for one that is."""
    match operand:
        case Term(_, path):
            last = re.split(r"[.]", path)[-1]
            return "count" if last in COUNTS else "seconds" if last == "seconds" else "bytes"
        case Count(name):
            return "bytes" if name in SIZE_COUNTS else "seconds" if name in SECONDS_COUNTS else "count"
        case Constant(text):
            return "bytes" if text.endswith("B") else "count" if text.isdecimal() else "ratio"
        case Operation(sign, left, right):
            units = {_unit(left), _unit(right)}
            if sign == "%":
                return "%"
            if sign == "/":
                return "bytes" if _unit(left) == "bytes" != _unit(right) else "ratio"
            return next(unit for unit in ("bytes", "seconds", "%", "ratio", "count") if unit in units)


def _is_of_sources(operand: Operand) -> bool:
    match operand:
        case Operation(_, left, right):
            return _is_of_sources(left) or _is_of_sources(right)
        case Count(name):
            return name in SOURCE_COUNTS
    return False


def _percent(value: float) -> str:
    # A part is never shown as the whole, nor as nothing.
    if 0 < value < 1:
        return "<1"
    return ">99" if 99 < value < 100 else f"{value:.0f}"  # noqa: PLR2004 - per cent


def _record(reference: str, results: Mapping[str, Any]) -> object:
    if ":" in reference:
        return results["images"][reference]["measurement"]
    return results["commands"][reference]["record"]


def _term(term: Term, results: Mapping[str, Any]) -> float:
    reference, path = term.reference, term.path
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
        raise KeyError(path)
    return value
