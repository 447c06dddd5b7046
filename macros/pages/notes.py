"""What figures are made of and what they open: values with their expressions, and popovers at the page's end."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from markupsafe import Markup

from .expressions import parts_of


@dataclass(frozen=True, slots=True)
class Note:
    """A popover at the page's end that figures open: a template and its values, rendered once a page."""

    template: str
    values: dict[str, object]


@dataclass(frozen=True, slots=True)
class Figure:
    """What is printed for a value, and the expression that gives the value."""

    expression: str
    value: float
    number: str
    unit: str

    @classmethod
    def of(cls, expression: str, value: float) -> Figure:
        """Return the figure of an expression whose value is known."""
        return cls(expression, value, *parts_of(expression, value))


def note_id(kind: str, what: str) -> str:
    """Return the element id of a note that is told from others of its kind by what it is about, in any words.

    >>> note_id("claim", "size(web:multi) < size(web:slim)")
    'tare-claim-90f524a40101'
    """
    return f"tare-{kind}-{hashlib.sha256(what.encode()).hexdigest()[:12]}"


def record_path(reference: str, also: int | None = None) -> str:
    """Return how the expressions of a RECORD's figures begin; `also` is its place among those on other engines.

    >>> record_path("myapp:slim"), record_path("myapp:slim", 0)
    ('myapp:slim/', 'myapp:slim/also[0].')
    """
    return f"{reference}/" if also is None else f"{reference}/also[{also}]."


def check_path(index: int) -> str:
    """Return where a RECORD has the check of its smoke test that was declared at that place, from 0.

    >>> check_path(0), check_path(1)
    ('smoke_test', 'further_smoke_tests[0]')
    """
    return "smoke_test" if index == 0 else f"further_smoke_tests[{index - 1}]"


@dataclass(frozen=True, slots=True)
class Term:
    """One side of a computed figure."""

    reference: str
    what: str
    """What the figure is, in words, for example "unpacked"."""
    figure: Markup
