"""Stands around each macro: finds page and line of the call, records what came of it, hands out the token."""

from __future__ import annotations

import inspect
import os
import sys
from dataclasses import replace
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from ..errors import Fault
from .claims import Claim
from .door import Delivery, Place
from .facts import AlreadyTold, Fact, Wrong, known
from .guesses import Guess
from .myths import Myth
from .rendering import render
from .sheet import MacroFault, Sheet
from .site_build import current_build

if TYPE_CHECKING:
    from collections.abc import Callable

    from markupsafe import Markup

    Macro = Callable[..., Markup | Fact | Claim | Myth | Guess]
    """Takes a sheet and the author's arguments, returns HTML, a fact, a claim, a myth or a guess; raises MacroFault."""


class Made(Enum):
    """What a macro makes."""

    FACT = "a figure that can be compared"
    INLINE = "what stands in a sentence"
    BLOCK = "what stands alone on a line"


_REMEDY = "print what it was reckoned from, or let difference(…), ratio(…) or about(…) say it"


class MacroEnvironment(Protocol):
    """What the macros plugin hands to `define_env`, as far as it is used."""

    conf: Any
    page: Any
    markdown: str
    project_dir: str

    def macro(self, function: Callable[..., str | Fact], name: str) -> object:
        """Register a macro under a name."""


def wrap(name: str, macro: Macro, environment: MacroEnvironment, kind: Made) -> Callable[..., str | Fact]:
    """Return what pages call: it never raises, and returns what Jinja prints, reckons with or compares.

    That is a token, or, after a fault, a placeholder's; a fact, which becomes a token when it is printed; a claimed
    sentence with the token of its mark; or a myth or a guess with that of its evidence.
    """
    signature = inspect.signature(macro)
    print_fact = partial(_print, name, environment)

    def call(*arguments: object, **keywords: object) -> str | Fact:
        build = current_build()
        place = place_of(environment)
        sheet = sheet_of(environment)
        try:
            bound = bind(name, signature, sheet, arguments, keywords)
            made = macro(*bound.args, **bound.kwargs)
        except MacroFault as fault:
            html = record_fault(name, place, fault)
            wrong = Wrong(fault, told=True)
        except Exception as error:  # noqa: BLE001 - raised again when all pages are read
            build.bugs.append(error)
            html = render("fault.html", problem=repr(error))
            wrong = Wrong(MacroFault(repr(error), "this is a bug"), told=True)
        else:
            if isinstance(made, Fact):
                return replace(made, printer=print_fact)
            if isinstance(made, Claim):
                return _state(name, place, sheet, made)
            if isinstance(made, Myth | Guess):
                return _unfold(name, place, sheet, made)
            return build.door.admit(Delivery(made, sheet, place, name), block=kind is Made.BLOCK)
        if kind is Made.FACT:
            # It may stand in a comparison.
            return Fact(name, name, wrong, figure=html, sheet=sheet, printer=print_fact)
        return build.door.admit(Delivery(html, sheet, place, name), block=kind is Made.BLOCK)

    return call


def record_fault(name: str, place: Place, fault: MacroFault) -> Markup:
    """Record a fault, unless it was recorded before, and return what stands in the page."""
    if not isinstance(fault, AlreadyTold):
        problem = f"`{name}`: {fault.problem}"
        current_build().faults.append(Fault(place.where, place.line, problem, fault.remedy))
    return render("fault.html", problem=fault.problem)


def _print(name: str, environment: MacroEnvironment, fact: Fact) -> str:
    """Take a fact's figure to the door, now that the page prints it, and return its token."""
    place = place_of(environment)
    html = fact.figure
    if html is None:
        fault = MacroFault(f"`{fact.text}` was reckoned here, and is not printed", _REMEDY)
        try:
            known(fact)
        except MacroFault as wrong:
            fault = wrong
        html = record_fault(name, place, fault)
    sheet = fact.sheet or sheet_of(environment)
    return current_build().door.admit(Delivery(html, sheet, place, name), block=False)


def _state(name: str, place: Place, sheet: Sheet, claim: Claim) -> str:
    """Record what came of a claim, and return its sentence with the token of its mark."""
    build = current_build()
    sentence = build.door.text_of(claim.body)
    if claim.false:
        problem = f"`{name}`: {claim.problem(sentence)}"
        build.faults.append(Fault(place.where, place.line, problem, "reword the sentence and its claim"))
    elif (result := claim.result(place, sentence)) not in build.claims:  # a card stands on two pages
        build.claims.append(result)
    return claim.around(build.door.admit(Delivery(claim.mark, sheet, place, name), block=False))


def _unfold(name: str, place: Place, sheet: Sheet, made: Myth | Guess) -> str:
    """Return what stands around a paragraph with the token of its evidence or answer."""
    if isinstance(made, Myth):
        _decide(place, made)
    html = made.evidence if isinstance(made, Myth) else made.answer
    return made.around(current_build().door.admit(Delivery(html, sheet, place, name), block=True))


def _decide(place: Place, myth: Myth) -> None:
    """Record what came of a myth."""
    build = current_build()
    build.myths.append(myth.result(place, build.door.text_of(myth.statement)))
    if (warning := myth.warning(place)) is not None:
        build.warnings.append(warning)


def sheet_of(environment: MacroEnvironment) -> Sheet:
    """Return a new sheet for a call on the page that is being rendered."""
    build = current_build()
    page = environment.page
    here = page.file.src_uri if build.links_from_source else page.url
    return Sheet(build.findings, to_root="../" * here.count("/"), platform=build.platform)


def bind(
    name: str, signature: inspect.Signature, sheet: Sheet, arguments: tuple[object, ...], keywords: dict[str, object]
) -> inspect.BoundArguments:
    """Return a macro's arguments by its parameters. Raises MacroFault where they do not fit."""
    try:
        return signature.bind(sheet, *arguments, **keywords)
    except TypeError as error:
        names = ", ".join(list(signature.parameters)[1:])
        raise MacroFault(str(error), f"write it as {name}({names})") from error


def place_of(environment: MacroEnvironment) -> Place:
    """Return where the macro was called that is on the stack: a line of the page, or of the file of a card."""
    docs = os.path.relpath(environment.conf["docs_dir"], environment.project_dir)
    where = f"{docs}/{environment.page.file.src_uri}"
    frame = sys._getframe(1)  # noqa: SLF001 - as inspect does, without reading source files
    while frame is not None:
        template = frame.f_globals.get("__jinja_template__")
        if template is not None:
            if template.name is not None:  # the text of a card, with the lines of its file
                return Place(template.name, template.get_corresponding_lineno(frame.f_lineno))
            # The template begins after the front matter.
            before = environment.page.file.content_string.count("\n") - environment.markdown.count("\n")
            return Place(where, template.get_corresponding_lineno(frame.f_lineno) + before)
        frame = frame.f_back  # type: ignore[assignment]
    return Place(where, None)
