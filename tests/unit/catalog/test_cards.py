from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from macros.catalog.cards import TEXTS, read_cards

if TYPE_CHECKING:
    from pathlib import Path

CARD = """
title = "Layers"

[cards.one-card]
lesson = "apt"
question = "What is it?"
short = '''
Short.
'''
long = '''
Long.

With a second paragraph.
'''
wrong = "Wrong."
follow_up = "And then?"
follow_up_answer = "Then."
listens_for = "A word."
evidence = '''
{% call claim(size("demo:slim") > 0) %}It weighs something.{% endcall %}
'''
""".lstrip()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "docs/lessons").mkdir(parents=True)
    (tmp_path / "docs/cards").mkdir()
    (tmp_path / "docs/lessons/apt.md").write_text("# Apt\n")
    return tmp_path


def faults_of(project: Path, text: str) -> list[str]:
    (project / "docs/cards/layers.toml").write_text(text)
    return [str(fault) for fault in read_cards(project)[1]]


def test_a_card_has_its_name_topic_lesson_and_texts_with_the_lines_of_its_file(project: Path) -> None:
    assert faults_of(project, CARD) == []
    (card,) = read_cards(project)[0]
    assert (card.name, card.topic, card.lesson) == ("one-card", "Layers", "apt")
    assert set(card.texts) == set(TEXTS)
    lines = CARD.splitlines()
    for text in card.texts.values():
        first = text.text.strip().splitlines()[0]
        assert first in lines[text.line - 1]


def test_a_project_without_cards_has_none(tmp_path: Path) -> None:
    assert read_cards(tmp_path) == ((), ())


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        pytest.param(
            'follow_up = "',
            'folow_up = "',
            "layers.toml:15: `folow_up` is no key of [cards.one-card]; did you",
            id="misspelt",
        ),
        pytest.param('wrong = "Wrong."\n', "", "layers.toml:3: [cards.one-card] has no `wrong`", id="missing"),
        pytest.param('"Wrong."', '" "', "layers.toml:14: `wrong` is empty", id="empty"),
        pytest.param('"Wrong."', "7", "layers.toml:14: `wrong` is not text", id="no text"),
        pytest.param(
            '"apt"', '"aptt"', "layers.toml:4: there is no lesson `aptt`; did you mean `apt`?", id="no such lesson"
        ),
        pytest.param('lesson = "apt"\n', "", "layers.toml:3: [cards.one-card] has no `lesson`", id="without a lesson"),
        pytest.param("[cards.one-card]", "[cards.One_Card]", "layers.toml:3: `One_Card` cannot be the name", id="name"),
        pytest.param('"Then."', '"[Then](x.md)."', "layers.toml:16: `follow_up_answer` has a link", id="link"),
        pytest.param(
            '"What is it?"', '"What\\nis it?"', "layers.toml:5: `question` goes over several lines", id="lines"
        ),
        pytest.param(
            "call claim(size", "if (size", "layers.toml:18: the evidence of this card claims nothing", id="proof"
        ),
        pytest.param(
            "[cards.one-card]", "[cads.one-card]", "`cads` is no key of the file; did you mean `cards`?", id="top"
        ),
        pytest.param('title = "Layers"\n', "", "the file has no `title`", id="without a title"),
    ],
)
def test_a_card_that_is_not_whole_is_refused_with_its_line(project: Path, old: str, new: str, fault: str) -> None:
    assert CARD.count(old) == 1
    told = faults_of(project, CARD.replace(old, new))
    assert any(fault in each for each in told), told


def test_a_misspelt_key_is_told_once(project: Path) -> None:
    (told,) = faults_of(project, CARD.replace('follow_up = "', 'folow_up = "'))
    assert told.endswith("did you mean `follow_up`?")


def test_a_name_that_another_file_has_is_refused(project: Path) -> None:
    (project / "docs/cards/again.toml").write_text(CARD)
    (told,) = faults_of(project, CARD)
    assert told == (
        "docs/cards/layers.toml:3: a card `one-card` stands in docs/cards/again.toml:5 already; give it another name"
    )


def test_a_name_that_stands_twice_in_one_file_is_refused(project: Path) -> None:
    assert "it is not TOML" in faults_of(project, CARD + "\n[cards.one-card]\n")[0]


def test_bars_are_a_macro_at_their_line(project: Path) -> None:
    assert faults_of(project, CARD + 'bars = ["demo:slim", "demo:multi"]\n') == []
    (card,) = read_cards(project)[0]
    assert card.bars == ("demo:slim", "demo:multi")
    assert card.texts["bars"].text == '{{ bars("demo:slim", "demo:multi") }}'
    assert card.texts["bars"].line == len(CARD.splitlines()) + 1
