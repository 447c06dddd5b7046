"""Judges what stands around a paragraph of a page, a myth or a guess: where it stands, and what the paragraph holds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jinja2 import nodes

from .conditions import call_name
from .macros import CLAIM, IN_SENTENCES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .templates import Template

_LINES = "give it lines of its own, without blanks before it"


def blocks_of(template: Template, name: str) -> list[nodes.CallBlock]:
    """Return the blocks of a page that a macro of that name stands around."""
    return [block for block in template.tree.find_all(nodes.CallBlock) if call_name(block.call) == name]


def lone_faults(template: Template, name: str, form: str) -> Iterator[tuple[int, tuple[str, str]]]:
    """Yield line, problem and remedy for each call that stands around nothing; `form` shows what to write."""
    with_paragraph = {id(block.call) for block in blocks_of(template, name)}
    for call in template.tree.find_all(nodes.Call):
        if call_name(call) == name and id(call) not in with_paragraph:
            yield call.node.lineno, (f"a {name} has no paragraph", f"write {form}")


def place_faults(block: nodes.CallBlock, page: list[nodes.Node], name: str, form: str) -> Iterator[tuple[str, str]]:
    """Yield problem and remedy where a block does not stand alone; `page` is its page, but for what statements hold."""
    if block.args:
        yield f"a {name} hands nothing to its paragraph", f"write {form}"
    if not any(each is block for each in page):
        yield f"a {name} stands within another block", "end that one before it"
    elif not _stands_alone(block, page):
        yield f"a {name} stands inside a sentence", _LINES


def paragraph_faults(block: nodes.CallBlock, name: str, form: str) -> Iterator[tuple[str, str]]:
    """Yield problem and remedy where what a block stands around is not one paragraph of words, figures and claims."""
    wrong = _paragraph_fault(block, name, form)
    if wrong is not None:
        yield wrong


def _stands_alone(block: nodes.CallBlock, page: list[nodes.Node]) -> bool:
    """Tell whether a block begins its line and ends it."""
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


def _paragraph_fault(block: nodes.CallBlock, name: str, form: str) -> tuple[str, str] | None:
    text = ""
    for part in block.body:
        if isinstance(part, nodes.CallBlock):
            if call_name(part.call) != CLAIM:
                return f"`{call_name(part.call)}` stands within a {name}", f"end the {name} before it"
            text += CLAIM
            continue
        if not isinstance(part, nodes.Output):
            return f"a statement of Jinja stands in the paragraph of a {name}", "write it as it is to be read"
        for piece in part.nodes:
            if isinstance(piece, nodes.TemplateData):
                text += piece.data
            elif isinstance(piece, nodes.Call) and call_name(piece) in IN_SENTENCES:
                text += call_name(piece)
            else:
                return (
                    f"the paragraph of a {name} holds more than words, figures and claims",
                    f"put it before the {name} or behind it",
                )
    if not text.strip():
        return f"a {name} has no paragraph", f"write {form}"
    if re.search(r"\n[ \t]*\n", text.strip()):
        return f"the paragraph of a {name} goes over an empty line", "say why in one paragraph"
    return None
