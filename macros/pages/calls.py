"""Stands around each macro: finds page and line of the call, records faults, hands out the token."""

from __future__ import annotations

import inspect
import os
import sys
from typing import TYPE_CHECKING, Any, Protocol

from ..errors import Fault
from .door import Delivery, Place
from .rendering import render
from .sheet import MacroFault, Sheet
from .site_build import current_build

if TYPE_CHECKING:
    from collections.abc import Callable

    from markupsafe import Markup

    Macro = Callable[..., Markup]
    """Takes a sheet and the author's arguments, returns HTML; raises MacroFault."""


class MacroEnvironment(Protocol):
    """What the macros plugin hands to `define_env`, as far as it is used."""

    conf: Any
    page: Any
    markdown: str
    project_dir: str

    def macro(self, function: Callable[..., str], name: str) -> object:
        """Register a macro under a name."""


def wrap(name: str, macro: Macro, environment: MacroEnvironment, *, block: bool) -> Callable[..., str]:
    """Return what pages call: it never raises, and returns a token or, after a fault, a placeholder."""
    signature = inspect.signature(macro)

    def call(*arguments: object, **keywords: object) -> str:
        build = current_build()
        place = _place(environment)
        sheet = Sheet(build.findings, to_root="../" * environment.page.url.count("/"))
        try:
            bound = _bind(name, signature, sheet, arguments, keywords)
            html = macro(*bound.args, **bound.kwargs)
        except MacroFault as error:
            build.faults.append(Fault(place.where, place.line, f"`{name}`: {error.problem}", error.remedy))
            html = render("fault.html", problem=error.problem)
        except Exception as error:  # noqa: BLE001 - raised again when all pages are read
            build.bugs.append(error)
            html = render("fault.html", problem=repr(error))
        return build.door.admit(Delivery(html, sheet, place, name), block=block)

    return call


def _bind(
    name: str, signature: inspect.Signature, sheet: Sheet, arguments: tuple[object, ...], keywords: dict[str, object]
) -> inspect.BoundArguments:
    try:
        return signature.bind(sheet, *arguments, **keywords)
    except TypeError as error:
        names = ", ".join(list(signature.parameters)[1:])
        raise MacroFault(str(error), f"write it as {name}({names})") from error


def _place(environment: MacroEnvironment) -> Place:
    docs = os.path.relpath(environment.conf["docs_dir"], environment.project_dir)
    where = f"{docs}/{environment.page.file.src_uri}"
    frame = sys._getframe(2)  # noqa: SLF001 - as inspect does, without reading source files
    while frame is not None:
        template = frame.f_globals.get("__jinja_template__")
        if template is not None:
            # The template begins after the front matter.
            before = environment.page.file.content_string.count("\n") - environment.markdown.count("\n")
            return Place(where, template.get_corresponding_lineno(frame.f_lineno) + before)
        frame = frame.f_back  # type: ignore[assignment]
    return Place(where, None)
