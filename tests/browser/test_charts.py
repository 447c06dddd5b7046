"""A Dockerfile beside its layers, and a treemap: what is pointed at lights up, by pointer and by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browser.conftest import Visit

LESSON = "lessons/deleting-later/"
MAP = "lessons/inside/"


def _lit(page: Page) -> list[str]:
    """The texts of what is lit, one line each."""
    return [" ".join(text.split()) for text in page.locator(".tare-lit").all_inner_texts()]


def _later(page: Page) -> Locator:
    return page.locator(".tare-dockerfile", has_text="Dockerfile.deleted-later")


def test_pointing_at_an_instruction_marks_all_its_lines_and_its_layer(visit: Visit) -> None:
    with visit(LESSON) as page:
        _later(page).locator(".tare-line", has_text="grep").hover()
        lines = _later(page).locator(".tare-line.tare-lit")
        assert [text.split()[0] for text in lines.all_inner_texts()] == ["RUN", "&&"]
        assert "line 3" in _later(page).locator(".tare-slab.tare-lit").inner_text()
        page.locator("h1").hover()
        assert _lit(page) == []


def test_pointing_at_a_layer_marks_its_instruction(visit: Visit) -> None:
    with visit(LESSON) as page:
        _later(page).locator(".tare-slab", has_text="line 5").hover()
        assert _later(page).locator(".tare-line.tare-lit").inner_text().strip() == "RUN rm numbers.txt"


def test_each_instruction_with_a_layer_is_one_stop_that_marks_it(visit: Visit) -> None:
    with visit(LESSON) as page:
        stops = _later(page).locator(".tare-line[tabindex]")
        assert [text.split()[0] for text in stops.all_inner_texts()] == ["FROM", "WORKDIR", "RUN", "RUN"]
        stops.nth(2).focus()
        assert "line 3" in _later(page).locator(".tare-slab.tare-lit").inner_text()
        page.keyboard.press("Tab")
        assert "line 5" in _later(page).locator(".tare-slab.tare-lit").inner_text()


def test_focus_on_a_layers_figure_marks_its_instruction(visit: Visit) -> None:
    with visit(LESSON) as page:
        _later(page).locator(".tare-slab", has_text="line 5").locator(".tare-figure").first.focus()
        assert _later(page).locator(".tare-line.tare-lit").inner_text().strip() == "RUN rm numbers.txt"


def test_the_arrow_keys_go_from_tile_to_tile_and_a_line_tells_each(visit: Visit) -> None:
    with visit(MAP) as page:
        detail = page.locator(".tare-treemap__detail").first
        tiles = page.locator(".tare-treemap").first.locator(".tare-tile[data-tare-tile]")
        assert tiles.evaluate_all("all => all.filter(each => each.tabIndex === 0).length") == 1
        tiles.first.focus()
        first = detail.inner_text()
        page.keyboard.press("ArrowRight")
        assert tiles.nth(1).evaluate("each => each === document.activeElement")
        assert detail.inner_text() != first
        assert "Debian packages" in detail.inner_text()
        page.keyboard.press("End")
        assert tiles.last.evaluate("each => each === document.activeElement")
        page.keyboard.press("ArrowRight")
        assert tiles.last.evaluate("each => each === document.activeElement")


def test_a_tile_marks_its_row_and_the_row_its_tile(visit: Visit) -> None:
    with visit(MAP) as page:
        page.locator(".tare-treemap__more > summary").first.click()
        page.locator(".tare-treemap tbody tr").nth(2).hover()
        assert page.locator(".tare-treemap__map .tare-lit").get_attribute("data-tare-tile") == "2"


@pytest.mark.parametrize("width", [360, 1280])
def test_a_treemap_reads_without_scripts(visit: Visit, width: int) -> None:
    """The largest tiles say what they are; the line that only a script fills is not there, and the table unfolds."""
    with visit(MAP, width=width, scripts=False) as page:
        treemap = page.locator(".tare-treemap").first
        assert treemap.locator(".tare-tile__name", has_text="files in no package").is_visible()
        assert not treemap.locator(".tare-treemap__detail").is_visible()
        treemap.locator("summary").click()
        assert treemap.locator("tbody tr").count() == treemap.locator("li").count()
        assert treemap.locator("tbody tr").last.is_visible()


@pytest.mark.parametrize("width", [320, 1280])
def test_the_line_of_a_ladder_goes_through_its_points(visit: Visit, width: int) -> None:
    """The drawing is stretched over the plot, and the points are placed in it: both must mean the same axis."""
    off = """trend => {
        const line = trend.querySelector("polyline");
        const toScreen = line.getScreenCTM();
        return [...trend.querySelectorAll("li")].map((each, index) => {
            const drawn = line.points[index].matrixTransform(toScreen);
            const at = each.getBoundingClientRect();
            return Math.hypot(drawn.x - at.left, drawn.y - at.top);
        });
    }"""
    with visit("lessons/capstone/", width=width) as page:
        distances = page.locator(".tare-trend").evaluate(off)
        assert len(distances) >= 2
        assert max(distances) < 2


def test_paper_is_light_whatever_the_screen_is(visit: Visit) -> None:
    shades = "['color', 'backgroundColor'].map(name => getComputedStyle(document.body)[name])"
    with visit(MAP) as page:
        page.emulate_media(media="print")
        light = page.evaluate(shades)
    with visit(MAP, scheme="dark") as page:
        dark = page.evaluate(shades)
        page.emulate_media(media="print", color_scheme="dark")
        assert page.evaluate(shades) == light != dark


def test_the_table_of_a_treemap_is_on_paper(visit: Visit) -> None:
    with visit(MAP) as page:
        page.emulate_media(media="print")
        assert page.locator(".tare-treemap tbody tr").first.is_visible()


def test_the_home_page_has_three_doors(visit: Visit) -> None:
    with visit("") as page:
        names = [text.strip("¶ \n") for text in page.locator(".tare-door h2").all_inner_texts()]
        assert names == ["Learn", "Be examined", "Weigh yours"]
