"""Judges what readers are asked to guess before anything is measured: where it stands, its question, its paragraph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import nodes

from ..errors import Fault
from .macros import GUESS
from .paragraphs import blocks_of, lone_faults, paragraph_faults, place_faults

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .templates import Template

_FORM = '{% call guess("What does it weigh?", size(…)) %}why it is so{% endcall %}'


def guess_faults(templates: Iterable[Template]) -> tuple[Fault, ...]:
    """Return what is wrong with guesses but for their calls; the claims in their paragraphs are judged as any other."""
    return tuple(
        Fault(template.page, line, problem, remedy)
        for template in templates
        if GUESS not in template.own
        for line, (problem, remedy) in (*_faults(template), *lone_faults(template, GUESS, _FORM))
    )


def _faults(template: Template) -> Iterator[tuple[int, tuple[str, str]]]:
    for block in blocks_of(template, GUESS):
        asked = block.call.args[0] if block.call.args else None
        if isinstance(asked, nodes.Const) and not str(asked.value).rstrip().endswith("?"):
            yield block.lineno, ("what a guess asks is no question", "end it with a question mark")
        for wrong in (
            *place_faults(block, template.tree.body, GUESS, _FORM),
            *paragraph_faults(block, GUESS, _FORM),
        ):
            yield block.lineno, wrong
