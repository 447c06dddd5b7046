from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Visit

LESSON = "lessons/compiled/"
GUESS = ".tare-guess"


def guess(page: Page, factor: float) -> str:
    """Guess so many times what was measured, and return what is told."""
    page.locator(f"{GUESS} input").evaluate(
        """(slider, factor) => {
            const measured = Number(document.querySelector("[data-tare-guess]").dataset.tareValue);
            slider.value = Math.round(Math.log(measured * factor / 10) / Math.log(3e9 / 10) * slider.max);
            slider.dispatchEvent(new Event("input"));
        }""",
        factor,
    )
    page.get_by_role("button", name="Weigh it").click()
    return page.locator(f"{GUESS}__told").inner_text()


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (1.0, "less than a tenth off."),
        (1.5, "per cent more than was measured."),
        (0.7, "what was measured is "),
        (10.0, " times what was measured."),
        (0.2, " times that."),
    ],
)
def test_a_reader_is_told_how_far_off_he_was_and_then_sees_the_answer(visit: Visit, factor: float, words: str) -> None:
    with visit(LESSON) as page:
        assert not page.locator(f"{GUESS}__measured").is_visible()
        told = guess(page, factor)
        assert told.startswith("Your guess: ")
        assert words in told
        assert page.locator(f"{GUESS}__measured").is_visible()


def test_a_guess_stays_in_the_browser(visit: Visit) -> None:
    with visit(LESSON) as page:
        told = guess(page, 3.0)
        page.reload()
        assert page.locator(f"{GUESS}__told").inner_text() == told


def test_a_guess_is_made_by_keyboard(visit: Visit) -> None:
    with visit(LESSON) as page:
        slider = page.locator(f"{GUESS} input")
        slider.focus()
        before = slider.get_attribute("aria-valuetext")
        page.keyboard.press("End")
        assert slider.get_attribute("aria-valuetext") != before
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.locator(f"{GUESS}__measured").is_visible()


def test_without_scripts_the_answer_opens(visit: Visit) -> None:
    with visit(LESSON, scripts=False) as page:
        assert page.locator(f"{GUESS} input").count() == 0
        page.locator(f"{GUESS} summary").click()
        assert page.locator(f"{GUESS}__measured").is_visible()
