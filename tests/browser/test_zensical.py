"""The site that Zensical built, in a browser: its policy holds, and search, passports and layout work with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Visit


def find(page: Page, words: str, path: str) -> None:
    """Type words into the search that is open, and wait for a result that leads to a page."""
    page.get_by_role("combobox", name="Search").fill(words)
    page.locator(f"a[href*='{path}']:has-text('.dockerignore')").first.wait_for()


@pytest.mark.parametrize("by", ["click", "key"])
def test_search_opens_by_a_click_and_by_its_key_and_brings_its_index_then(visit_zensical: Visit, by: str) -> None:
    with visit_zensical("lessons/slim-base/") as page:
        page.wait_for_load_state("networkidle")
        assert indexes(page) == 0
        if by == "click":
            page.locator(".md-search__button").click()
        else:
            page.keyboard.press("Control+k")
        find(page, "dockerignore", "lessons/dockerignore/")
        assert indexes(page) == 1


def indexes(page: Page) -> int:
    """Return how often a page asked for the index of the search."""
    asked = "performance.getEntriesByType('resource').filter(each => each.name.endsWith('/search.json')).length"
    return int(page.evaluate(asked))


def test_the_home_page_has_the_whole_width(visit_zensical: Visit) -> None:
    with visit_zensical("") as page:
        assert not page.locator(".md-sidebar--primary").is_visible()
    with visit_zensical("lessons/slim-base/") as page:
        assert page.locator(".md-sidebar--primary").is_visible()


def test_a_figure_opens_its_passport(visit_zensical: Visit) -> None:
    with visit_zensical("lessons/slim-base/") as page:
        page.locator("[popovertarget]").first.click()
        page.locator("[popover]:popover-open").wait_for()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", ["", "challenges/", "compare/", "interview/", "lessons/inside/", "results/"])
def test_a_page_fits_its_window_and_complains_of_nothing(visit_zensical: Visit, path: str, width: int) -> None:
    with visit_zensical(path, width=width) as page:
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
