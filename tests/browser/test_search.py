from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.browser.conftest import Visit


def test_search_finds_a_lesson(visit: Visit) -> None:
    with visit("") as page:
        # Material listens to keys, and only once its index has come.
        page.locator(".md-search-result__meta", has_text="Type to start").wait_for(state="attached")
        page.locator("input[data-md-component='search-query']").press_sequentially("multi-stage")
        page.locator(".md-search-result__link[href*='lessons/multi-stage/']").first.wait_for()
