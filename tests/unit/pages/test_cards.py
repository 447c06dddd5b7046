"""Interview cards on pages and as a deck for Anki, with the real MkDocs on a small project."""

from __future__ import annotations

import io
import re
import sqlite3
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from macros.catalog.cards import read_cards
from macros.errors import WrongSource
from macros.records.results import read_results
from macros.site import build_site
from tests.unit.catalog.test_cards import CARD

if TYPE_CHECKING:
    from macros.plan.findings import Findings

REPOSITORY = Path(__file__).parents[3]
CONFIGURATION = """
site_name: test
theme: {name: material, font: false}
plugins: [search, macros: {module_name: macros, on_undefined: strict, on_error_fail: false}, tare]
markdown_extensions: [attr_list, md_in_html, toc: {permalink: true}, macros.pages.extension]
"""
EVIDENCE = '{% call claim(size("myapp:slim") < size("myapp:fat")) %}Slim is {{ size("myapp:slim") }}.{% endcall %}'
FALSE = EVIDENCE.replace("<", ">")
ABSENT = '{% call claim(size("myapp:alpine") < size("myapp:fat")) %}Alpine is small.{% endcall %}'
BARS = 'bars = ["myapp:fat", "myapp:slim"]\n'


@pytest.fixture
def project(root: Path) -> Path:
    (root / "mkdocs.yml").write_text(CONFIGURATION)
    (root / "macros").symlink_to(REPOSITORY / "macros")
    for name in ("lessons", "cards"):
        (root / "docs" / name).mkdir(parents=True)
    (root / "docs/lessons/apt.md").write_text('---\ntitle: Why apt?\n---\n\n# Apt\n\n{{ cards("apt") }}\n')
    (root / "docs/index.md").write_text("# Home\n\n{{ deck() }}\n")
    return root


def build(project: Path, findings: Findings, evidence: str = EVIDENCE, **changes: str) -> None:
    text = CARD.replace('{% call claim(size("demo:slim") > 0) %}It weighs something.{% endcall %}', evidence) + BARS
    for old, new in changes.items():
        text = text.replace(old, new)
    (project / "docs/cards/layers.toml").write_text(text)
    cards, faults = read_cards(project)
    assert not faults
    build_site(project, lambda: replace(findings, catalog=replace(findings.catalog, root=project, cards=cards)))


def notes(project: Path, tmp_path: Path) -> list[tuple[str, list[str]]]:
    """GUID and fields of each note of the deck."""
    with zipfile.ZipFile(io.BytesIO((project / "site/downloads/tare-interview.apkg").read_bytes())) as package:
        package.extract("collection.anki2", tmp_path)
    with sqlite3.connect(tmp_path / "collection.anki2") as database:
        found = database.execute("select guid, flds from notes").fetchall()
    database.close()
    return [(guid, fields.split("\x1f")) for guid, fields in found]


def test_a_card_stands_on_its_lesson_and_on_the_page_of_all_cards(project: Path, findings: Findings) -> None:
    build(project, findings)
    for name in ("index.html", "lessons/apt/index.html"):
        page = (project / "site" / name).read_text()
        assert page.count('<article class="tare-card" data-tare-card="one-card"') == 1
        assert 'id="card-one-card">What is it?' in page
        for text in ("Short.", "With a second paragraph.", "Wrong.", "And then?", "Then.", "A word."):
            assert page.count(text) == 1, text
        assert page.count('class="tare-claim__mark"') == 1
    all_cards = (project / "site/index.html").read_text()
    assert re.search(r'Lesson: <a href="(?:\./)?lessons/apt/">Why apt\?</a>', all_cards)
    assert "Lesson: <a" not in (project / "site/lessons/apt/index.html").read_text()
    assert not (project / "site/cards").exists()


def test_a_card_whose_evidence_is_false_stops_the_site_with_the_line_of_the_card(
    project: Path, findings: Findings
) -> None:
    with pytest.raises(WrongSource, match=r'docs/cards/layers.toml:19: `claim`: "Slim is .*" is false') as refused:
        build(project, findings, FALSE)
    assert len(refused.value.faults) == 1
    assert not (project / "site").exists()


def test_a_card_whose_evidence_was_not_measured_says_so_on_pages_and_in_anki(
    project: Path, findings: Findings, tmp_path: Path
) -> None:
    build(project, findings, ABSENT)
    assert "not checked</button>" in (project / "site/lessons/apt/index.html").read_text()
    ((_, fields),) = notes(project, tmp_path)
    assert any("Alpine is small. (not checked)" in field for field in fields)


def test_a_claim_of_a_card_is_published_once_though_two_pages_show_it(project: Path, findings: Findings) -> None:
    build(project, findings)
    (claim,) = read_results((project / "site/results.json").read_bytes()).claims
    assert (claim.page, claim.line, claim.status) == ("docs/cards/layers.toml", 19, "holds")


def test_the_deck_holds_every_text_and_figure_and_a_picture_without_what_only_works_on_a_page(
    project: Path, findings: Findings, tmp_path: Path
) -> None:
    build(project, findings)
    ((_, fields),) = notes(project, tmp_path)
    told = " ".join(fields)
    for text in ("What is it?", "<p>Short.</p>", "With a second paragraph.", "Wrong.", "And then?", "A word."):
        assert text in told
    assert "Slim is 129\u202fMB." in told
    assert '<img src="tare-one-card.svg">' in fields
    assert "<button" not in told
    assert "tare-" not in told.replace("tare-one-card.svg", "")


def test_a_note_keeps_its_guid_when_its_texts_change(project: Path, findings: Findings, tmp_path: Path) -> None:
    build(project, findings)
    ((before, _),) = notes(project, tmp_path)
    build(project, findings, Short="Brief")
    ((after, fields),) = notes(project, tmp_path)
    assert after == before
    assert "<p>Brief.</p>" in fields


def test_the_deck_is_the_same_to_the_byte_for_the_same_cards_and_measurements(
    project: Path, findings: Findings
) -> None:
    build(project, findings)
    before = (project / "site/downloads/tare-interview.apkg").read_bytes()
    build(project, findings)
    assert (project / "site/downloads/tare-interview.apkg").read_bytes() == before
