"""The site's Content-Security-Policy, as a browser takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route

    from tests.conftest import Site


@pytest.mark.parametrize(
    "added",
    [
        "<script>document.documentElement.dataset.altered = 'yes'</script>",
        "<img src=missing onerror=\"document.documentElement.dataset.altered = 'yes'\">",
        '<script src="http://127.0.0.1:9/elsewhere.js"></script>',
    ],
)
def test_a_script_that_was_not_there_when_the_site_was_built_does_not_run(
    browser: Browser, address: str, site: Site, added: str
) -> None:
    page = browser.new_page()
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
    altered = (site.folder / "index.html").read_text(encoding="utf-8").replace("</body>", f"{added}</body>")

    def answer(route: Route) -> None:
        route.fulfill(body=altered, content_type="text/html; charset=utf-8")

    page.route(f"{address}/", answer)
    page.goto(f"{address}/", wait_until="load")
    assert page.evaluate("document.documentElement.dataset.altered") is None
    assert refused
    page.close()
