"""Reads a built page as its templates made it: without the spans that only keep words of code on one line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_KEPT_TOGETHER = re.compile(r'<span class="tare-(?:token|nowrap)">([^<]*)</span>(?:<wbr>)?')


def read_page(path: Path) -> str:
    """Return the page's HTML."""
    return _KEPT_TOGETHER.sub(r"\1", path.read_text(encoding="utf-8"))
