"""What macros measure and count, as values that Jinja's operators reckon with and compare.

A page writes `size("web:multi") < size("web:slim") / 2`; Jinja calls Python's operators, so that facts are what macros
return. A mistake in such an expression is kept as a value, for Jinja tells no line of what is raised within: who
prints or claims it raises it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from markupsafe import Markup

from .sheet import MacroFault, Sheet

Unit = Literal["bytes", "number"]
Operator = Literal["<", "<=", "==", "!=", ">=", ">"]

IN_WORDS: dict[Operator, str] = {
    "<": "smaller than",
    "<=": "at most",
    "==": "equal to",
    "!=": "not equal to",
    ">=": "at least",
    ">": "larger than",
}


@dataclass(frozen=True, slots=True)
class Missing:
    """What stands for a value that could not be had: no fault, but nothing that can be claimed."""

    reason: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """What stands for a value that an author asked for in a way that has no answer."""

    fault: MacroFault
    told: bool = False
    """It was recorded where it was met."""


@dataclass(frozen=True, slots=True, eq=False)
class Fact:
    """A value with where it comes from. Its operators give further facts, its comparisons conditions."""

    text: str
    """In the words of the macros, for example "size(web:slim)"."""
    data: str
    """As an expression over `results.json` (`grammar.py`)."""
    value: float | Missing | Wrong
    unit: Unit = "number"
    platforms: frozenset[str] = frozenset()
    """Those that the images behind it were measured on."""
    figure: Markup | None = None
    """What a page prints for it; None for what was reckoned from others, which is not printed."""
    sheet: Sheet | None = None
    """What its figure opens and stands on; None for a constant."""
    operands: tuple[Fact, ...] = ()
    """What it was reckoned from."""
    printer: Callable[[Fact], str] | None = field(default=None, repr=False)
    """How it gets into a page; None outside of one."""

    @property
    def leaves(self) -> tuple[Fact, ...]:
        """The facts that were measured or counted, or are constants, in their order."""
        return tuple(leaf for operand in self.operands for leaf in operand.leaves) if self.operands else (self,)

    @property
    def is_constant(self) -> bool:
        """Whether an author wrote it as it is."""
        return all(leaf.sheet is None for leaf in self.leaves)

    def __str__(self) -> str:
        """Return what stands for it in a page, or its words outside of one."""
        return self.printer(self) if self.printer else self.text

    def __add__(self, other: object) -> Fact:
        return reckon("+", self, other)

    def __radd__(self, other: object) -> Fact:
        return reckon("+", other, self)

    def __sub__(self, other: object) -> Fact:
        return reckon("-", self, other)

    def __rsub__(self, other: object) -> Fact:
        return reckon("-", other, self)

    def __mul__(self, other: object) -> Fact:
        return reckon("*", self, other)

    def __rmul__(self, other: object) -> Fact:
        return reckon("*", other, self)

    def __truediv__(self, other: object) -> Fact:
        return reckon("/", self, other)

    def __rtruediv__(self, other: object) -> Fact:
        return reckon("/", other, self)

    def __lt__(self, other: object) -> Condition:
        return Condition(self, "<", fact_of(other))

    def __le__(self, other: object) -> Condition:
        return Condition(self, "<=", fact_of(other))

    def __eq__(self, other: object) -> Condition:  # type: ignore[override]
        return Condition(self, "==", fact_of(other))

    def __ne__(self, other: object) -> Condition:  # type: ignore[override]
        return Condition(self, "!=", fact_of(other))

    def __ge__(self, other: object) -> Condition:
        return Condition(self, ">=", fact_of(other))

    def __gt__(self, other: object) -> Condition:
        return Condition(self, ">", fact_of(other))

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """A comparison of two facts."""

    left: Fact
    operator: Operator
    right: Fact

    @property
    def sides(self) -> tuple[Fact, Fact]:
        """Both facts."""
        return self.left, self.right

    @property
    def text(self) -> str:
        """In the words of the macros, for example "size(web:multi) < size(web:slim)"."""
        return f"{self.left.text} {self.operator} {self.right.text}"

    @property
    def holds(self) -> bool | None:
        """Whether it is true; None where a side is missing.

        Raises MacroFault for sides that cannot be compared.
        """
        left, right = (known(side) for side in self.sides)
        _refuse_two_units("compared with", *self.sides)
        if isinstance(left, Missing) or isinstance(right, Missing):
            return None
        return _COMPARE[self.operator](left, right)

    def __bool__(self) -> bool:
        """Refuse what `and`, `or`, `not`, `in`, `if` and a chain of comparisons ask for."""
        raise _alone()

    def __str__(self) -> str:
        """Refuse to be printed, where it stands in a page."""
        wrong = Fact(self.text, self.text, Wrong(_alone()), printer=_printer_of(*self.sides))
        return str(wrong)


_OPERATION = re.compile(r" [-+*/%] ")
_COMPARE: dict[Operator, Callable[[float, float], bool]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    "==": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    ">=": lambda left, right: left >= right,
    ">": lambda left, right: left > right,
}


def _alone() -> MacroFault:
    # Without a per cent sign: mkdocs-macros would take it for a format.
    remedy = "give it to claim(…) or leave it out; several conditions are several arguments"
    return MacroFault("a comparison stands where only a claim can have one", remedy)


def known(fact: Fact) -> float | Missing:
    """Return a fact's value, or why it is missing. Raises MacroFault where it was asked for wrongly."""
    if not isinstance(fact.value, Wrong):
        return fact.value
    raise AlreadyTold(fact.value.fault) if fact.value.told else fact.value.fault


