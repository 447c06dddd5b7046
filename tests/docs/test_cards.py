"""The interview deck of the site: enough questions, each with its evidence, on its lesson, and in Anki."""

from __future__ import annotations

import importlib.util
import re
from typing import TYPE_CHECKING, Any

import pytest

from macros.catalog.cards import CARD_KEYS, TEXTS, Card, read_cards
from macros.records.results import read_results

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Site

_SHOWN = re.compile(r'data-tare-card="([^"]+)"')


@pytest.fixture(scope="module")
def cards(checkout: Path) -> tuple[Card, ...]:
    found, faults = read_cards(checkout)
    assert not faults
    return found


def test_the_contributing_page_tells_every_key_of_a_card(checkout: Path) -> None:
    page = (checkout / "docs/contributing.md").read_text(encoding="utf-8")
    section = page.partition("## How do you add an interview card?")[2].partition("\n## ")[0]
    told = [key for row in re.findall(r"^\| (`.+?`) \|", section, re.MULTILINE) for key in re.findall(r"`(\w+)`", row)]
    assert sorted(told) == sorted(["title", *CARD_KEYS])


def test_there_are_fifty_questions_or_more_and_no_question_twice(cards: tuple[Card, ...]) -> None:
    questions = {card.texts["question"].text for card in cards}
    assert len(questions) == len(cards) >= 50


def test_every_lesson_has_at_least_two_cards_and_shows_them(
    site: Site, checkout: Path, cards: tuple[Card, ...]
) -> None:
    for path in (checkout / "docs/lessons").glob("*.md"):
        its = [card.name for card in cards if card.lesson == path.stem]
        page = (site.folder / "lessons" / path.stem / "index.html").read_text(encoding="utf-8")
        assert len(its) >= 2, path.stem
        assert _SHOWN.findall(page) == its


def test_the_page_of_all_cards_has_each_once(site: Site, cards: tuple[Card, ...]) -> None:
    page = (site.folder / "interview/index.html").read_text(encoding="utf-8")
    assert _SHOWN.findall(page) == [card.name for card in cards]


def test_every_card_says_all_that_a_card_says_and_quotes_the_wrong_answer(cards: tuple[Card, ...]) -> None:
    assert [card.name for card in cards if not all(card.texts[key].text.strip() for key in TEXTS)] == []
    assert [card.name for card in cards if not card.texts["wrong"].text.strip().startswith('"')] == []


def test_the_long_answer_says_more_than_the_short_one(cards: tuple[Card, ...]) -> None:
    words = {card.name: [len(card.texts[key].text.split()) for key in ("short", "long")] for card in cards}
    assert {name: counts for name, counts in words.items() if counts[1] < counts[0] * 1.5} == {}


def test_every_card_has_a_claim_of_its_own_among_the_published_ones(site: Site, cards: tuple[Card, ...]) -> None:
    claims = read_results((site.folder / "results.json").read_bytes()).claims
    unproved = []
    for card in cards:
        evidence = card.texts["evidence"]
        lines = range(evidence.line, evidence.line + evidence.text.count("\n") + 1)
        if not any(claim.page == evidence.where and claim.line in lines for claim in claims):
            unproved.append(card.name)
    assert unproved == []


def test_search_finds_every_card_by_its_question(site: Site, cards: tuple[Card, ...]) -> None:
    index = (site.folder / "search/search_index.json").read_text(encoding="utf-8")
    assert [card.name for card in cards if f'"interview/#card-{card.name}"' not in index] == []


@pytest.mark.skipif(importlib.util.find_spec("anki") is None, reason="there is no `anki` for this Python")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_ankis_own_library_imports_every_card_with_its_pictures_and_once(
    site: Site, cards: tuple[Card, ...], tmp_path: Path
) -> None:
    from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

    collection: Any = Collection(str(tmp_path / "collection.anki2"))
    try:
        for _ in range(2):  # the second time it finds each note again, by its GUID
            package = str(site.folder / "downloads/tare-interview.apkg")
            collection.import_anki_package(
                ImportAnkiPackageRequest(package_path=package, options=ImportAnkiPackageOptions())
            )
        notes = [collection.get_note(each) for each in collection.find_notes("")]
        backs = [note.cards()[0].answer() for note in notes]
        pictures = {path.name for path in (tmp_path / "collection.media").iterdir()}
    finally:
        collection.close()
    assert len(notes) == len(cards)
    assert all(all(note.fields[:8]) for note in notes)
    assert {name for back in backs for name in re.findall(r'src="([^"]+)"', back)} == pictures
    assert pictures == {f"tare-{card.name}.svg" for card in cards if card.bars}
    assert [back for back in backs if "{{" in back or "<button" in back] == []
