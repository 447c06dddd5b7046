from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs.config import load_config
from mkdocs.utils import meta

from tests.docs.links import broken_links, loaded_and_not_there, loaded_from_elsewhere

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Site
    from tests.docs.built import BuiltPage


def test_every_page_has_a_title_and_a_description_of_its_own(checkout: Path) -> None:
    """In its front matter: a page is one question, and search engines show both."""
    docs = checkout / "docs"
    fronts = {path.relative_to(docs).as_posix(): meta.get_data(path.read_text())[1] for path in docs.rglob("*.md")}
    assert [name for name, front in fronts.items() if not front.get("title") or not front.get("description")] == []
    for key in ("title", "description"):
        assert len({front[key] for front in fronts.values()}) == len(fronts), key


def test_the_built_pages_carry_title_and_description(pages: dict[str, BuiltPage]) -> None:
    assert [name for name, page in pages.items() if not page.title or not page.description] == []


def test_the_navigation_leads_to_every_page(checkout: Path) -> None:
    docs = checkout / "docs"
    config = load_config(str(checkout / "mkdocs.yml"), plugins=[])
    assert sorted(_pages(config["nav"])) == sorted(path.relative_to(docs).as_posix() for path in docs.rglob("*.md"))


def test_every_link_within_the_site_holds(site: Site, pages: dict[str, BuiltPage]) -> None:
    assert list(broken_links(site.folder, pages)) == []


def test_nothing_is_loaded_from_third_parties(site: Site, pages: dict[str, BuiltPage]) -> None:
    assert loaded_from_elsewhere(site.folder, pages) == []


def test_everything_that_is_loaded_is_there(site: Site, pages: dict[str, BuiltPage]) -> None:
    assert loaded_and_not_there(site.folder, pages) == []


def _pages(navigation: object) -> Iterator[str]:
    if isinstance(navigation, str):
        yield navigation
    elif isinstance(navigation, dict):
        for part in navigation.values():
            yield from _pages(part)
    elif isinstance(navigation, list):
        for part in navigation:
            yield from _pages(part)


def test_what_figures_open_is_no_result_of_a_search(site: Site) -> None:
    """With the theme's own search: its parser takes an inner end tag for that of what is excluded."""
    index = (site.folder / "search" / "search_index.json").read_text(encoding="utf-8")
    assert "a layer only ever adds" in index.lower()
    assert [words for words in ("Passport of", "Checked: it holds") if words in index] == []
