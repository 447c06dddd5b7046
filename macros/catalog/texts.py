"""Reads a file that an author writes: from its path to its text, to the byte, or to what keeps it from being read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import Fault

if TYPE_CHECKING:
    from pathlib import Path


def read_text(path: Path, where: str) -> str | Fault:
    """Return a file's text with its line ends as they are; `where` is what a fault calls it."""
    try:
        content = path.read_bytes()
    except IsADirectoryError:
        return Fault(where, None, "it is a folder where a file is expected", "rename it")
    except OSError as error:
        return Fault(where, None, f"it cannot be read ({error.strerror})", "make it readable")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        return Fault(where, content.count(b"\n", 0, error.start) + 1, "it is not UTF-8", "save it as UTF-8")
