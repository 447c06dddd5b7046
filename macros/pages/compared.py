"""What claims and myths compare: from an author's arguments to conditions, and from these to evidence and results."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from ..records.results import ConditionResult
from .answers import figure_of
from .facts import Condition, Fact, Missing
from .sheet import MacroFault

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .sheet import Sheet


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a condition, as the evidence shows it."""

    text: str
    """Empty for a number or a bound, which its figure tells."""
    figure: Markup
    parts: tuple[tuple[str, Markup], ...]
    """What it was reckoned from, in words and figures."""


def condition_of(value: object, form: str) -> Condition:
    """Return an argument that is a condition. Raises MacroFault for anything else; `form` shows what to write."""
    if isinstance(value, Condition):
        return value
    text = value.text if isinstance(value, Fact) else str(value)
    raise MacroFault(f"`{text}` is no comparison of what was measured", f"write {form}")


def why_unchecked(condition: Condition, platform: str) -> str | None:
    """Return why a condition cannot be checked for a platform; None where it can.

    Raises MacroFault for sides that cannot be compared.
    """
    holds = condition.holds  # tells what is wrong, before anything else
    for side in condition.sides:
        if isinstance(side.value, Missing):
            return side.value.reason
        other = sorted(side.platforms - {platform})
        if other:
            return f"`{side.text}` was measured on {', '.join(other)}, and this site is about {platform}"
    assert holds is not None, "both sides have values"  # noqa: S101 - a bug, not a condition
    return None


def result_of(condition: Condition) -> ConditionResult:
    """Return what is published about a condition."""
    left, right = condition.sides
    return ConditionResult(left.text, condition.operator, right.text, number_of(left), number_of(right))


def number_of(side: Fact) -> float | None:
    """Return a fact's value, in bytes or a number; None where it is missing."""
    return side.value if isinstance(side.value, int | float) else None


def side_of(fact: Fact) -> Side:
    """Return what the evidence shows for one side."""
    reckoned = bool(fact.operands)
    parts = tuple((leaf.text, figure_of(leaf)) for leaf in fact.leaves if reckoned and not leaf.is_constant)
    figure = Markup("not known") if reckoned and isinstance(fact.value, Missing) else figure_of(fact)
    return Side("" if fact.is_constant and not reckoned else fact.text, figure, parts)


def take_sheets(sheet: Sheet, facts: Iterable[Fact]) -> None:
    """Take over what the figures of facts open and stand on, for they are shown in the evidence."""
    for leaf in (leaf for fact in facts for leaf in fact.leaves):
        if leaf.sheet is not None:
            sheet.take(leaf.sheet)
