"""What axe-core finds on the pages, beyond what it finds on a plain page of the same theme."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pytest

from tests.browser.addresses import page_addresses

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import Visit

SHAPES: tuple[tuple[int, Literal["light", "dark"]], ...] = (
    (360, "light"),
    (768, "dark"),
    (1280, "light"),
    (1280, "dark"),
)
"""Widths in pixels and colour schemes."""


@pytest.fixture(scope="module")
def axe(checkers: Path) -> str:
    """Return axe-core's text."""
    return (checkers / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def known(browser: Browser, plain_address: str, axe: str) -> set[tuple[str, str]]:
    """Return the rules that the theme's own page breaks, each with the element that breaks it."""
    page = browser.new_page()
    page.goto(f"{plain_address}/two/", wait_until="load")
    broken = {(found.rule, found.like) for found in _problems(page, axe)}
    page.close()
    return broken


@pytest.mark.parametrize("path", page_addresses())
def test_a_page_breaks_no_rule_of_accessibility(visit: Visit, path: str, axe: str, known: set[tuple[str, str]]) -> None:
    with visit(path) as page:
        problems = _problems(page, axe)
    assert [str(found) for found in problems if (found.rule, found.like) not in known] == []


def test_the_dialog_of_the_search_has_a_name(visit: Visit) -> None:
    """The theme gives it none; docs/.overrides/main.html does."""
    with visit("") as page:
        assert page.locator(".md-search[role=dialog]").get_attribute("aria-label")


@dataclass(frozen=True, slots=True)
class _Problem:
    rule: str
    element: str
    shape: str

    @property
    def like(self) -> str:
        """The element without its numbers, which count those of its kind on a page."""
        return re.sub(r"\d+", "", self.element)

    def __str__(self) -> str:
        return f"{self.rule}, {self.shape}: {self.element[:200]}"


def _problems(page: Page, axe: str) -> list[_Problem]:
    """Return each element that breaks a rule, in any shape."""
    page.evaluate(axe)
    found: list[_Problem] = []
    for width, scheme in SHAPES:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # no colour is caught half-way
        report = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        found += [
            _Problem(violation["id"], node["html"], f"{width} px, {scheme}")
            for violation in report["violations"]
            for node in violation["nodes"]
        ]
    return found
