"""The one way of rendered HTML into a page: a token stands for it until Markdown has done its work.

Text out of images is hostile, and Markdown, Jinja and snippets change what they find in HTML. So a macro returns an
empty element with a name that nobody can guess, and the Markdown extension in `extension.py`, which runs last, puts
the HTML there.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING

from markupsafe import Markup

from .rendering import render
from .sheet import Sheet, stand_in_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

_SENTENCE = re.compile(r"<(/?)(?:p|h[1-6])[\s>]")
"""Begins and ends what may hold no block."""
_TAG = re.compile(r"</?[A-Za-z][^>]*>")
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a macro was called."""

    where: str
    """Path of the page's source, relative to the project's root."""
    line: int | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """Rendered HTML on its way into a page."""

    html: str
    sheet: Sheet
    place: Place
    macro: str
    """Its name."""


@dataclass(slots=True)
class Door:
    """What was delivered during one build of the site and where it goes."""

    _secret: str = field(default_factory=lambda: f"tare-{secrets.token_hex(12)}")
    _deliveries: list[Delivery] = field(default_factory=list)

    def admit(self, delivery: Delivery, *, block: bool) -> str:
        """Take rendered HTML in and return the token that stands for it in Markdown."""
        self._deliveries.append(delivery)
        tag = "div" if block else "span"
        return f'<{tag} data-tare-door="{self._secret}-{len(self._deliveries) - 1}"></{tag}>'

    def put_in_place(self, html: str) -> tuple[str, list[Delivery]]:
        """Return the HTML with every token replaced, once and not within what was put in; and what was put in."""
        placed: list[Delivery] = []

        def replace(match: re.Match[str]) -> str:
            delivery = self._deliveries[int(match["block"] or match["div"] or match["span"])]
            placed.append(delivery)
            return delivery.html

        tokens = f"{self._alone}|{self._token('div', 'div')}|{self._token('span', 'span')}"
        return re.sub(tokens, replace, html), placed

    def text_of(self, markdown: str) -> str:
        """Return a piece of a page as one line of text, with what the tokens in it stand for and without HTML."""
        html, _ = self.put_in_place(markdown)
        return " ".join(unescape(_TAG.sub("", html)).split())

    def in_sentences(self, html: str) -> Iterator[Delivery]:
        """Yield the blocks whose tokens stand in a paragraph or heading beside something else."""
        for match in re.finditer(rf"{self._alone}|{self._token('div', 'inside')}", html):
            if match["inside"] is None:
                continue
            edges = list(_SENTENCE.finditer(html, 0, match.start()))
            if edges and not edges[-1][1]:
                yield self._deliveries[int(match["inside"])]

    @property
    def _alone(self) -> str:
        # Markdown wraps a block that stands alone in a list item or cell in a paragraph, where it must not be.
        return rf"<p>\s*{self._token('div', 'block')}\s*</p>"

    def _token(self, tag: str, group: str) -> str:
        return rf'<{tag} data-tare-door="{self._secret}-(?P<{group}>\d+)"></{tag}>'

    def left_over(self, text: str) -> Iterator[Place]:
        """Yield where the macros stand whose tokens are still in the text, whatever was done to their markup."""
        for index in re.findall(rf"{self._secret}-(\d+)", text):
            yield self._deliveries[int(index)].place


def make_safe(html: str) -> str:
    r"""Return the text with control characters and lone surrogates, which no page may hold, as U+FFFD.

    >>> make_safe("a\x1b[1m\ud800")
    'a�[1m�'
    """
    return _UNSAFE.sub("\ufffd", html)


def page_notes(deliveries: list[Delivery]) -> Markup:
    """Return what a page's figures open, each once, and the line that names stand-ins behind inline figures."""
    notes = {target: note for delivery in deliveries for target, note in delivery.sheet.notes.items()}
    stand_ins = {name: each for delivery in deliveries for name, each in delivery.sheet.stand_ins.items()}
    named = {name for delivery in deliveries for name in delivery.sheet.named}
    unnamed = [stand_in for name, stand_in in stand_ins.items() if name not in named]
    if not notes and not unnamed:
        return Markup()
    rendered = [render(note.template, **note.values) for note in notes.values()]
    return render("page_notes.html", notes=rendered, stand_ins=stand_in_sentence(unnamed))
