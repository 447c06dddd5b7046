"""Judges the myths of pages before anything is measured: where they stand, their conditions and their paragraphs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jinja2 import nodes

from ..catalog.dockerfiles import KEYWORDS
from ..errors import Fault
from .conditions import Condition, call_name, is_constant, read_condition
from .counted import count_faults
from .denials import denial_faults
from .directions import SIZES, direction_faults
from .lexicon import LESS, MORE, any_of
from .macros import MYTH
from .measures import measure_faults
from .paragraphs import blocks_of, lone_faults, paragraph_faults, place_faults
from .sentence import ClaimSentence, Names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..catalog.model import Catalog
    from .templates import Template

_FORM = '{% call myth("a statement", size(…) < size(…), why="false") %}why it is so{% endcall %}'
_OF_SIZES = re.compile(
    rf"\b(?:{any_of(LESS + MORE)}|sizes?|bytes?|weigh\w*|heavy|light|big|small|large|sav(?:es?|ed|ing)|costs?"
    r"|shrinks?|grows?|download\w*|transfer\w*|pull\w*|push\w*)\b",
    re.IGNORECASE,
)
_FACTORS = {"twice": 2, "thrice": 3, "double": 2, "triple": 3, "half": 2}
_FACTOR = re.compile(rf"\b{any_of(_FACTORS)}\b", re.IGNORECASE)
_SUBJECT = re.compile(rf"\b(?:apt-get|apt|apk|pip|npm|curl|gcc|alpine|distroless|slim|scratch|{'|'.join(KEYWORDS)})\b")
"""What a statement may be about that a Dockerfile names too."""
_SAY_SO = "say it without the number, or add the condition that proves it"


def myth_faults(catalog: Catalog, templates: Iterable[Template]) -> tuple[Fault, ...]:
    """Return what is wrong with myths but for their calls; which verdict is right is for the pages to tell.

    The claims in their paragraphs are judged as those of the pages.
    """
    return tuple(
        Fault(template.page, line, problem, remedy)
        for template in templates
        for line, (problem, remedy) in _faults(template, Names(catalog, ()))
    )


def _faults(template: Template, names: Names) -> Iterator[tuple[int, tuple[str, str]]]:
    if MYTH in template.own:
        return
    for block in blocks_of(template, MYTH):
        yield from ((block.lineno, wrong) for wrong in _myth_faults(block, template.tree.body, names))
    yield from lone_faults(template, MYTH, _FORM)


def _myth_faults(block: nodes.CallBlock, page: list[nodes.Node], names: Names) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with one myth; `page` is what stands on its page, but for what statements hold."""
    yield from place_faults(block, page, MYTH, _FORM)
    # What is constant is a fault of the call.
    read = [read_condition(each) for each in block.call.args[1:] if not is_constant(each)]
    yield from (each for each in read if not isinstance(each, Condition))
    conditions = tuple(each for each in read if isinstance(each, Condition))
    statement = block.call.args[0] if block.call.args else None
    if len(conditions) == len(read) > 0 and isinstance(statement, nodes.Const):
        said = ClaimSentence(str(statement.value), ())
        yield from direction_faults(said, conditions)
        yield from denial_faults(said.words, conditions)
        yield from measure_faults(said, conditions, names)
        yield from count_faults(said, conditions)
        yield from _factor_faults(said, conditions)
        yield from _subject_faults(said, conditions, names)
        yield from _size_faults(said, conditions)
    yield from paragraph_faults(block, MYTH, _FORM)


def _size_faults(said: ClaimSentence, conditions: tuple[Condition, ...]) -> Iterator[tuple[str, str]]:
    """Yield a fault where sizes alone decide a statement that is not about sizes."""
    calls = {call_name(call) for condition in conditions for call in condition.calls}
    if calls <= {*SIZES, "bound"} and _OF_SIZES.search(said.text) is None:
        problem = f'sizes alone decide the myth, and its statement, "{said.text}", is not about them'
        yield problem, "say in the statement what is smaller or larger, or add the condition that proves it"


def _factor_faults(said: ClaimSentence, conditions: tuple[Condition, ...]) -> Iterator[tuple[str, str]]:
    """Yield a fault where a statement says a factor that no condition has."""
    constants = {constant for condition in conditions for constant in condition.constants}
    for found in _FACTOR.finditer(said.words):
        if not constants & {_FACTORS[found[0].lower()], 1 / _FACTORS[found[0].lower()]}:
            yield f'the statement says "{found[0]}", and no condition of the myth has that number', _SAY_SO


def _subject_faults(said: ClaimSentence, conditions: tuple[Condition, ...], names: Names) -> Iterator[tuple[str, str]]:
    """Yield a fault for each tool or instruction of a statement that is in no Dockerfile that its conditions ask of.

    What they look for may say it too: `packages("web:slim", "pip")`.
    """
    asked = [reference for condition in conditions for side in condition.sides for reference in names.asked(side)]
    looked_for = [
        str(each.value) for condition in conditions for call in condition.calls for each in call.find_all(nodes.Const)
    ]
    dockerfiles = [names.dockerfile(reference) for reference in asked]
    if any(text is None for text in dockerfiles):
        return  # of an example with faults
    texts = "\n".join([*filter(None, dockerfiles), *looked_for]).lower()
    for found in _SUBJECT.finditer(said.text):
        named = found[0].lower()
        if re.search(rf"(?<![\w-]){re.escape(named)}(?![\w])", texts) is None:
            problem = f"the statement is about `{named}`, which is in no Dockerfile of the images that decide it"
            yield problem, "decide it by images that are built with it, or reword the statement"
