"""Reads the interview deck: from the TOML files under docs/cards to cards, and a fault with a line for the rest."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import Fault, did_you_mean
from .texts import read_text
from .toml_tables import Document

if TYPE_CHECKING:
    from pathlib import Path

    from .toml_tables import Table

FOLDER = "docs/cards"
TEXTS = ("question", "short", "long", "wrong", "follow_up", "follow_up_answer", "listens_for", "evidence")
"""The keys of a card that hold Markdown; each must be there."""
ON_ONE_LINE = ("question", "follow_up")
CARD_KEYS = ("lesson", *TEXTS, "bars")
_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_OPENS = re.compile(r"""=\s*(?:'''|\"\"\")\s*$""")
"""A text that begins on the line after its key."""
_LINK = re.compile(r"\]\(|\bhttps?://")


@dataclass(frozen=True, slots=True)
class CardText:
    """One text of a card, in Markdown with macros."""

    where: str
    """Path of its file, relative to the project's root."""
    line: int
    """Line of that file on which it begins, from 1."""
    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """One question that is asked in interviews, with its answers and what bears them out."""

    name: str
    """What it is known by, for good: in addresses, in a reader's browser and in Anki."""
    topic: str
    """The title of its file."""
    lesson: str
    """The page under docs/lessons/ that shows it, without its suffix."""
    texts: dict[str, CardText]
    """By key, those of TEXTS, and `bars` where it has any."""
    bars: tuple[str, ...]
    """The image references that it shows as bars."""

    @property
    def place(self) -> tuple[str, int]:
        """File and line of its question."""
        return self.texts["question"].where, self.texts["question"].line


def read_cards(root: Path) -> tuple[tuple[Card, ...], tuple[Fault, ...]]:
    """Return the cards of the project at `root`, and what is wrong with their files; a card with a fault is none."""
    cards: list[Card] = []
    faults: list[Fault] = []
    lessons = tuple(sorted(path.stem for path in (root / "docs" / "lessons").glob("*.md")))
    for path in sorted((root / FOLDER).glob("*.toml")):
        where = path.relative_to(root).as_posix()
        text = read_text(path, where)
        if isinstance(text, Fault):
            faults.append(text)
            continue
        document = Document(where, text.replace("\r\n", "\n"))
        table = document.root()
        if table is not None:
            cards += _cards(lessons, table, {card.name: card for card in cards})
        faults += document.faults
    return tuple(cards), tuple(faults)


def _cards(lessons: tuple[str, ...], table: Table, before: dict[str, Card]) -> list[Card]:
    """Return the cards of one file; `lessons` are those that there are, `before` the cards of other files."""
    table.refuse_others(("title", "cards"))
    topic = table.text("title")
    table.missing("title", 'add `title = "what the cards are about"`')
    declared = table.table("cards")
    table.missing("cards", "begin the first card with a line such as `[cards.what-is-a-layer]`")
    found = []
    for name in declared.values if declared is not None else ():
        card = declared.table(name) if declared is not None else None
        if card is None:
            continue
        if not _ID.fullmatch(name):
            card.fault("", f"`{name}` cannot be the name of a card", "use lower-case words with hyphens between them")
        elif name in before:
            file, line = before[name].place
            card.fault("", f"a card `{name}` stands in {file}:{line} already", "give it another name")
        elif (made := _card(lessons, card, name, topic or "")) is not None:
            found.append(made)
    return found


def _card(lessons: tuple[str, ...], table: Table, name: str, topic: str) -> Card | None:
    table.refuse_others(CARD_KEYS)
    texts = {key: text for key in TEXTS if (text := _text(table, key)) is not None}
    lesson = table.text("lesson")
    table.missing("lesson", 'add `lesson = "the page under docs/lessons/ that it belongs to"`')
    if lesson is not None and lesson not in lessons:
        hint = did_you_mean(lesson, lessons) or f"there are {', '.join(lessons) or 'none'}"
        table.fault("lesson", f"there is no lesson `{lesson}`", hint)
    bars = table.texts("bars") or ()
    if bars:
        line = table.document.line((*table.path, "bars")) or 1
        texts["bars"] = CardText(table.document.where, line, f"{{{{ bars({', '.join(map(json.dumps, bars))}) }}}}")
    complete = lesson in lessons and all(key in texts for key in TEXTS)
    return Card(name, topic, lesson or "", texts, bars) if complete else None


def _text(table: Table, key: str) -> CardText | None:
    """Return one text; None, and a fault, where it is not there or not what it must be."""
    table.missing(key, f"add `{key}`: no card is complete without it")
    text = table.text(key)
    if text is None:
        return None
    if key in ON_ONE_LINE and "\n" in text.strip():
        table.fault(key, f"`{key}` goes over several lines", "say it on one")
    if _LINK.search(text):
        table.fault(key, f"`{key}` has a link", "leave it out: a card leads to its lesson by itself")
    if key == "evidence" and "claim(" not in text:
        remedy = "state what bears the answer out as {% call claim(…) %}a sentence{% endcall %}"
        table.fault(key, "the evidence of this card claims nothing", remedy)
    line = table.document.line((*table.path, key)) or 1
    begins = table.document.text.split("\n")[line - 1]
    return CardText(table.document.where, line + bool(_OPENS.search(begins)), text)
