from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from macros.catalog.cards import read_cards
from macros.catalog.examples import read_catalog
from macros.plan.claims import claim_faults
from macros.plan.literals import read_literals
from macros.plan.pages import macro_calls, page_faults
from macros.plan.templates import read_templates
from macros.plan.unproved import read_unproved
from tests.unit.catalog.test_cards import CARD

if TYPE_CHECKING:
    from pathlib import Path


def faults_of(root: Path, old: str, new: str, page: str = "") -> list[str]:
    """Return what is wrong with a project that has that card, changed, and a page."""
    assert CARD.count(old) == 1
    for name in ("cards", "lessons"):
        (root / "docs" / name).mkdir()
    (root / "docs/lessons/apt.md").write_text(page)
    (root / "docs/cards/layers.toml").write_text(CARD.replace(old, new))
    catalog = replace(read_catalog(root)[0], cards=read_cards(root)[0])
    templates, faults = read_templates(root / "docs")
    docs = root / "docs"
    found = (*faults, *page_faults(catalog, macro_calls(templates)), *claim_faults(catalog, templates))
    return [str(each) for each in (*found, *read_literals(docs), *read_unproved(catalog, docs))]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        pytest.param("Short.", "It weighs 5 MB.", "docs/cards/layers.toml:7: the figure `5 MB`", id="figure"),
        pytest.param('"A word."', '"Half of it."', "docs/cards/layers.toml:17: `Half` is a figure", id="in words"),
        pytest.param("With a", "`demo:slim` is smaller. A", "docs/cards/layers.toml:12: `smaller`", id="comparison"),
        pytest.param("Long.", '{{ size("demo:slimm") }}', "docs/cards/layers.toml:10: there is no image", id="image"),
        pytest.param("Long.", "{{ size( }}", "docs/cards/layers.toml:10: Jinja cannot read", id="syntax"),
        pytest.param("weighs something", "is smaller", "docs/cards/layers.toml:19: the sentence", id="claim"),
    ],
)
def test_a_text_of_a_card_is_judged_as_a_page_with_the_line_of_its_file(
    root: Path, old: str, new: str, fault: str
) -> None:
    told = faults_of(root, old, new)
    assert any(fault in each for each in told), told


def test_a_lesson_that_no_card_has_is_refused(root: Path) -> None:
    told = faults_of(root, "Short.", "Brief.", '{{ cards("appt") }}\n')
    assert "docs/lessons/apt.md:1: no card has the lesson `appt`; did you mean `apt`?" in told
