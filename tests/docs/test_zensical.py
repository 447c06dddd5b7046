"""The site of this checkout, built with Zensical from the same results: the same pages, figures and components."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.docs.built import BuiltPage, read_page
from tests.docs.links import broken_links, loaded_and_not_there, loaded_from_elsewhere

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Site

_REPLAYED = "tare-replayed"
"""A page of a site that was replayed says so; the measured one has nothing to say."""
_OF_MATERIAL = {"__toc"}
"""Where a theme's own scripts hold on to."""


def components(page: Path) -> Counter[str]:
    """Return how often each class of ours stands in a page."""
    values = re.findall(r'class="([^"]*)"', page.read_text(encoding="utf-8"))
    return Counter(name for value in values for name in value.split() if name.startswith("tare-") and name != _REPLAYED)


@pytest.fixture(scope="module")
def others(zensical_site: Path) -> dict[str, BuiltPage]:
    """Return every page that Zensical built, by its path in the site."""
    return {path.relative_to(zensical_site).as_posix(): read_page(path) for path in zensical_site.rglob("*.html")}


def test_zensical_builds_every_page_that_mkdocs_builds(
    pages: dict[str, BuiltPage], others: dict[str, BuiltPage]
) -> None:
    assert others.keys() == pages.keys()


def test_zensical_shows_the_same_figures_files_and_commands(
    pages: dict[str, BuiltPage], others: dict[str, BuiltPage]
) -> None:
    for name, page in pages.items():
        assert others[name].figures == page.figures, name
        assert others[name].files == page.files, name
        assert others[name].commands == page.commands, name


def test_zensical_shows_the_same_components(site: Site, zensical_site: Path, pages: dict[str, BuiltPage]) -> None:
    for name in pages:
        assert components(zensical_site / name) == components(site.folder / name), name


def test_zensical_keeps_titles_descriptions_and_every_place_that_a_link_leads_to(
    pages: dict[str, BuiltPage], others: dict[str, BuiltPage]
) -> None:
    for name, page in pages.items():
        assert (others[name].title, others[name].description) == (page.title, page.description), name
        assert page.ids - others[name].ids <= _OF_MATERIAL, name


def test_zensical_publishes_the_same_results_and_downloads(site: Site, zensical_site: Path) -> None:
    beside = [*site.folder.glob("results*.*"), *site.folder.glob("downloads/*.zip")]
    assert beside
    for path in beside:
        assert (zensical_site / path.relative_to(site.folder)).read_bytes() == path.read_bytes(), path.name


def test_every_link_and_all_that_is_loaded_is_there_and_of_the_site(
    zensical_site: Path, others: dict[str, BuiltPage]
) -> None:
    assert list(broken_links(zensical_site, others)) == []
    assert loaded_from_elsewhere(zensical_site, others) == []
    assert loaded_and_not_there(zensical_site, others) == []


def test_what_figures_open_is_no_result_of_zensicals_search(zensical_site: Path) -> None:
    index = (zensical_site / "search.json").read_text(encoding="utf-8")
    assert "a layer only ever adds" in index.lower()
    assert [words for words in ("Passport of", "Checked: it holds") if words in index] == []
