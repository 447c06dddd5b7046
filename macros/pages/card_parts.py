"""Takes the parts of cards out of a built page: from its HTML to plain HTML without what opens or leads anywhere."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser

_KEPT = frozenset({"p", "code", "pre", "em", "strong", "ul", "ol", "li"})
"""What a card keeps of its markup elsewhere; of the rest the text alone."""
_LEFT_OUT = frozenset({"tare-claim__mark", "headerlink"})
"""Classes of what only works on the page."""
_FIRST = '<article class="tare-card"'
_UNCHECKED = "tare-claim--unchecked"


def card_parts(html: str) -> dict[str, dict[str, str]]:
    """Return the HTML of each part of each card, by the card's name and the part's.

    A claim that could not be checked says so behind its sentence.
    """
    reader = _Reader()
    # A lesson has its cards at its end.
    reader.feed(html[html.find(_FIRST) :] if _FIRST in html else "")
    reader.close()
    return reader.cards


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.cards: dict[str, dict[str, str]] = {}
        self._open: list[tuple[str, bool]] = []
        """The tags within the part, and whether each is an unchecked claim."""
        self._card: dict[str, str] = {}
        self._part: str | None = None
        self._left_out = 0
        """How many open tags are left out, counted from the outermost."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "data-tare-card" in given:
            self._card = self.cards.setdefault(given["data-tare-card"], {})
        if self._part is None:
            if "data-tare-part" in given:
                self._part, self._open = given["data-tare-part"], [(tag, False)]
                self._card[self._part] = ""
            return
        if tag == "br":
            self._add("<br>")
            return
        classes = set(given.get("class", "").split())
        self._open.append((tag, _UNCHECKED in classes))
        if self._left_out or classes & _LEFT_OUT:
            self._left_out += 1
        elif tag in _KEPT:
            self._add(f"<{tag}>")

    def handle_data(self, data: str) -> None:
        if not self._left_out:
            self._add(escape(data, quote=False))

    def handle_endtag(self, tag: str) -> None:
        if self._part is None or not self._open:
            return
        _, unchecked = self._open.pop()
        if not self._open:
            self._card[self._part] = self._card[self._part].strip()
            self._part = None
        elif self._left_out:
            self._left_out -= 1
        elif tag in _KEPT:
            self._add(f"</{tag}>")
        if unchecked:
            self._add(" (not checked)")

    def _add(self, html: str) -> None:
        if self._part is not None:
            self._card[self._part] += html
