"""Makes texts comparable with what a page shows of them."""

from __future__ import annotations

import re

_UNSHOWN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffd]")


def plain(text: str) -> str:
    """Return a text without what a page cannot show as it is: control characters, and what stands for them."""
    return " ".join(_UNSHOWN.sub("", text).split())
