"""Reads the page of messages: from its tables to what each message can be in the code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.docs.said import bare
from tests.docs.texts import HOLE

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROW = re.compile(r"\| (?!message \||-)(.+?) \|")
_PART = re.compile(r"…|`[^`…]*`")
_VALUES = rf"[^\w{HOLE}]*(?:{HOLE}[^\w{HOLE}]*)+"
"""What `…` stands for: one value or several, with punctuation between and around them."""


@dataclass(frozen=True, slots=True)
class Told:
    """One message of the page."""

    line: int
    text: str
    """As the page has it, with `…` where a value goes in."""

    def tells(self, problem: str) -> bool:
        """Tell whether it is a message of the code, which has HOLE where a value goes in and is bare."""
        pattern, end, text = "", 0, bare(self.text.replace("…", HOLE)).replace(HOLE, "…")
        for part in _PART.finditer(text):
            # A name in code on the page may be a value in the code: `seconds` is …
            meant = _VALUES if part[0] == "…" else rf"(?:{HOLE}|{re.escape(part[0])})"
            pattern += re.escape(text[end : part.start()]) + meant
            end = part.end()
        pattern += re.escape(text[end:])
        if text.startswith("… "):
            # A clause of the code may follow on a name that is put before it elsewhere.
            pattern = f"(?:{_VALUES}\\ )?" + pattern.removeprefix(f"{_VALUES}\\ ")
        return re.fullmatch(pattern, problem) is not None


def read_told(page: str) -> Iterator[Told]:
    """Yield every message in the tables of a page."""
    for number, line in enumerate(page.splitlines(), start=1):
        if row := _ROW.match(line):
            for text in row[1].split("; "):
                yield Told(number, text)
