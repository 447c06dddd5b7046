from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.browser.conftest import Visit

DOCS = Path(__file__).resolve().parents[2] / "docs"


def _addresses() -> list[str]:
    """Return each page's address in the site, as MkDocs makes it of the file's name."""
    sources = (path.relative_to(DOCS).with_suffix("") for path in sorted(DOCS.rglob("*.md")))
    return ["404.html", *(f"{path}/".removesuffix("index/") for path in sources)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", _addresses())
def test_a_page_renders_within_its_width_and_asks_nobody_else(visit: Visit, path: str, width: int, scheme: str) -> None:
    """No error on the console, no request off the site, no scrolling sideways, and the reader's colour scheme."""
    with visit(path, width=width, scheme=scheme) as page:
        overhang = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overhang <= 0
        assert page.locator("main h1").count() == 1
        channels = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/[0-9.]+/g).map(Number)")
        assert (sum(channels[:3]) / 3 < 128) == (scheme == "dark")
