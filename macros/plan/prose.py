"""Reads what a page says in words: from a page to sentences with their lines, without code and without markup."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .lexicon import any_of
from .links import CODE, FENCE
from .macros import AROUND_PARAGRAPHS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .markdown import Page

FIGURE, CITED, REFERENCE, CODE_TEXT = "\ue000", "\ue001", "\ue002", "\ue003"
"""What stands in a sentence for the beginning of a macro's figure or a claim, of a figure that somebody else measured,
of an image reference in code, and of other code; spaces stand for the rest of it."""

NO_TEXT = re.compile(r"\{%.*?%\}|\{#.*?#\}|<!--.*?-->|<[A-Za-z/][^<>]*>|\{:?[^{}\n]*=[^{}\n]*\}", re.DOTALL)
"""Jinja's statements, comments, HTML tags and attribute lists: a width in per cent is no figure."""
_FENCED = re.compile(FENCE, re.DOTALL | re.MULTILINE)
_INLINE_CODE = re.compile(CODE, re.DOTALL)
_CLAIM = re.compile(
    rf"\{{%[-+]?\s*call\b(?!\s*{any_of(AROUND_PARAGRAPHS)}\b)(?:(?!%\}}).)*%\}}.*?\{{%[-+]?\s*endcall\s*[-+]?%\}}",
    re.DOTALL,
)
"""What stands in a myth or a guess is prose as any other."""
_EXPRESSION = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_CITED_CALL = re.compile(r"\{\{[-+]?\s*cited\s*\(")
_ADDRESS = re.compile(r"\]\([^()\s]*(?:\([^()\s]*\))?[^()]*\)|\bhttps?://\S+|&\w+;|&#\d+;")
"""Where a link leads, and entities."""
_QUOTED = re.compile(r'"[^"]*"')
_TOLD = re.compile(r"(?:title|description):[ \t]*(?P<text>.*)")
"""The keys of the front matter that a reader gets to see."""
_BEGINNING = re.compile(
    r"(?P<indent>[ \t]*)(?:(?P<container>(?:[-*+]|\d+[.)]|:)[ \t]+|(?:!!!|\?\?\?\+?)[ \t]+[\w -]+)|#{1,6}[ \t]|>[ \t]?)"
)
"""What begins a line that does not continue the paragraph before it."""
_SENTENCE_END = re.compile(r"""[.!?]["')*_\]]*(?=\s+["'(*_\[]*[^a-z\s]|\s*\Z)""")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a page, or what stands for one: a heading, a title, a cell of a table."""

    line: int
    """Line of the page on which `text` begins."""
    text: str
    """With its line ends, FIGURE and its like in the place of what is no word."""
    before: Sentence | None = None
    """The sentence before it in its paragraph."""

    def line_of(self, offset: int) -> int:
        """Return the line of the page that a character of the text stands on."""
        return self.line + self.text.count("\n", 0, offset)


def blank(match: re.Match[str]) -> str:
    """Return spaces as long as a match, and its line ends, so that line numbers hold."""
    return re.sub(r"[^\n]", " ", match[0])


def sentences(page: Page, is_reference: Callable[[str], bool]) -> Iterator[Sentence]:
    """Yield the sentences of a page in their order; `is_reference` tells an image reference from other code.

    Claims and code are not among their words; a quotation is not in a sentence that says who is quoted, by `cited`.
    """
    text = _words(page.text[page.body_start :], is_reference)
    start = page.front_matter.count("\n") + 1
    for line, paragraph in (*_front_matter(page, is_reference), *_paragraphs(text, start)):
        for sentence in _split(line, paragraph):
            if CITED in sentence.text:
                yield replace(sentence, text=_QUOTED.sub(blank, sentence.text))
            else:
                yield sentence


def _front_matter(page: Page, is_reference: Callable[[str], bool]) -> Iterator[tuple[int, str]]:
    for line, text in enumerate(page.front_matter.split("\n"), start=1):
        told = _TOLD.match(text)
        if told is not None:
            yield line, _words(told["text"], is_reference)


def _words(text: str, is_reference: Callable[[str], bool]) -> str:
    """Return a text of the same length and lines in which all that is no word is a mark or spaces."""

    def code(found: re.Match[str]) -> str:
        inside = found[0].strip("`").strip()
        return (REFERENCE if is_reference(inside) else CODE_TEXT) + blank(found)[1:]

    def expression(found: re.Match[str]) -> str:
        return (CITED if _CITED_CALL.match(found[0]) else FIGURE) + blank(found)[1:]

    text = re.sub(r"<!--.*?-->|\{#.*?#\}", blank, text, flags=re.DOTALL)
    text = _FENCED.sub(blank, text)
    text = _CLAIM.sub(lambda found: FIGURE + blank(found)[1:], text)
    text = _EXPRESSION.sub(expression, text)
    text = _INLINE_CODE.sub(code, NO_TEXT.sub(blank, text))
    return re.sub(r"\*+", blank, _ADDRESS.sub(blank, text))


def _paragraphs(text: str, start: int) -> Iterator[tuple[int, str]]:
    """Yield the paragraphs, headings, items and cells of a text, each with its line; indented code is left out."""
    begun, paragraph = start, ""
    containers = 0
    after_blank = True
    for number, line in enumerate(text.split("\n"), start=start):
        begins = _BEGINNING.match(line)
        is_row = line.lstrip().startswith("|")
        indent = len(line) - len(line.lstrip())
        if not line.strip() or begins or is_row:
            yield begun, paragraph
            begun, paragraph = number, ""
        if not line.strip():
            after_blank = True
            continue
        depth = indent // 4
        if after_blank and depth > containers:
            continue
        containers = min(containers, depth) if after_blank or begins else containers
        after_blank = False
        if begins and begins["container"]:
            containers = depth + 1
        if is_row:
            yield from ((number, cell) for cell in re.split(r"(?<!\\)\|", line))
            begun = number + 1
        elif begins:
            paragraph = line[begins.end() :]
        else:
            begun, paragraph = (begun, f"{paragraph}\n{line}") if paragraph else (number, line)
    yield begun, paragraph


def _split(line: int, paragraph: str) -> Iterator[Sentence]:
    start, before = 0, None
    for end in (*(found.end() for found in _SENTENCE_END.finditer(paragraph)), len(paragraph)):
        if paragraph[start:end].strip():
            before = Sentence(line + paragraph.count("\n", 0, start), paragraph[start:end], before)
            yield before
        start = end
