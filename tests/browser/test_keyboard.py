"""Every control of a page, reached by Tab: none is left out, in the order in which they are read, each in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.browser.conftest import Visit

MOST = 900
"""Presses of Tab, more than any page has controls."""
CONTROLS = """() => [...document.querySelectorAll("main :is(a[href], button, input, select, summary, [tabindex='0'])")]
    .filter(each => each.checkVisibility({visibilityProperty: true}) && !each.disabled && each.tabIndex >= 0)
    .map((each, index) => { each.dataset.control = index; return each.outerHTML.slice(0, 120); })"""
FOCUSED = """() => {
    const at = document.activeElement;
    const style = getComputedStyle(at);
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    const box = at.getBoundingClientRect();
    return at === document.body ? null : {
        index: at.dataset.control ?? null,
        marked: outlined || style.boxShadow !== "none",
        seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight,
        html: at.outerHTML.slice(0, 120),
    };
}"""


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    "path", ["", "lessons/multi-stage/", "course/", "results/", "interview/", "compare/", "weigh-yours/"]
)
def test_tab_reaches_every_control_in_order_and_shows_where_it_is(visit: Visit, path: str) -> None:
    with visit(path) as page:
        controls: list[str] = page.evaluate(CONTROLS)
        assert controls
        reached: list[int] = []
        unmarked: list[str] = []
        for _ in range(MOST):
            page.keyboard.press("Tab")
            focused = page.evaluate(FOCUSED)
            if focused is None:
                break
            if focused["index"] is not None:
                reached.append(int(focused["index"]))
                if not (focused["marked"] and focused["seen"]):
                    unmarked.append(focused["html"])
        assert [controls[index] for index in range(len(controls)) if index not in reached] == []
        assert reached == sorted(reached)
        assert unmarked == []
