from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Visit

DECK = "interview/"
CARD = ".tare-card"
VISIBLE = ".tare-card:not([hidden])"


def names(page: Page, cards: str = VISIBLE) -> list[str]:
    found: list[str] = page.locator(cards).evaluate_all("all => all.map(each => each.dataset.tareCard)")
    return found


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def test_cards_are_filtered_by_topic_and_by_words(visit: Visit) -> None:
    with visit(DECK) as page:
        every = names(page)
        page.get_by_label("Topic").select_option("security")
        assert 0 < len(names(page)) < len(every)
        topics = page.locator(VISIBLE).evaluate_all("all => all.map(each => each.dataset.tareTopic)")
        assert set(topics) == {"security"}
        assert page.locator(".tare-deck__topic:visible").count() == 1
        page.get_by_label("Words").fill("docker HISTORY argument")
        assert names(page) == ["why-not-a-build-argument"]
        assert f"1 of {len(every)} cards" in page.get_by_role("status").first.inner_text()
        page.get_by_label("Topic").select_option("")
        page.get_by_label("Words").fill("")
        assert names(page) == every


def test_shuffling_changes_the_order_and_a_second_press_brings_it_back(visit: Visit) -> None:
    with visit(DECK) as page:
        before = names(page)
        press(page, "Shuffle")
        mixed = names(page)
        assert mixed != before
        assert sorted(mixed) == sorted(before)
        press(page, "Shuffle")
        assert names(page) == before


def test_what_is_known_and_what_is_asked_again_outlives_a_reload_until_it_is_forgotten(visit: Visit) -> None:
    with visit(DECK) as page:
        first, second = page.locator(CARD).nth(0), page.locator(CARD).nth(1)
        first.locator("[data-tare-mark=known]").click()
        second.locator("[data-tare-mark=again]").click()
        page.reload()
        assert first.locator("[data-tare-mark=known]").get_attribute("aria-pressed") == "true"
        every = names(page)
        page.locator(".tare-deck__controls select").nth(1).select_option("known")
        assert names(page) == every[:1]
        page.locator(".tare-deck__controls select").nth(1).select_option("again")
        assert names(page) == every[1:2]
        page.locator(".tare-deck__controls select").nth(1).select_option("")
        page.once("dialog", lambda dialog: dialog.accept())
        press(page, "Forget what I know")
        assert page.evaluate("localStorage.getItem('tare-cards')") is None
        page.reload()
        assert page.locator("[data-tare-mark][aria-pressed=true]").count() == 0


def test_two_tabs_keep_each_others_cards(visit: Visit) -> None:
    with visit(DECK) as page:
        other = page.context.new_page()
        other.goto(page.url)
        other.locator("[data-tare-mark=known]").first.click()
        page.locator("[data-tare-mark=known][aria-pressed=true]").wait_for()
        page.locator("[data-tare-mark=again]").nth(1).click()
        assert len(page.evaluate("Object.keys(JSON.parse(localStorage.getItem('tare-cards')))")) == 2


def test_a_mark_is_read_aloud_with_its_whole_question(visit: Visit) -> None:
    with visit(DECK) as page:
        for card in page.locator(CARD).all():
            question = card.locator("h3").inner_text().removesuffix("\u00b6").strip()
            label = card.locator("[data-tare-mark=known]").get_attribute("aria-label") or ""
            assert " ".join(label.split()) == f"Known: {' '.join(question.split())}"


def test_a_link_leads_to_its_card_whatever_is_chosen(visit: Visit) -> None:
    with visit(DECK) as page:
        page.get_by_label("Words").fill("no card has these words")
        assert names(page) == []
        last = page.locator(CARD).last
        name = last.locator("h3").get_attribute("id")
        page.locator(f".md-nav__link[href$='#{name}']").first.evaluate("link => link.click()")
        last.wait_for(state="visible")


def test_an_interview_that_is_ended_early_tells_what_was_known(visit: Visit) -> None:
    with visit(DECK) as page:
        press(page, "Mock interview")
        press(page, "Show the answer")
        page.locator(".tare-mock").get_by_role("button", name="Known").click()
        page.locator(".tare-mock").get_by_role("button", name="End").click()
        assert "1 of 1 known" in page.locator(".tare-deck__controls [role=status]").inner_text()


