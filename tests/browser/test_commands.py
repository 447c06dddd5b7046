from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.browser.conftest import Visit

LESSON = "lessons/multi-stage/"
SERVE = "[data-tare-command='web/serve']"


def test_the_copy_button_copies_the_command_alone(visit: Visit) -> None:
    with visit(LESSON) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.locator(f"{SERVE} button[data-clipboard-target]").click()
        assert page.evaluate("navigator.clipboard.readText()") == "docker run --rm -p 8686:8000 web:multi"


@pytest.mark.parametrize("scripts", [True, False])
def test_a_command_stands_above_what_it_printed_and_answered(visit: Visit, *, scripts: bool) -> None:
    with visit(LESSON, scripts=scripts) as page:
        words = page.locator(SERVE).inner_text()
        places = [words.index(each) for each in ("docker run", "GET", "answers 200", "Hello from a container!")]
        assert places == sorted(places)
        page.locator(f"{SERVE} .tare-figure").first.press("Enter")
        passport = page.locator("[popover]:popover-open").inner_text()
        assert "web:multi" in passport
        assert "Added" in passport


@pytest.mark.parametrize("width", [360, 1280])
def test_a_long_output_scrolls_inside_its_box(visit: Visit, width: int) -> None:
    with visit(LESSON, width=width) as page:
        output = page.locator("[data-tare-command='myapp/list-builder'] .tare-terminal__output")
        tall, seen = output.evaluate("each => [each.scrollHeight, each.clientHeight]")
        assert tall > seen
        box = output.bounding_box()
        assert box
        assert box["height"] < 900
        assert box["x"] + box["width"] <= width
