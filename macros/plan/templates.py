"""Reads pages as Jinja reads them: from the folder of pages to their syntax trees, and faults where there is none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import jinja2
from jinja2 import nodes

from ..errors import Fault
from .card_texts import read_texts
from .spans import names_of_its_own, spans

if TYPE_CHECKING:
    from pathlib import Path

    from .markdown import Page

_NOT_RENDERED = re.compile(r"^render_macros:\s*(?:false|no|off)\s*$", re.MULTILINE | re.IGNORECASE)
_PROVIDED = frozenset({"context", "macros_info", "now", "fix_url"})
"""What mkdocs-macros brings of its own."""


@dataclass(frozen=True, slots=True)
class Template:
    """A page, or one expression of a page that Jinja cannot read as a whole."""

    page: str
    """Relative to the project's root."""
    tree: nodes.Template
    """Its lines are the page's."""
    own: frozenset[str]
    """The names that are no macros of ours: what the page defines, Jinja's own and mkdocs-macros'."""


def read_templates(docs: Path) -> tuple[tuple[Template, ...], tuple[Fault, ...]]:
    """Return what Jinja reads in the pages under `docs`, and a fault for each expression that it cannot read."""
    # As mkdocs-macros makes its environment; what is undefined or a filter matters only to rendering.
    environment = jinja2.Environment()  # noqa: S701 - nothing is rendered here
    pages, unreadable = read_texts(docs)
    templates: list[Template] = []
    faults = list(unreadable)
    for page in pages:
        if "{" not in page.text or not is_rendered(page):
            continue
        try:
            templates.append(_parse(environment, page.name, page.body, set()))
        except jinja2.TemplateSyntaxError as error:
            parsed, wrong = _parse_spans(environment, page)
            templates += parsed
            faults += wrong
            if error.lineno not in {fault.line for fault in wrong}:
                faults.append(_syntax_fault(page, error))
    return tuple(templates), tuple(faults)


def is_rendered(page: Page) -> bool:
    """Tell whether macros are rendered on a page, as its front matter may say that they are not."""
    return _NOT_RENDERED.search(page.front_matter) is None


def _parse_spans(environment: jinja2.Environment, page: Page) -> tuple[list[Template], list[Fault]]:
    """Parse each expression of a page on its own, so that one that cannot be parsed hides no other."""
    own = names_of_its_own(page.body)
    templates: list[Template] = []
    faults: list[Fault] = []
    for span in spans(page.body):
        try:
            templates.append(_parse(environment, page.name, span, own))
        except jinja2.TemplateSyntaxError as error:
            faults.append(_syntax_fault(page, error))
    return templates, faults


def _parse(environment: jinja2.Environment, page: str, source: str, own: set[str]) -> Template:
    """Parse a template; `own` are the names that the page defines elsewhere."""
    tree = environment.parse(source)
    own = own | {node.name for node in tree.find_all(nodes.Name) if node.ctx in {"store", "param"}}
    own |= {node.name for node in tree.find_all(nodes.Macro)}
    return Template(page, tree, frozenset(own | environment.globals.keys() | _PROVIDED))


def _syntax_fault(page: Page, error: jinja2.TemplateSyntaxError) -> Fault:
    problem = f"Jinja cannot read this line: {(error.message or 'syntax error').rstrip('.')}"
    remedy = "mend it, or put {% raw %} and {% endraw %} around braces that are meant as they are"
    return Fault(page.name, error.lineno, problem, remedy)
