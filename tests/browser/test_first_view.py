"""How much a lesson's first view takes, over a plain page of the same theme."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from tests.browser.addresses import page_addresses

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Response

MOST = 60_000
"""Bytes, packed with gzip as a host sends them."""
SEARCH_INDEX = "search/search_index.json"


def _asked_for(browser: Browser, address: str) -> dict[str, int]:
    """Return what a first view of a page asks for: each file's address and packed bytes."""
    context = browser.new_context()
    page = context.new_page()
    answers: list[Response] = []

    def keep(answer: Response) -> None:
        answers.append(answer)

    page.on("response", keep)
    page.goto(address, wait_until="networkidle")
    sizes = {answer.url: len(gzip.compress(answer.body())) for answer in answers if answer.ok}
    context.close()
    return sizes


def test_a_lesson_without_the_search_index_is_little_more_than_a_plain_page(
    browser: Browser, address: str, plain_address: str
) -> None:
    """The index of all pages, which the theme fetches behind the page, is larger than that and is not counted here."""

    def weigh(at: str) -> int:
        return sum(size for url, size in _asked_for(browser, at).items() if not url.endswith(SEARCH_INDEX))

    plain = weigh(f"{plain_address}/")
    over = {path: weigh(f"{address}/{path}") - plain for path in page_addresses() if path.startswith("lessons/")}
    assert over
    assert {path: size for path, size in over.items() if size > MOST} == {}
