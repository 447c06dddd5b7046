from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.browser.conftest import Visit

LESSON = "lessons/three-images/"
OPEN = "[popover]:popover-open"


def test_a_passport_opens_and_closes_by_keyboard(visit: Visit) -> None:
    with visit(LESSON) as page:
        for _ in range(300):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.matches('main .tare-figure')"):
                break
        else:
            pytest.fail("Tab never reaches a figure")
        assert page.locator(OPEN).count() == 0
        page.keyboard.press("Enter")
        assert page.locator(OPEN).is_visible()
        page.keyboard.press("Escape")
        assert page.locator(OPEN).count() == 0
        assert page.evaluate("document.activeElement.matches('main .tare-figure')")


@pytest.mark.parametrize("width", [360, 1280])
def test_a_passport_fits_the_window_and_says_where_the_figure_comes_from(visit: Visit, width: int) -> None:
    with visit(LESSON, width=width) as page:
        page.locator("[popovertarget='tare-passport-myapp:fat']").first.click()
        box = page.locator(OPEN).bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        text = page.locator(OPEN).inner_text()
        for word in ("myapp:fat", "python:3.12", "linux/", "sha256:"):
            assert word in text


def test_every_figure_opens_something(visit: Visit) -> None:
    with visit(LESSON) as page:
        targets = "[...document.querySelectorAll('.tare-figure')].map(each => each.popoverTargetElement !== null)"
        opened = page.evaluate(targets)
        assert opened
        assert all(opened)


def test_a_passport_opens_without_scripts(visit: Visit) -> None:
    with visit(LESSON, scripts=False) as page:
        page.locator("main .tare-figure").first.press("Enter")
        assert page.locator(OPEN).is_visible()