def test_words_of_the_buttons_find_no_card(visit: Visit) -> None:
    with visit(DECK) as page:
        page.get_by_label("Words").fill("interviewer listens for")
        assert names(page) == []


def test_the_deck_is_worked_by_keyboard(visit: Visit) -> None:
    with visit(DECK) as page:
        page.locator("h1").click()
        page.keyboard.press("j")
        page.keyboard.press("j")
        current = page.locator(f"{CARD}--current")
        assert names(page, f"{CARD}--current") == names(page)[1:2]
        page.keyboard.press("3")
        answers = current.locator(".tare-card__answer")
        assert answers.evaluate_all("all => all.map(each => each.open)") == [False, False, True]
        page.keyboard.press("g")
        assert current.locator("[data-tare-mark=known]").get_attribute("aria-pressed") == "true"
        page.keyboard.press("k")
        assert names(page, f"{CARD}--current") == names(page)[:1]
        assert page.evaluate("document.activeElement.matches('.tare-card--current summary')")
        page.get_by_label("Words").fill("layer")
        page.get_by_label("Words").press("j")
        assert page.get_by_label("Words").input_value().count("j") == 1


def test_a_mock_interview_asks_ten_questions_one_by_one_with_a_clock(visit: Visit) -> None:
    with visit(DECK) as page:
        press(page, "Mock interview")
        asked = []
        for number in range(1, 11):
            assert f"Question {number} of 10" in page.locator(".tare-mock").inner_text()
            (name,) = names(page)
            asked.append(name)
            assert page.locator(f"{VISIBLE} h3").is_visible()
            assert not page.locator(f"{VISIBLE} .tare-card__proof").is_visible()
            assert not page.locator(f"{VISIBLE} summary").first.is_visible()
            page.keyboard.press("Enter")  # "Show the answer" has the focus
            assert page.locator(f"{VISIBLE} .tare-card__proof").is_visible()
            if number == 1:
                page.get_by_role("timer").filter(has_text=re.compile("0:0[1-9]")).wait_for()
            page.keyboard.press("Enter")  # and then "Known"
        assert len(set(asked)) == 10
        told = page.locator(".tare-deck__told").first.inner_text()
        assert re.fullmatch(r"Interview over after \d+:\d\d: 10 of 10 known", told)
        assert not page.locator(".tare-mock").is_visible()
        assert len(names(page)) > 10


def test_of_the_answers_of_a_card_one_is_open(visit: Visit) -> None:
    with visit("lessons/deleting-later/") as page:
        card = page.locator(CARD).first
        assert card.get_by_text("Not at all.").is_visible()
        card.locator("summary", has_text="2 minutes").click()
        assert card.get_by_text("a layer never changes once it is made").is_visible()
        assert not card.get_by_text("Not at all.").is_visible()


@pytest.mark.parametrize("path", [DECK, "lessons/deleting-later/"])
def test_without_scripts_every_answer_can_be_opened_and_nothing_is_dead(visit: Visit, path: str) -> None:
    with visit(path, scripts=False) as page:
        assert page.locator(f"{CARD} .tare-card__marks, .tare-button").count() == 0
        card = page.locator(CARD).last
        card.locator("summary").nth(1).click()
        assert card.locator("[data-tare-part=long]").is_visible()
        card.locator(".tare-card__more > summary").first.click()
        assert card.locator("[data-tare-part=follow_up_answer]").is_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_on_paper_every_text_of_every_card_is_there(visit: Visit, *, scripts: bool) -> None:
    with visit(DECK, scripts=scripts) as page:
        page.emulate_media(media="print")
        hidden = page.locator(".tare-card [data-tare-part]").evaluate_all(
            "all => all.filter(each => !each.checkVisibility({contentVisibilityAuto: true})).length"
        )
        assert hidden == 0
        assert page.locator(".tare-card [data-tare-part]").count() >= 8 * 50
        assert not page.locator(".tare-deck__controls").is_visible()


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_deck_fits_its_window(visit: Visit, width: int, scheme: str) -> None:
    with visit(DECK, width=width, scheme=scheme) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
