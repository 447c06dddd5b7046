"""Stands around the macros that show cards: fills each text in, so that its macros know file and line of the card."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from jinja2 import Template, pass_context

from .calls import bind, place_of, record_fault, sheet_of
from .door import Delivery
from .sheet import MacroFault
from .site_build import current_build

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2.runtime import Context
    from markupsafe import Markup

    from ..catalog.cards import CardText
    from .calls import MacroEnvironment
    from .cards import Shown


def wrap_cards(name: str, macro: Callable[..., Shown], environment: MacroEnvironment) -> Callable[..., str]:
    """Return what pages call: the cards as Markdown, or a placeholder's token after a fault."""
    signature = inspect.signature(macro)

    @pass_context
    def call(context: Context, *arguments: object, **keywords: object) -> str:
        place = place_of(environment)
        sheet = sheet_of(environment)

        def admit(html: Markup) -> str:
            return current_build().door.admit(Delivery(html, sheet, place, name), block=True)

        try:
            bound = bind(name, signature, sheet, arguments, keywords)
            shown = macro(*bound.args, **bound.kwargs)
        except MacroFault as fault:
            return admit(record_fault(name, place, fault))
        return shown.markdown(lambda text: _filled(context, text), admit)

    return call


def _filled(context: Context, text: CardText) -> str:
    """Return a text of a card with its macros filled in, rendered as a template that is named as its file."""
    if "{" not in text.text:
        return text.text.strip()
    environment = context.environment
    source = "\n" * (text.line - 1) + text.text
    code = environment.compile(source, name=text.where, filename=text.where)
    template = Template.from_code(environment, code, environment.make_globals(None))
    return template.render(context.get_all()).strip()
