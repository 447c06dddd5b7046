from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.browser.conftest import Visit


def test_search_finds_a_lesson(visit: Visit) -> None:
    with visit("") as page:
        page.locator("input[data-md-component='search-query']").fill("multi-stage")
        found = page.locator(".md-search-result__link[href*='lessons/multi-stage/']")
        found.first.wait_for(timeout=10_000)
