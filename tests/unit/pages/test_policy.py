"""A page allows the scripts that it was built with, and no others."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest

from macros.pages.policy import secure


def _page(head: str, body: str = "") -> str:
    return f'<!doctype html><html><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'


def _directives(page: str) -> dict[str, str]:
    found = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', page)
    assert found is not None
    return dict(directive.split(" ", 1) for directive in found[1].split("; "))


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_a_script_of_the_page_is_allowed_by_its_hash() -> None:
    text = 'if (1 < 2 && "é") { done("&amp;") }\n'
    directives = _directives(secure(_page(f"<script>{text}</script>")))
    assert directives["script-src"] == f"'self' {_hash(text)}"


def test_no_script_is_allowed_for_being_inline() -> None:
    directives = _directives(secure(_page("<script>1</script>", "<script>2</script>")))
    assert "unsafe" not in directives["script-src"]
    assert directives["default-src"] == "'none'"


def test_a_script_that_stands_twice_is_named_once() -> None:
    assert _directives(secure(_page("<script>1</script><script>1</script>")))["script-src"].count("sha256") == 1


def test_what_a_browser_does_not_run_or_fetches_by_itself_needs_no_hash() -> None:
    page = _page('<script type="application/json">{"a": 1}</script><script src="a.js" defer></script>')
    assert _directives(secure(page))["script-src"] == "'self'"


def test_a_style_sheet_of_the_page_is_allowed_by_its_hash() -> None:
    directives = _directives(secure(_page("<style>p { color: red }</style>")))
    assert directives["style-src-elem"] == f"'self' {_hash('p { color: red }')}"


def test_the_policy_stands_before_all_that_it_rules() -> None:
    page = secure(_page("<script>1</script>"))
    assert page.index("Content-Security-Policy") < page.index("<script>")
    assert page.index('<meta charset="utf-8">') < page.index("Content-Security-Policy")


def test_a_page_that_has_no_place_for_a_policy_is_not_published_without_one() -> None:
    with pytest.raises(ValueError, match="meta charset"):
        secure("<html><body>no head</body></html>")
