from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.addresses import page_addresses

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Visit

WIDTHS = (320, 360, 768, 1280, 1920)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", page_addresses())
def test_a_page_renders_within_its_width_and_asks_nobody_else(visit: Visit, path: str, scheme: str) -> None:
    """No error on the console, no request off the site, no scrolling sideways, and the reader's colour scheme."""
    with visit(path, scheme=scheme) as page:
        assert page.locator("main h1").count() == 1
        assert [width for width in WIDTHS if _overhang(page, width) > 0] == []
        channels = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/[0-9.]+/g).map(Number)")
        assert (sum(channels[:3]) / 3 < 128) == (scheme == "dark")


@pytest.mark.parametrize("path", page_addresses())
def test_a_page_reads_without_scripts(visit: Visit, path: str) -> None:
    with visit(path, scripts=False) as page:
        assert page.locator("main h1").is_visible()
        assert [width for width in WIDTHS if _overhang(page, width) > 0] == []


def _overhang(page: Page, width: int) -> int:
    """Return by how many pixels the page is wider than a window of that width."""
    page.set_viewport_size({"width": width, "height": 900})
    overhang = 0
    for _ in range(10):  # the theme's script moves its sidebars a moment after the width has changed
        overhang = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if overhang <= 0:
            break
        page.wait_for_timeout(100)
    return overhang
