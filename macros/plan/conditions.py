"""Reads the conditions of claims: from Jinja's syntax trees to comparisons of facts, or to what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinja2 import nodes

from .macros import FACTS, MACROS, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_OPERATORS = {"lt": "<", "lteq": "<=", "eq": "==", "ne": "!=", "gteq": ">=", "gt": ">"}
_ARITHMETIC = (nodes.Add, nodes.Sub, nodes.Mul, nodes.Div)
_JOINED = {
    nodes.And: ("is joined with `and`", "write several conditions with commas between them: all must hold"),
    nodes.Or: ("is joined with `or`", "write the comparison that holds"),
    nodes.Not: ("is turned round with `not`", "turn its operator round"),
}
_ONE_COMPARISON = "compare two figures with <, <=, ==, !=, >= or >, as in size(…) < size(…)"
_FACTS_ONLY = "use macros that measure or count, numbers, + - * / and parentheses"


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison of a claim."""

    operator: str
    """As it is written, for example "<="."""
    left: nodes.Expr
    right: nodes.Expr

    @property
    def sides(self) -> tuple[nodes.Expr, nodes.Expr]:
        """Both sides, the left one first."""
        return self.left, self.right

    @property
    def constants(self) -> tuple[float, ...]:
        """The numbers in it, in their order."""
        return tuple(constant.value for side in self.sides for constant in _constants(side))

    @property
    def calls(self) -> tuple[nodes.Call, ...]:
        """The calls in it, in their order."""
        return tuple(call for side in self.sides for call in calls_in(side))

    @property
    def is_there(self) -> bool:
        """It says no more than that there is something: `packages(…) > 0`, `file_count(…) >= 1`."""
        counts = isinstance(self.left, nodes.Call) and call_name(self.left) not in ("difference", "ratio")
        return counts and self._is_bounded_by({">": 0, ">=": 1})

    @property
    def is_absent(self) -> bool:
        """It says that there is nothing: `packages(…) == 0`, `file_count(…) < 1`."""
        return self._is_bounded_by({"==": 0, "<=": 0, "<": 1})

    @property
    def is_of_two(self) -> bool:
        """It asks what differs between two images, so that nothing means that they are alike."""
        return isinstance(self.left, nodes.Call) and call_name(self.left) in ("changed_files", "changed_lines")

    def _is_bounded_by(self, bounds: Mapping[str, int]) -> bool:
        bound = bounds.get(self.operator)
        return bound is not None and isinstance(self.right, nodes.Const) and self.right.value == bound


def read_condition(expression: nodes.Expr) -> Condition | tuple[str, str]:
    """Return the comparison that an argument of a claim is, or problem and remedy."""
    for kind, (problem, remedy) in _JOINED.items():
        if isinstance(expression, kind):
            return f"a condition {problem}", remedy
    if not isinstance(expression, nodes.Compare):
        return "a condition is no comparison", _ONE_COMPARISON
    if len(expression.ops) > 1:
        return "a condition compares more than two figures", "write two conditions: `a < b, b < c`"
    (compared,) = expression.ops
    if compared.op not in _OPERATORS:
        return f"a condition compares with `{compared.op.replace('notin', 'not in')}`", _ONE_COMPARISON
    condition = Condition(_OPERATORS[compared.op], expression.expr, compared.expr)
    return _condition_fault(condition) or condition


def _condition_fault(condition: Condition) -> tuple[str, str] | None:
    wrong = side_fault(condition.left) or side_fault(condition.right)
    if wrong is not None:
        return wrong
    if all(call_name(call) == "bound" for call in condition.calls):
        return "a condition measures nothing", "compare a figure that a macro measures or counts"
    if condition.left == condition.right:
        return "a condition compares a figure with itself", "compare it with another"
    return None


def side_fault(expression: nodes.Expr) -> tuple[str, str] | None:
    """Return problem and remedy of what cannot be one side of a comparison; None for what can."""
    if isinstance(expression, _ARITHMETIC):
        return side_fault(expression.left) or side_fault(expression.right)
    if isinstance(expression, nodes.Call):
        return _fact_fault(expression)
    if isinstance(expression, nodes.Const):
        is_number = isinstance(expression.value, int | float) and not isinstance(expression.value, bool)
        return None if is_number else (f"a condition compares {expression.value!r}", _FACTS_ONLY)
    name = f"`{expression.name}`" if isinstance(expression, nodes.Name) else "what a condition reckons with"
    return f"{name} is no figure to compare", _FACTS_ONLY


def _fact_fault(call: nodes.Call) -> tuple[str, str] | None:
    name = call_name(call)
    if name not in FACTS:
        return f"`{name}` is no figure to compare", _FACTS_ONLY
    given = (*call.args, *(keyword.value for keyword in call.kwargs))
    if call.dyn_args or call.dyn_kwargs or not all(isinstance(each, nodes.Const) for each in given):
        return f"an argument of `{name}` in a condition is no text in quotes", "write it in quotes"
    return None


def call_name(call: nodes.Call) -> str:
    """Return the name of what is called; empty for what has none."""
    return call.node.name if isinstance(call.node, nodes.Name) else ""


def is_constant(expression: nodes.Expr) -> bool:
    """Tell whether an expression has a value before anything is measured."""
    try:
        expression.as_const()
    except nodes.Impossible:
        return False
    return True


def calls_in(expression: nodes.Node) -> tuple[nodes.Call, ...]:
    """Return the calls in a tree in the order in which they are written, itself included."""
    inside = tuple(call for child in expression.iter_child_nodes() for call in calls_in(child))
    return (expression, *inside) if isinstance(expression, nodes.Call) else inside


def arguments_of(call: nodes.Call, kind: Kind) -> tuple[str, ...]:
    """Return the arguments of a call that stand for something of that kind, as far as they are constant texts."""
    signature = MACROS.get(call_name(call))
    if signature is None:
        return ()
    parameters = list(signature.parameters)
    if signature.any_number:
        parameters += parameters[-1:] * len(call.args)
    by_name = {parameter.name: parameter for parameter in parameters}
    given = [(parameter, value) for parameter, value in zip(parameters, call.args, strict=False)]
    given += [(by_name[keyword.key], keyword.value) for keyword in call.kwargs if keyword.key in by_name]
    return tuple(
        value.value
        for parameter, value in given
        if parameter.kind is kind and isinstance(value, nodes.Const) and isinstance(value.value, str)
    )


def _constants(expression: nodes.Expr) -> Iterator[nodes.Const]:
    """Yield the numbers of a side, but for what a macro is called with."""
    if isinstance(expression, nodes.Const):
        yield expression
    elif isinstance(expression, _ARITHMETIC):
        yield from _constants(expression.left)
        yield from _constants(expression.right)
