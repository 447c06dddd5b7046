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
from .macros import CLAIM, IN_SENTENCES, MYTH
from .measures import measure_faults
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
_LINES = "give it lines of its own, without blanks before it"


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
    blocks = [block for block in template.tree.find_all(nodes.CallBlock) if call_name(block.call) == MYTH]
    for block in blocks:
        yield from ((block.lineno, wrong) for wrong in _myth_faults(block, template.tree.body, names))
    with_paragraph = {id(block.call) for block in blocks}
    for call in template.tree.find_all(nodes.Call):
        if call_name(call) == MYTH and id(call) not in with_paragraph:
            yield call.node.lineno, ("a myth has no paragraph", f"write {_FORM}")


def _myth_faults(block: nodes.CallBlock, page: list[nodes.Node], names: Names) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with one myth; `page` is what stands on its page, but for what statements hold."""
    if block.args:
        yield "a myth hands nothing to its paragraph", f"write {_FORM}"
    if not any(each is block for each in page):
        yield "a myth stands within another block", "end that one before it"
    elif not _stands_alone(block, page):
        yield "a myth stands inside a sentence", _LINES
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
    wrong = _paragraph_fault(block)
    if wrong is not None:
        yield wrong


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


def _stands_alone(block: nodes.CallBlock, page: list[nodes.Node]) -> bool:
    """Tell whether a myth begins its line and ends it."""
    at = next(index for index, each in enumerate(page) if each is block)
    before, after = page[at - 1] if at else None, page[at + 1] if at + 1 < len(page) else None
    return (before is None or _text(before, -1).endswith("\n")) and (
        after is None or re.match(r"[ \t]*(?:\n|\Z)", _text(after, 0)) is not None
    )


def _text(node: nodes.Node, piece: int) -> str:
    """Return the text that a node begins with, or ends with; of a statement, a line end, for it prints nothing."""
    if not isinstance(node, nodes.Output):
        return "\n"
    part = node.nodes[piece]
    return part.data if isinstance(part, nodes.TemplateData) else "{{ }}"


def _paragraph_fault(block: nodes.CallBlock) -> tuple[str, str] | None:
    text = ""
    for part in block.body:
        if isinstance(part, nodes.CallBlock):
            if call_name(part.call) != CLAIM:
                return f"`{call_name(part.call)}` stands within a myth", "end the myth before it"
            text += CLAIM
            continue
        if not isinstance(part, nodes.Output):
            return "a statement of Jinja stands in the paragraph of a myth", "write it as it is to be read"
        for piece in part.nodes:
            if isinstance(piece, nodes.TemplateData):
                text += piece.data
            elif isinstance(piece, nodes.Call) and call_name(piece) in IN_SENTENCES:
                text += call_name(piece)
            else:
                return (
                    "the paragraph of a myth holds more than words, figures and claims",
                    "put it before the myth or behind it",
                )
    if not text.strip():
        return "a myth has no paragraph", f"write {_FORM}"
    if re.search(r"\n[ \t]*\n", text.strip()):
        return "the paragraph of a myth goes over an empty line", "say why in one paragraph"
    return None