class AlreadyTold(MacroFault):
    """A fault that was recorded where it was met, and is not recorded once more."""

    def __init__(self, fault: MacroFault) -> None:
        super().__init__(fault.problem, fault.remedy)


def fact_of(value: object) -> Fact:
    """Return a fact as it is, a number as a constant, and anything else as a fact that is wrong."""
    if isinstance(value, Fact):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Fact(f"{value}", f"{value}", value)
    text = value.text if isinstance(value, Condition) else str(value)
    named = "what this macro prints" if "data-tare-door=" in text else f"`{text}`"
    problem = f"{named} is nothing that was measured or counted"
    remedy = 'compare with what a macro prints as a figure, with a number, or with bound("50 MB")'
    return Fact(text, text, Wrong(MacroFault(problem, remedy)))


def reckon(sign: Literal["+", "-", "*", "/"], left: object, right: object) -> Fact:
    """Return the fact that two others give; it is missing where one of them is."""
    one, other = operands = fact_of(left), fact_of(right)
    first = str if sign in "+-" else _bracketed  # what is added up goes from left to right as it is
    reckoned = Fact(
        text=f"{first(one.text)} {sign} {_bracketed(other.text)}",
        data=f"{first(one.data)} {sign} {_bracketed(other.data)}",
        value=Missing(""),
        platforms=one.platforms | other.platforms,
        operands=operands,
        printer=_printer_of(one, other),
    )
    for each in operands:
        if isinstance(each.value, Wrong):
            return replace(reckoned, value=each.value)
    try:
        return replace(reckoned, unit=_unit(sign, one, other), value=_value(sign, one, other))
    except MacroFault as fault:
        return replace(reckoned, value=Wrong(fault))


def _bracketed(text: str) -> str:
    return f"({text})" if _OPERATION.search(text) else text


def _printer_of(*facts: Fact) -> Callable[[Fact], str] | None:
    return next((fact.printer for fact in facts if fact.printer), None)


def _unit(sign: str, one: Fact, other: Fact) -> Unit:
    match sign, one.unit, other.unit:
        case "*", "bytes", "bytes":
            raise MacroFault(f"`{one.text}` and `{other.text}` are bytes, which do not multiply", "divide them")
        case "/", "number", "bytes":
            raise MacroFault(f"`{one.text}`, a number, is divided by bytes", "divide bytes by bytes or by a number")
        case "/", "bytes", "bytes":
            return "number"
        case "*" | "/", _, _:
            return "bytes" if "bytes" in {one.unit, other.unit} else "number"
    _refuse_two_units("added to" if sign == "+" else "reckoned with", one, other)
    return "bytes" if "bytes" in {one.unit, other.unit} else "number"


def _value(sign: str, one: Fact, other: Fact) -> float | Missing:
    left, right = known(one), known(other)
    if isinstance(left, Missing):
        return left
    if isinstance(right, Missing):
        return right
    if sign == "/":
        if right == 0:
            raise MacroFault(f"`{other.text}` is 0, so that nothing is a multiple of it", "take the difference")
        return left / right
    return left + right if sign == "+" else left - right if sign == "-" else left * right


def _refuse_two_units(verb: str, one: Fact, other: Fact) -> None:
    if one.unit == other.unit or any(side.is_constant and side.value == 0 for side in (one, other)):
        return
    sizes, number = (one, other) if one.unit == "bytes" else (other, one)
    problem = f"`{sizes.text}`, in bytes, is {verb} `{number.text}`, a number"
    raise MacroFault(problem, 'write a size as bound("50 MB")')
