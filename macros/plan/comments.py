"""Finds the comments of an example's files: from a file to its comments with their lines."""

from __future__ import annotations

import io
import re
import tokenize
from typing import TYPE_CHECKING

from .prose import blank

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SUFFIXES = (".sh", ".toml", ".txt", ".yml", ".yaml", ".cfg", ".ini", ".dockerignore")
_COMMENT = re.compile(r"(?:[^\"'#\n]*[ \t])?#(?P<text>[^!].*)")
"""From a `#` at the beginning of a line, or after a space where no quotation mark stands before it."""
_LONG_TEXT = re.compile(r"\"{3}.*?\"{3}|'{3}.*?'{3}", re.DOTALL)


def comments(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and text of each comment, as far as the file's name tells how comments are written in it.

    A file that is no text has none.
    """
    if path.suffix == ".py":
        yield from _python(_text(path))
    elif path.name.startswith("Dockerfile") or path.name == ".dockerignore" or path.suffix in _SUFFIXES:
        text = _LONG_TEXT.sub(blank, _text(path))
        for number, line in enumerate(text.splitlines(), start=1):
            if found := _COMMENT.match(line):
                yield number, found["text"]


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _python(text: str) -> Iterator[tuple[int, str]]:
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string.lstrip("#!")
    except (tokenize.TokenError, SyntaxError):
        # Whether it runs is for the smoke test to tell.
        return
