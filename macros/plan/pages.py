"""Finds the macro calls of the pages and judges them: from Markdown files to calls and faults, with their lines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ..errors import Fault, did_you_mean
from .arguments import argument_fault
from .macros import MACROS, Parameter, Signature
from .markdown import read_pages
from .spans import names_of_its_own, spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import jinja2
    from jinja2 import nodes

    from ..catalog.model import Catalog
    from .markdown import Page

_NOT_RENDERED = re.compile(r"^render_macros:\s*(?:false|no|off)\s*$", re.MULTILINE | re.IGNORECASE)
_PROVIDED = frozenset({"context", "macros_info", "now", "fix_url"})
"""What mkdocs-macros brings of its own."""


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


def read_calls(docs: Path) -> tuple[tuple[MacroCall, ...], tuple[Fault, ...]]:
    """Return every call of a macro on the pages under `docs`, and a fault for each expression that Jinja cannot parse.

    Calls of what a page defines for itself, of Jinja's own and of mkdocs-macros' own functions are left out.
    """
    import jinja2

    # As mkdocs-macros makes its environment; what is undefined or a filter matters only to rendering.
    environment = jinja2.Environment()  # noqa: S701 - nothing is rendered here
    pages, unreadable = read_pages(docs)
    calls: list[MacroCall] = []
    faults = list(unreadable)
    for page in pages:
        if "{" not in page.text or _NOT_RENDERED.search(page.front_matter):
            continue
        try:
            calls += _calls(environment, page.name, page.body, set())
        except jinja2.TemplateSyntaxError as error:
            parsed, wrong = _calls_by_span(environment, page)
            calls += parsed
            faults += wrong
            if error.lineno not in {fault.line for fault in wrong}:
                faults.append(_syntax_fault(page, error))
    return tuple(calls), tuple(faults)


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
    form = f"write {{{{ {_form(call.macro, signature)} }}}}"
    bound, problem = _bind(signature, call)
    if problem is not None:
        return problem, form
    reference = ""
    for parameter, value in bound:
        if value is EXPRESSION:
            continue
        if not isinstance(value, str):
            return f"`{parameter.name}` of {call.macro} is not a text in quotes", form
        wrong = argument_fault(catalog, call.macro, parameter.kind, value, reference)
        if wrong is not None:
            return wrong
        reference = value
    return None


def _bind(signature: Signature, call: MacroCall) -> tuple[list[tuple[Parameter, object]], str | None]:
    """Put arguments to parameters as Python would; the second value says why that is not possible."""
    parameters, values = signature.parameters, call.arguments
    if signature.any_number and values:
        parameters = parameters[:-1] + parameters[-1:] * (len(values) - len(parameters) + 1)
    if len(values) > len(parameters):
        return [], f"{call.macro} takes {len(parameters) or 'no'} arguments, not {len(values)}"
    bound = list(zip(parameters, values, strict=False))
    rest = {parameter.name: parameter for parameter in parameters[len(values) :]}
    for name, value in call.keywords.items():
        if name not in rest or signature.any_number:
            return [], f"{call.macro} takes no argument `{name}` here"
        bound.append((rest.pop(name), value))
    missing = [name for name, parameter in rest.items() if parameter.default is None]
    if missing:
        return [], f"{call.macro} lacks its argument `{missing[0]}`"
    return bound, None


def _form(macro: str, signature: Signature) -> str:
    """Return how a macro is written, for example "size(reference, what)"."""
    names = [parameter.name for parameter in signature.parameters]
    return f"{macro}({', '.join(names)}{', …' if signature.any_number else ''})"


def _calls_by_span(environment: jinja2.Environment, page: Page) -> tuple[list[MacroCall], list[Fault]]:
    """Parse each expression of a page on its own, so that one that cannot be parsed hides no other."""
    import jinja2

    own = names_of_its_own(page.body)
    calls: list[MacroCall] = []
    faults: list[Fault] = []
    for span in spans(page.body):
        try:
            calls += _calls(environment, page.name, span, own)
        except jinja2.TemplateSyntaxError as error:
            faults.append(_syntax_fault(page, error))
    return calls, faults


def _syntax_fault(page: Page, error: jinja2.TemplateSyntaxError) -> Fault:
    problem = f"Jinja cannot read this line: {(error.message or 'syntax error').rstrip('.')}"
    remedy = "mend it, or put {% raw %} and {% endraw %} around braces that are meant as they are"
    return Fault(page.name, error.lineno, problem, remedy)


def _calls(environment: jinja2.Environment, page: str, source: str, own: set[str]) -> Iterator[MacroCall]:
    """Yield the calls in a template; `own` are the names that the page defines elsewhere."""
    from jinja2 import nodes

    template = environment.parse(source)
    own = own | {node.name for node in template.find_all(nodes.Name) if node.ctx in {"store", "param"}}
    own |= {node.name for node in template.find_all(nodes.Macro)}
    for call in template.find_all(nodes.Call):
        if not isinstance(call.node, nodes.Name):
            continue
        name = call.node.name
        if name in own or name in environment.globals or name in _PROVIDED:
            continue
        yield MacroCall(
            page=page,
            line=call.node.lineno,
            macro=name,
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
