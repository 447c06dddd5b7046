from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.browser.conftest import Visit

LESSON = "lessons/three-images/"
MARK = "main .tare-claim__mark"
OPEN = "[popover]:popover-open"


def test_a_claims_mark_opens_its_evidence_by_keyboard_and_that_opens_passports(visit: Visit) -> None:
    with visit(LESSON) as page:
        for _ in range(300):
            page.keyboard.press("Tab")
            if page.evaluate(f"document.activeElement.matches('{MARK}')"):
                break
        else:
            pytest.fail("Tab never reaches a claim's mark")
        page.keyboard.press("Enter")
        assert page.locator(OPEN).is_visible()
        assert page.locator(f"{OPEN} data").count() >= 1
        page.locator(f"{OPEN} .tare-figure").first.press("Enter")
        assert page.locator(OPEN).last.is_visible()
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        assert page.locator(OPEN).count() == 0
        assert page.evaluate(f"document.activeElement.matches('{MARK}')")


def test_every_mark_has_a_name_and_opens_something(visit: Visit) -> None:
    with visit(LESSON) as page:
        marks = page.locator(MARK)
        assert marks.count() >= 1
        for mark in marks.all():
            assert mark.get_attribute("aria-label") or mark.inner_text() == "not checked"
            assert mark.evaluate("each => each.popoverTargetElement !== null")


@pytest.mark.parametrize("width", [360, 1280])
def test_a_mark_stays_on_the_line_of_its_last_word(visit: Visit, width: int) -> None:
    """A line may break before any button, but not before the one that ends a sentence."""
    beside = """claims => claims.every(claim => {
        const mark = claim.querySelector(".tare-claim__end > .tare-claim__mark");
        if (!mark) return true;
        const words = document.createRange();
        words.setStart(claim, 0);
        words.setEndBefore(mark.parentElement);
        const last = [...words.getClientRects()].at(-1);
        const middle = mark.getBoundingClientRect();
        return last.top < middle.bottom && middle.top < last.bottom && last.right <= middle.left + 4;
    })"""
    with visit(LESSON, width=width) as page:
        assert page.locator("main .tare-claim").evaluate_all(beside)


def test_on_paper_there_are_no_marks_and_no_evidence(visit: Visit) -> None:
    with visit(LESSON) as page:
        page.emulate_media(media="print")
        assert page.locator("main .tare-claim__end").evaluate_all("all => all.every(each => !each.offsetParent)")
