"""What a lesson's first view costs its reader, over a plain page of the same theme."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from tests.browser.addresses import page_addresses

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Response

MOST = 60_000
"""Bytes, each resource compressed as a host would."""


@pytest.mark.parametrize("path", [each for each in page_addresses() if each.startswith("lessons/")])
def test_the_first_view_of_a_lesson_is_light(browser: Browser, address: str, plain_address: str, path: str) -> None:
    assert _weight(browser, f"{address}/{path}") - _weight(browser, f"{plain_address}/two/") <= MOST


def _weight(browser: Browser, address: str) -> int:
    """Return the compressed bytes of all that a page loads until it is quiet."""
    page = browser.new_page()
    loaded: list[Response] = []
    page.on("response", lambda response: loaded.append(response))  # noqa: PLW0108 - a built-in cannot be registered
    page.goto(address, wait_until="networkidle")
    weight = sum(len(gzip.compress(response.body())) for response in loaded if response.ok)
    page.close()
    return weight
