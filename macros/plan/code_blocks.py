"""Finds the blocks of code that were typed into a page: from a page's text to their lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .markdown import Page

_OPENING = re.compile(r"[ \t>]*(?P<fence>`{3,}|~{3,})(?P<info>[^`\n]*)")
_PRE = re.compile(r"<pre\b.*?</pre>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_INDENT = re.compile(r"(?: {4}|\t)\s*\S")


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Lines that a page shows, or may show, as code."""

    line: int
    """Line of the page that holds the first of them, from 1."""
    lines: tuple[str, ...]
    """As they were typed, indentation and macros included."""
    marked: bool
    """Between fences or in a `pre`; lines that are indented alone may belong to a list or a note."""


def code_blocks(page: Page) -> Iterator[CodeBlock]:
    """Yield the blocks between fences, those in `pre`, and each run of indented lines outside of both."""
    body = page.body
    for pre in _PRE.finditer(body):
        yield CodeBlock(body.count("\n", 0, pre.start()) + 1, tuple(_TAG.sub("", pre[0]).split("\n")), marked=True)
    lines = body.split("\n")
    indented: list[str] = []
    index = 0
    while index < len(lines):
        opening = _OPENING.match(lines[index])
        if opening is None and (_INDENT.match(lines[index]) or (indented and not lines[index].strip())):
            indented.append(lines[index])
            index += 1
            continue
        if indented:
            yield CodeBlock(index - len(indented) + 1, tuple(indented), marked=False)
            indented = []
        index += 1
        if opening is not None:
            end = _end_of_fence(lines, index, opening["fence"])
            yield CodeBlock(index + 1, tuple(lines[index:end]), marked=True)
            index = end + 1
    if indented:
        yield CodeBlock(index - len(indented) + 1, tuple(indented), marked=False)


def _end_of_fence(lines: list[str], start: int, fence: str) -> int:
    """Return the index of the line that closes a fence, or of the page's end."""
    closing = re.compile(rf"[ \t>]*{re.escape(fence[0])}{{{len(fence)},}}[ \t]*")
    return next((index for index in range(start, len(lines)) if closing.fullmatch(lines[index])), len(lines))
