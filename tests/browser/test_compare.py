"""The page that sets two images side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Visit

SHOWN = "[data-tare-image]:not([hidden])"


def _shown(page: Page) -> list[str]:
    names: list[str] = page.locator(SHOWN).evaluate_all("found => found.map(each => each.dataset.tareImage)")
    return names


def test_a_choice_is_shown_and_kept_in_the_address(visit: Visit) -> None:
    with visit("compare/") as page:
        page.get_by_label("An image").select_option("apt:one-run")
        page.get_by_label("Beside it").select_option("apt:no-recommends")
        assert _shown(page) == ["apt:one-run", "apt:no-recommends"]
        page.reload()
        assert _shown(page) == ["apt:one-run", "apt:no-recommends"]
        assert "they do one job" in page.get_by_role("status").inner_text()


def test_layers_of_both_are_marked_and_the_larger_image_sets_the_scale(visit: Visit) -> None:
    with visit("compare/?one=web:slim&other=web:multi") as page:
        assert page.locator(f"{SHOWN} .tare-compare__layer--shared").count() >= 2
        whole = page.locator("[data-tare-compare]").evaluate("each => each.style.getPropertyValue('--tare-whole')")
        sizes = page.locator(SHOWN).evaluate_all("found => found.map(each => Number(each.dataset.tareBytes))")
        assert float(whole) == max(sizes)


def test_images_that_do_unlike_jobs_are_told_so(visit: Visit) -> None:
    with visit("compare/?one=web:slim&other=static:scratch") as page:
        assert "do not do the same job" in page.get_by_role("status").inner_text()


def test_a_link_with_a_name_that_is_no_image_shows_what_the_page_shows_by_itself(visit: Visit) -> None:
    with visit("compare/?one=web:slmi&other=<b>") as page:
        assert _shown(page) == ["web:fat", "web:slim"]


def test_without_scripts_two_images_stand_there(visit: Visit) -> None:
    with visit("compare/", scripts=False) as page:
        assert _shown(page) == ["web:fat", "web:slim"]
        assert page.locator("[data-tare-compare] select").count() == 0


def test_an_image_that_was_not_measured_does_no_job_that_is_known(visit: Visit) -> None:
    with visit("compare/?one=web:slim&other=web:multi") as page:
        page.locator("[data-tare-image='web:fat']").evaluate("panel => { panel.dataset.tareAbsent = '' }")
        page.get_by_label("Beside it").select_option("web:fat")
        assert page.get_by_role("status").inner_text() == "web:fat was not measured: there is nothing to compare."


def test_a_link_to_an_image_that_there_is_not_says_so(visit: Visit) -> None:
    with visit("compare/?one=web:slim&other=web:slimm") as page:
        assert page.get_by_role("status").inner_text().startswith("There is no image web:slimm")
