"""Finds the macro calls of the pages and judges them: from templates to calls and faults, with their lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ..errors import Fault, did_you_mean
from .arguments import COMPUTED, argument_fault
from .ledgers import LEDGER, ledger_fault
from .macros import AROUND_TEXT, MACROS, Kind, Parameter, Signature

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jinja2 import nodes

    from ..catalog.model import Catalog
    from .templates import Template

_TWO_IMAGES = 2


@dataclass(frozen=True, slots=True)
class Expression:
    """An argument that only rendering can tell."""


EXPRESSION: Final = Expression()


@dataclass(frozen=True, slots=True)
class MacroCall:
    """One call of a macro on a page."""

    page: str
    """Relative to the project's root."""
    line: int
    macro: str
    arguments: tuple[object, ...]
    """Constants as they are; EXPRESSION for the rest."""
    keywords: Mapping[str, object]
    spread: bool
    """A list or mapping is spread into the arguments, so that their number is not known."""


def macro_calls(templates: Iterable[Template]) -> tuple[MacroCall, ...]:
    """Return every call of a macro on the pages.

    Calls of what a page defines for itself, of Jinja's own and of mkdocs-macros' own functions are left out.
    """
    return tuple(call for template in templates for call in _calls(template))


def references_asked(calls: Iterable[MacroCall], macro: str) -> tuple[str, ...]:
    """Return the image references that pages write as the first argument of a macro, once each, in their order."""
    found = [(*call.arguments, *call.keywords.values())[:1] for call in calls if call.macro == macro]
    return tuple(dict.fromkeys(reference for first in found for reference in first if isinstance(reference, str)))


def page_faults(catalog: Catalog, calls: Iterable[MacroCall]) -> tuple[Fault, ...]:
    """Return what is wrong with the calls of pages, one fault for each call at most, in their order.

    Of references into a broken example the tag alone is judged: its own faults say enough.
    """
    return tuple(
        Fault(call.page, call.line, *wrong) for call in calls if (wrong := _call_fault(catalog, call)) is not None
    )


def _call_fault(catalog: Catalog, call: MacroCall) -> tuple[str, str] | None:
    signature = MACROS.get(call.macro)
    if signature is None:
        hint = did_you_mean(call.macro, MACROS) or f"known are {', '.join(MACROS)}"
        return f"there is no macro `{call.macro}`", hint
    if call.spread:
        return None
    form = f"write {_form(call.macro, signature)}"
    bound, problem = _bind(signature, call)
    if problem is not None:
        return problem, form
    return (
        _argument_fault(catalog, call.macro, bound, form)
        or _sameness_fault(call.macro, signature, bound)
        or (_ledger_fault(catalog, bound) if call.macro == LEDGER else None)
    )


def _argument_fault(
    catalog: Catalog, macro: str, bound: Iterable[tuple[Parameter, object]], form: str
) -> tuple[str, str] | None:
    """Return what is wrong with the first wrong argument of a call; `form` is the remedy where it is no text."""
    reference = ""
    for parameter, value in bound:
        if value is EXPRESSION:
            continue
        if parameter.kind in COMPUTED:
            return (
                f"`{parameter.name}` of {macro} is not {parameter.kind.value}",
                f"write {COMPUTED[parameter.kind]}",
            )
        if not isinstance(value, str):
            return f"`{parameter.name}` of {macro} is not a text in quotes", form
        wrong = argument_fault(catalog, macro, parameter.kind, value, reference)
        if wrong is not None:
            return wrong
        reference = value
    return None


def _sameness_fault(
    macro: str, signature: Signature, bound: Iterable[tuple[Parameter, object]]
) -> tuple[str, str] | None:
    """Return what is wrong with a macro of two images that is called with one twice."""
    references = [value for parameter, value in bound if parameter.kind is Kind.REFERENCE]
    if signature.any_number or len(references) < _TWO_IMAGES or references[0] != references[1]:
        return None
    return f"{macro} compares `{references[0]}` with itself", "name another image"


def _ledger_fault(catalog: Catalog, bound: Iterable[tuple[Parameter, object]]) -> tuple[str, str] | None:
    """Return what is wrong with the two variants of a ledger; nothing is known of one in a broken example."""
    given = {parameter.name: catalog.find(value) for parameter, value in bound if isinstance(value, str)}
    without, ignoring = given.get("without"), given.get("ignoring")
    return ledger_fault(without, ignoring) if without is not None and ignoring is not None else None


def _bind(signature: Signature, call: MacroCall) -> tuple[list[tuple[Parameter, object]], str | None]:
    """Put arguments to parameters as Python would; the second value says why that is not possible."""
    parameters, values = signature.parameters, call.arguments
    if signature.any_number and len(values) > len(parameters):
        parameters = parameters[:-1] + parameters[-1:] * (len(values) - len(parameters) + 1)
    if len(values) > len(parameters):
        return [], f"{call.macro} takes {len(parameters) or 'no'} arguments, not {len(values)}"
    bound = list(zip(parameters, values, strict=False))
    rest = {parameter.name: parameter for parameter in (*parameters[len(values) :], *signature.named)}
    by_name = signature.named if signature.any_number else rest.values()
    for name, value in call.keywords.items():
        if name not in rest or rest[name] not in by_name:
            return [], f"{call.macro} takes no argument `{name}` here"
        bound.append((rest.pop(name), value))
    missing = [name for name, parameter in rest.items() if parameter.default is None]
    if missing:
        return [], f"{call.macro} lacks its argument `{missing[0]}`"
    return bound, None


def _form(macro: str, signature: Signature) -> str:
    """Return how a macro is written, for example "{{ size(reference, what) }}"."""
    written = [parameter.name for parameter in signature.parameters]
    written += ["…"] * signature.any_number + [f"{parameter.name}=…" for parameter in signature.named]
    call = f"{macro}({', '.join(written)})"
    return f"{{% call {call} %}}…{{% endcall %}}" if macro in AROUND_TEXT else f"{{{{ {call} }}}}"


def _calls(template: Template) -> Iterator[MacroCall]:
    from jinja2 import nodes

    for call in template.tree.find_all(nodes.Call):
        if not isinstance(call.node, nodes.Name) or call.node.name in template.own:
            continue
        yield MacroCall(
            page=template.page,
            line=call.node.lineno,
            macro=call.node.name,
            arguments=tuple(_constant(argument) for argument in call.args),
            keywords={keyword.key: _constant(keyword.value) for keyword in call.kwargs},
            spread=call.dyn_args is not None or call.dyn_kwargs is not None,
        )


def _constant(expression: nodes.Expr) -> object:
    from jinja2 import nodes

    try:
        return expression.as_const()
    except nodes.Impossible:
        return EXPRESSION
