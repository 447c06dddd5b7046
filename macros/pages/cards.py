"""Cards of the interview deck as Markdown: question, answers and what bears them out, for a lesson or all of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..catalog.cards import Card
from ..errors import did_you_mean
from .rendering import render
from .sheet import MacroFault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from markupsafe import Markup

    from ..catalog.cards import CardText
    from .sheet import Sheet

    Fill = Callable[[CardText], str]
    """Returns the text of a card with its macros filled in."""
    Admit = Callable[[Markup], str]
    """Returns the token that stands for a block of HTML."""

DECK_FILE = "downloads/tare-interview.apkg"
"""Where the deck for Anki is published, in the site."""
ANSWERS = {"short": "30 seconds", "long": "2 minutes", "wrong": "Usual wrong answer"}
"""The answers of a card by their keys, with what opens them."""
_TITLE = re.compile(r"^title:[ \t]*(?P<title>.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Shown:
    """The cards that one macro shows."""

    cards: tuple[Card, ...]
    lessons: dict[str, str]
    """Titles of the lessons that cards lead to, by name; empty where the page is the lesson."""
    to_root: str
    """Relative path from the page to the site's root."""

    def markdown(self, fill: Fill, admit: Admit) -> str:
        """Return the cards as Markdown takes them, each a section with a heading."""
        if not self.lessons:
            return _joined('<div class="tare-cards" markdown="block">', *self._cards(fill, admit), "</div>")
        controls = admit(render("deck.html", file=f"{self.to_root}{DECK_FILE}"))
        return _joined('<div class="tare-deck" markdown="block">', controls, *self._topics(fill, admit), "</div>")

    def _topics(self, fill: Fill, admit: Admit) -> Iterator[str]:
        topic = ""
        for card, text in zip(self.cards, self._cards(fill, admit), strict=True):
            if card.topic != topic:
                topic = card.topic
                yield f"## {topic} {{: #topic-{_slug(topic)} .tare-deck__topic data-tare-topic={_slug(topic)} }}"
            yield text

    def _cards(self, fill: Fill, admit: Admit) -> Iterator[str]:
        for card in self.cards:
            link = ""
            if self.lessons:
                lesson = {"href": f"{self.to_root}lessons/{card.lesson}/", "title": self.lessons[card.lesson]}
                link = admit(render("card_lesson.html", **lesson))
            yield _card(card, fill, link)


def cards(sheet: Sheet, lesson: str) -> Shown:
    """Return the cards of a lesson, for its page. Raises MacroFault where it has none."""
    found = tuple(card for card in sheet.findings.catalog.cards if card.lesson == lesson)
    if not found:
        known = dict.fromkeys(card.lesson for card in sheet.findings.catalog.cards)
        hint = did_you_mean(lesson, known) or f"those with cards are {', '.join(known) or 'none'}"
        raise MacroFault(f"no card has the lesson `{lesson}`", hint)
    return Shown(found, {}, sheet.to_root)


def deck(sheet: Sheet) -> Shown:
    """Return all cards, topic by topic, with what filters, shuffles and asks them. Raises MacroFault without any."""
    catalog = sheet.findings.catalog
    if not catalog.cards:
        raise MacroFault("there are no cards", "add one to a file docs/cards/TOPIC.toml")
    lessons = {card.lesson: _title(catalog.root / "docs" / "lessons" / f"{card.lesson}.md") for card in catalog.cards}
    return Shown(catalog.cards, lessons, sheet.to_root)


def _card(card: Card, fill: Fill, link: str) -> str:
    """Return one card; `link` stands for what leads to its lesson."""
    said = {key: fill(text) for key, text in card.texts.items()}
    opening = f'<article class="tare-card" data-tare-card="{card.name}" data-tare-topic="{_slug(card.topic)}"'
    question = f'### {said["question"]} {{: #card-{card.name} data-tare-part="question" }}'
    follow_up = (
        f'<details class="tare-card__more" markdown="block">\n<summary markdown="span">Follow-up: '
        f'<span data-tare-part="follow_up">{said["follow_up"]}</span></summary>\n\n'
        '<div data-tare-part="follow_up_answer" markdown="block">'
        f"\n\n{said['follow_up_answer']}\n\n</div>\n\n</details>"
    )
    listens_for = (
        '<details class="tare-card__more" markdown="block">\n<summary>A good interviewer listens for</summary>\n\n'
        f'<div data-tare-part="listens_for" markdown="block">\n\n{said["listens_for"]}\n\n</div>\n\n</details>'
    )
    return _joined(
        f'{opening} markdown="block">',
        '<div class="tare-card__said" markdown="block">',
        question,
        *(_answer(card, key, summary, said[key]) for key, summary in ANSWERS.items()),
        "</div>",
        '<div class="tare-card__proof" markdown="block">',
        '<div data-tare-part="evidence" markdown="block">',
        f"**Evidence.** {said['evidence']}",
        "</div>",
        follow_up,
        listens_for,
        link,
        "</div>",
        said.get("bars", ""),
        "</article>",
    )


def _answer(card: Card, key: str, summary: str, text: str) -> str:
    """Return one answer; of those of a card, the browser keeps one open."""
    is_open = " open" if key == "short" else ""
    return _joined(
        f'<details class="tare-card__answer" name="answers-{card.name}"{is_open} markdown="block">\n'
        f"<summary>{summary}</summary>",
        f'<div data-tare-part="{key}" markdown="block">',
        text,
        "</div>",
        "</details>",
    )


def _joined(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _slug(topic: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", topic.lower()).strip("-")


def _title(page: Path) -> str:
    found = _TITLE.search(page.read_text("utf-8"))
    return found["title"].strip() if found else page.stem
