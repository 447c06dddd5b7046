"""The page of all images, and the files beside it."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Visit
    from tests.conftest import Site

SIZES = "[data-tare-results] tbody tr:not([hidden]) td[data-tare-label=unpacked] data"
NAMES = "[data-tare-results] tbody tr:not([hidden]) th code"


def _sizes(page: Page) -> list[float]:
    sizes: list[float] = page.locator(SIZES).evaluate_all("found => found.map(each => Number(each.value))")
    return sizes


def test_a_column_sorts_by_its_figures_and_again_the_other_way_by_keyboard(visit: Visit) -> None:
    with visit("results/") as page:
        head = page.get_by_role("button", name="unpacked")
        head.focus()
        page.keyboard.press("Enter")
        assert len(_sizes(page)) > 1
        assert _sizes(page) == sorted(_sizes(page), reverse=True)
        assert page.locator("th[aria-sort=descending]").inner_text().strip() == "unpacked"
        page.keyboard.press("Enter")
        assert _sizes(page) == sorted(_sizes(page))
        page.get_by_role("button", name="image").click()
        names = page.locator(NAMES).all_inner_texts()
        assert names == sorted(names)


def test_what_was_not_measured_comes_last_whichever_way_sizes_are_sorted(visit: Visit) -> None:
    with visit("results/") as page:
        reasons = page.locator("[data-tare-results] tbody tr:has(.tare-table__reason)").count()
        for _ in range(2):
            page.get_by_role("button", name="transfer").click()
            rows = page.locator("[data-tare-results] tbody tr").evaluate_all(
                "rows => rows.map(row => row.querySelector('.tare-table__reason') !== null)"
            )
            assert rows == sorted(rows)
            assert sum(rows) == reasons


def test_words_and_base_leave_the_rows_that_have_both(visit: Visit) -> None:
    with visit("results/") as page:
        whole = page.locator(NAMES).count()
        page.get_by_label("Words").fill("web: SLIM")
        page.get_by_role("combobox", name="Base", exact=True).select_option("python:3.12-slim")
        names = page.locator(NAMES).all_inner_texts()
        assert "web:slim" in names
        assert all(name.startswith("web:") for name in names)
        assert page.get_by_role("status").inner_text() == f"{len(names)} of {whole} images"
        page.get_by_label("Words").fill("no such image")
        assert page.locator(NAMES).count() == 0


def test_on_a_phone_a_list_sorts_in_place_of_the_heads(visit: Visit) -> None:
    with visit("results/", width=360) as page:
        page.get_by_label("Sort by").select_option("unpacked")
        assert _sizes(page) == sorted(_sizes(page), reverse=True)


def test_without_scripts_every_image_is_there_and_nothing_promises_to_sort(visit: Visit, site: Site) -> None:
    with visit("results/", scripts=False) as page:
        assert page.locator(NAMES).count() == len(site.results["images"])
        assert page.locator("[data-tare-results] :is(thead button, input, select)").count() == 0


def test_the_file_for_spreadsheets_has_what_results_have(site: Site) -> None:
    lines = list(csv.DictReader((site.folder / "results.csv").read_text(encoding="utf-8").splitlines(keepends=True)))
    assert [line["image"] for line in lines] == list(site.results["images"])
    for line in lines:
        measured = site.results["images"][line["image"]]["measurement"]
        assert line["unpacked_size"] == ("" if measured is None else str(measured["unpacked_size"]))
        assert line["transfer_size"] == ("" if measured is None else str(measured["transfer_size"]))


def test_on_a_phone_tab_stops_at_no_head_that_is_not_seen(visit: Visit) -> None:
    with visit("results/", width=360) as page:
        heads = page.locator(".tare-results__sort")
        assert heads.count() > 0
        assert heads.evaluate_all("all => all.every(each => each.tabIndex === -1)")
        page.set_viewport_size({"width": 1280, "height": 900})
        page.wait_for_function("document.querySelector('.tare-results__sort').tabIndex === 0")
