from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import jsonschema
import pytest

from macros.pages.expressions import evaluate, is_of_sources, text_of
from macros.plan.literals import read_literals
from macros.readme import stale_figures
from macros.records.results import read_results

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Site
    from tests.docs.built import BuiltPage

_AWAY = "does not answer"
"""How a reason says that no registry could be reached."""


def test_every_figure_on_a_page_is_the_one_in_results(site: Site, pages: dict[str, BuiltPage]) -> None:
    """Both what a machine reads and what a person reads; what is counted in the examples is in no results."""
    wrong = []
    for name, page in pages.items():
        for figure in page.figures:
            if is_of_sources(figure.expression):
                continue
            value = evaluate(figure.expression, site.results)
            if float(figure.value) != pytest.approx(value, rel=1e-12):
                wrong.append(f"{name}: {figure.expression} is {value}, the page has {figure.value}")
            if figure.text != text_of(figure.expression, value):
                wrong.append(
                    f"{name}: {figure.expression} reads {figure.text}, not {text_of(figure.expression, value)}"
                )
    assert not wrong


def test_lessons_have_figures_to_compare(pages: dict[str, BuiltPage]) -> None:
    figures = [figure for name, page in pages.items() if name.startswith("lessons/") for figure in page.figures]
    assert len(figures) > len(pages)


def test_every_lesson_tells_files_and_waste_of_layers(pages: dict[str, BuiltPage]) -> None:
    lessons = {name: page for name, page in pages.items() if name.startswith("lessons/")}
    for what in ("files", "waste"):
        column = re.compile(rf"[^/]+/layers\[\d+\]\.{what}")
        shown = {name for name, page in lessons.items() if any(column.fullmatch(f.expression) for f in page.figures)}
        assert lessons.keys() - shown == set(), what


def test_every_variant_is_measured_unless_it_needs_a_registry_and_none_answers(site: Site) -> None:
    missing = {name: image for name, image in site.results["images"].items() if image["reason"]}
    away = {name for name, image in missing.items() if image["needs_registry"] and _AWAY in image["reason"]}
    assert {name: image["reason"] for name, image in missing.items() if name not in away} == {}


def test_the_published_results_obey_the_published_schema(site: Site) -> None:
    schema = json.loads((site.folder / "results.schema.json").read_bytes())
    jsonschema.validate(site.results, schema)


def test_no_size_or_ratio_is_typed_into_a_page(checkout: Path) -> None:
    assert [str(fault) for fault in read_literals(checkout / "docs")] == []


def test_the_readme_shows_what_was_measured(site: Site, checkout: Path) -> None:
    results = read_results((site.folder / "results.json").read_bytes())
    assert list(stale_figures((checkout / "README.md").read_text(encoding="utf-8"), results)) == []
