"""Judges the claims of pages before anything is measured: from templates to faults of sentences and conditions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jinja2 import nodes

from ..errors import Fault
from .agreement import disagreements
from .conditions import Condition, call_name, calls_in, is_constant, read_condition, side_fault
from .macros import AROUND_PARAGRAPHS, AROUND_TEXT, CLAIM, GUESS, IN_SENTENCES, MACROS
from .sentence import MACRO, ClaimSentence, Names, packages_asked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..catalog.model import Catalog
    from .templates import Template

_FORM = "{% call claim(size(…) < size(…)) %}the sentence{% endcall %}"
_TAKES_FACTS = ("about", "than", GUESS)


def claim_faults(catalog: Catalog, templates: Iterable[Template]) -> tuple[Fault, ...]:
    """Return what is wrong with claims, and with the figures that `about` and `than` put into words.

    Whether a condition holds is for the pages to tell, once all is measured.
    """
    templates = tuple(templates)
    calls = (call for template in templates for call in calls_in(template.tree))
    names = Names(catalog, (name for call in calls for name in packages_asked(call)))
    return tuple(
        Fault(template.page, line, problem, remedy)
        for template in templates
        for line, (problem, remedy) in _faults(template, names)
    )


def _faults(template: Template, names: Names) -> Iterator[tuple[int, tuple[str, str]]]:
    blocks = list(template.tree.find_all(nodes.CallBlock))
    for block in blocks:
        name = call_name(block.call)
        if name == CLAIM and name not in template.own:
            yield from ((block.lineno, wrong) for wrong in _claim_faults(block, names))
        elif name in MACROS and name not in AROUND_TEXT and name not in template.own:
            yield block.lineno, (f"`{name}` takes no sentence", f"write {{{{ {name}(…) }}}}, or {_FORM}")
    with_sentence = {id(block.call) for block in blocks}
    for call in template.tree.find_all(nodes.Call):
        name = call_name(call)
        if name in template.own:
            continue
        if name == CLAIM and id(call) not in with_sentence:
            yield call.node.lineno, ("a claim has no sentence", f"write {_FORM}")
        if name in _TAKES_FACTS:
            given = (*call.args, *(keyword.value for keyword in call.kwargs))
            found = (side_fault(each) for each in given if not isinstance(each, nodes.Const))
            yield from ((call.node.lineno, wrong) for wrong in found if wrong is not None)


def _claim_faults(block: nodes.CallBlock, names: Names) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with one claim: first its form, and only where that is right its words."""
    read = [read_condition(each) for each in block.call.args if not is_constant(each)]
    wrong = [each for each in read if not isinstance(each, Condition)]
    sentence = _read_sentence(block)
    if not isinstance(sentence, ClaimSentence):
        wrong.append(sentence)
    if block.args:
        wrong.append(("a claim hands nothing to its sentence", f"write {_FORM}"))
    yield from wrong
    conditions = [each for each in read if isinstance(each, Condition)]
    # A claim without a condition, or with a constant for one, is a fault of the call.
    if not wrong and conditions and len(conditions) == len(block.call.args) and isinstance(sentence, ClaimSentence):
        yield from disagreements(sentence, tuple(conditions), names)


def _read_sentence(block: nodes.CallBlock) -> ClaimSentence | tuple[str, str]:
    text = ""
    calls: list[nodes.Call] = []
    for part in block.body:
        if isinstance(part, nodes.CallBlock):
            return _block_within(part)
        if not isinstance(part, nodes.Output):
            return "a statement of Jinja stands in the sentence of a claim", "write the sentence as it is to be read"
        for piece in part.nodes:
            if isinstance(piece, nodes.TemplateData):
                text += piece.data
            elif isinstance(piece, nodes.Call) and call_name(piece) in IN_SENTENCES:
                text += MACRO
                calls.append(piece)
            else:
                return _what_stands_there(piece), "let it print words and figures alone"
    if not text.strip():
        return "a claim has no sentence", f"write {_FORM}"
    if re.search(r"\n[ \t]*\n", text.strip()):
        return "the sentence of a claim goes over an empty line", "claim each sentence by itself"
    return ClaimSentence(text, tuple(calls))


def _block_within(block: nodes.CallBlock) -> tuple[str, str]:
    if (name := call_name(block.call)) in AROUND_PARAGRAPHS:
        return f"a {name} stands within a claim", "end the claim before it"
    return "a claim stands within a claim", "end the first one before it, or claim both in one"


def _what_stands_there(piece: nodes.Expr) -> str:
    name = next((name for call in calls_in(piece) if (name := call_name(call))), "")
    if name in MACROS and name not in IN_SENTENCES:
        return f"`{name}` stands in the sentence of a claim"
    return "an expression that no macro prints stands in the sentence of a claim"
