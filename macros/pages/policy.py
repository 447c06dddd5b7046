"""Writes a Content-Security-Policy into a finished page, whose scripts it allows by their hashes.

The format: https://www.w3.org/TR/CSP3/. Static hosts send no headers of ours, so the policy stands in a meta element.
"""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

_DATA = {"application/json", "application/ld+json"}
"""Types of scripts that a browser does not run."""
_CHARSET = re.compile(r"<meta charset=[^>]*>", re.IGNORECASE)


def secure(page: str) -> str:
    """Return a page with its policy: nothing from elsewhere, and no script or style sheet that it was not built with.

    Attributes named `style` stay allowed: bars and layers are drawn to scale by them, and they run nothing.

    Raises ValueError where the page has no `<meta charset>`, behind which the policy would stand.
    """
    found = _Inline()
    found.feed(page)
    found.close()
    policy = "; ".join(
        [
            "default-src 'none'",
            f"script-src 'self'{_allowed(found.scripts)}",
            "worker-src 'self'",
            f"style-src-elem 'self'{_allowed(found.styles)}",
            "style-src-attr 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )
    # A meta element rules over what stands behind it; browsers look for the charset in the first kilobyte.
    secured, count = _CHARSET.subn(
        lambda charset: f'{charset[0]}<meta http-equiv="Content-Security-Policy" content="{policy}">', page, count=1
    )
    if count == 0:
        message = "the page has no <meta charset>"
        raise ValueError(message)
    return secured


def _allowed(texts: list[str]) -> str:
    digests = [hashlib.sha256(text.encode()).digest() for text in texts]
    return "".join(f" 'sha256-{base64.b64encode(digest).decode()}'" for digest in dict.fromkeys(digests))


class _Inline(HTMLParser):
    """Collects the texts of the scripts and style sheets that stand in a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self._into: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style":
            self._into = self.styles
        elif tag == "script" and "src" not in given and given.get("type") not in _DATA:
            self._into = self.scripts
        else:
            return
        self._into.append("")

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._into[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self._into = None
