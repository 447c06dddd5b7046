from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.addresses import page_addresses
from tests.conftest import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Visit

LESSONS = [path for path in page_addresses() if path.startswith("lessons/")]
BEGINNERS = {
    "lessons/apt/": "apt-get clean",
    "lessons/capstone/": "reduce image size",
    "lessons/compiled/": "gcc compile package",
    "lessons/deleting-later/": "delete file image size",
    "lessons/dockerignore/": "dockerignore",
    "lessons/from-scratch/": "from scratch",
    "lessons/inside/": "what is in the image",
    "lessons/layer-history/": "which layer is big",
    "lessons/multi-stage/": "multi-stage",
    "lessons/node/": "node npm devDependencies",
    "lessons/order/": "cache order copy",
    "lessons/other-bases/": "alpine",
    "lessons/pip/": "pip no-cache-dir",
    "lessons/platforms/": "arm64 mac",
    "lessons/secrets/": "password token",
    "lessons/slim-base/": "python slim",
    "lessons/three-images/": "three dockerfiles",
    "lessons/what-an-image-weighs/": "docker images size",
}
"""What somebody types who knows `docker build` and little more."""
_FIRST = 5
"""How many of the pages that are found a reader looks at."""


def _found(page: Page, words: str) -> list[str]:
    """Return the addresses of the pages that a search finds, the best first."""
    query = page.locator("input[data-md-component='search-query']")
    query.fill("")
    page.locator(".md-search-result__meta", has_text="Type to start").wait_for(state="attached")
    query.press_sequentially(words)
    page.locator(".md-search-result__meta", has_text=re.compile(r"\d+ matching|No matching")).wait_for(state="attached")
    before: list[str] | None = None
    for _ in range(20):  # results of one key take the place of those of the key before it
        page.wait_for_timeout(200)
        found = _listed(page)
        if found == before:
            break
        before = found
    return found[:_FIRST]


def test_the_field_takes_the_clicks_where_it_lies_over_the_tabs(visit: Visit) -> None:
    for width in (1280, 1920):
        with visit("", width=width) as page:
            query = page.locator("input[data-md-component='search-query']")
            query.click()
            page.wait_for_timeout(500)  # it grows
            box = query.bounding_box()
            assert box is not None
            for share in (0.1, 0.5, 0.9):
                at = [box["x"] + box["width"] * share, box["y"] + box["height"] / 2]
                assert page.evaluate("([x, y]) => document.elementFromPoint(x, y).matches('.md-search *')", at)


def _listed(page: Page) -> list[str]:
    links = page.locator(".md-search-result__item > .md-search-result__link")
    addresses: list[str] = links.evaluate_all("links => links.map(link => link.href)")
    return [re.sub(r"[?#].*", "", address) for address in addresses]


@pytest.mark.timeout(180)
def test_search_finds_each_lesson_by_its_question(visit: Visit) -> None:
    with visit("") as page:
        for path in LESSONS:
            source = (ROOT / "docs" / f"{path.rstrip('/')}.md").read_text(encoding="utf-8")
            title = source.split("\n# ", 1)[1].split("\n", 1)[0]
            question = re.sub(r"<[^>]*>|[`?]", "", title)
            assert any(each.endswith(path) for each in _found(page, question)), f"{path} by its question"


@pytest.mark.timeout(180)
def test_search_finds_each_lesson_by_words_of_a_beginner(visit: Visit) -> None:
    assert BEGINNERS.keys() == set(LESSONS), "each lesson has words"
    with visit("") as page:
        missed = [path for path, words in BEGINNERS.items() if not any(e.endswith(path) for e in _found(page, words))]
    assert missed == []


def test_the_index_is_fetched_by_those_who_search_and_not_before(visit: Visit) -> None:
    asked: list[str] = []
    with visit("lessons/apt/") as page:
        page.on("request", lambda request: asked.append(request.url))
        page.reload(wait_until="networkidle")
        assert [url for url in asked if "search_index" in url] == []
        page.locator("input[data-md-component='search-query']").focus()
        page.locator(".md-search-result__meta", has_text="Type to start").wait_for(state="attached")
        assert [url for url in asked if "search_index" in url]


def test_a_link_with_a_query_searches_at_once(visit: Visit) -> None:
    with visit("lessons/apt/?q=dockerignore") as page:
        page.locator(".md-search-result__meta", has_text=re.compile(r"\d+ matching")).wait_for(state="attached")
