from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.conftest import Visit

COURSE = "course/"
LESSON = "lessons/apt/"


def kept(page: Page) -> dict[str, object]:
    found: dict[str, object] = page.evaluate(
        "Object.fromEntries(['tare-lessons', 'tare-guesses'].map(key => [key, JSON.parse(localStorage.getItem(key))]))"
    )
    return found


def told(page: Page) -> str:
    return page.get_by_role("status").first.inner_text()


def test_a_lesson_that_is_marked_as_read_is_ticked_wherever_it_is_listed(visit: Visit) -> None:
    with visit(LESSON) as page:
        page.get_by_role("button", name="Mark as read").click()
        assert page.locator(".md-nav__link .tare-read").count() >= 1
        page.reload()
        assert page.get_by_role("button", name="Read").get_attribute("aria-pressed") == "true"
        page.goto(page.url.replace(LESSON, COURSE))
        assert told(page).startswith("1 of ")
        box = page.locator("[data-tare-lesson=apt] input")
        assert box.is_checked()
        box.uncheck()
        assert told(page).startswith("0 of ")
        assert page.locator(".md-nav__link .tare-read").count() == 0
        assert kept(page)["tare-lessons"] is None


def test_what_was_kept_is_exported_cleared_and_imported(visit: Visit, tmp_path: Path) -> None:
    with visit(LESSON) as page:
        page.get_by_role("button", name="Mark as read").click()
        page.get_by_role("button", name="Weigh it").click()
        page.goto(page.url.replace(LESSON, COURSE))
        before = kept(page)
        with page.expect_download() as download:
            page.get_by_role("button", name="Export").click()
        file = tmp_path / "progress.json"
        download.value.save_as(file)
        assert json.loads(file.read_text(encoding="utf-8")) == before
        assert before["tare-lessons"] == ["apt"]
        page.once("dialog", lambda dialog: dialog.accept())
        page.get_by_text("Clear", exact=True).click()
        assert told(page).startswith("0 of ")
        assert kept(page) == {"tare-lessons": None, "tare-guesses": None}
        with page.expect_navigation():
            page.get_by_label("Import").set_input_files(file)
        assert told(page).startswith("1 of ")
        assert kept(page) == before


def test_another_file_is_refused_and_changes_nothing(visit: Visit, tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text('{"a": 1}')
    with visit(COURSE) as page:
        page.get_by_label("Import").set_input_files(tmp_path / "other.json")
        page.get_by_text("other.json is no progress that was exported here").wait_for()
        assert kept(page) == {"tare-lessons": None, "tare-guesses": None}


def test_half_a_file_of_ours_changes_nothing(visit: Visit, tmp_path: Path) -> None:
    (tmp_path / "half.json").write_text('{"tare-lessons": ["apt"], "tare-guesses": [1]}')
    with visit(COURSE) as page:
        page.get_by_label("Import").set_input_files(tmp_path / "half.json")
        page.get_by_text("half.json is no progress that was exported here").wait_for()
        assert kept(page) == {"tare-lessons": None, "tare-guesses": None}


def test_where_the_browser_has_no_room_for_a_file_what_was_kept_stays(visit: Visit, tmp_path: Path) -> None:
    guesses = {"g": "x" * 6_000_000}
    (tmp_path / "large.json").write_text(json.dumps({"tare-lessons": ["apt"], "tare-guesses": guesses}))
    with visit(COURSE) as page:
        page.locator("[data-tare-lesson=pip] input").check()
        page.get_by_label("Import").set_input_files(tmp_path / "large.json")
        page.get_by_text("this browser has no room for what is in large.json").wait_for()
        assert kept(page) == {"tare-lessons": ["pip"], "tare-guesses": None}


def test_what_is_not_ours_in_the_browser_is_left_out_of_an_export(visit: Visit, tmp_path: Path) -> None:
    with visit(COURSE) as page:
        page.locator("[data-tare-lesson=pip] input").check()
        page.evaluate("localStorage.setItem('tare-guesses', '{garbage')")
        with page.expect_download() as download:
            page.get_by_role("button", name="Export").click()
        download.value.save_as(tmp_path / "progress.json")
    assert json.loads((tmp_path / "progress.json").read_text(encoding="utf-8")) == {"tare-lessons": ["pip"]}


def test_two_tabs_keep_each_others_marks(visit: Visit) -> None:
    with visit(LESSON) as page:
        other = page.context.new_page()
        other.goto(page.url.replace(LESSON, "lessons/pip/"))
        other.get_by_role("button", name="Mark as read").click()
        page.locator(".md-nav__link[href*=pip] .tare-read").wait_for(state="attached")
        page.get_by_role("button", name="Mark as read").click()
        assert page.evaluate("localStorage.getItem('tare-lessons')") == '["apt","pip"]'


def test_a_tick_stands_beside_a_lesson_and_not_beside_its_sections(visit: Visit) -> None:
    with visit(LESSON) as page:
        page.get_by_role("button", name="Mark as read").click()
        assert page.locator(".md-nav__link[href^='#'] .tare-read").count() == 0


def test_without_scripts_the_course_is_a_list_of_links(visit: Visit) -> None:
    with visit(COURSE, scripts=False) as page:
        assert page.locator("[data-tare-lesson] > a").count() > 10
        assert page.locator(".tare-course input").count() == 0
