"""Finds figures and comparisons that were typed outside of pages and are published all the same: from files to faults.

They stand in the TOML files of examples, in comments of the files that pages show, and in mkdocs.yml.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from ..catalog.listing import FOLDER
from ..catalog.toml_tables import Document, KeyPath
from ..errors import Fault
from .comments import comments
from .literals import typed_figures
from .mkdocs_file import NAME, read_settings, told_texts
from .unproved import unproved_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_REMEDY = "say it without a figure: what was measured stands on the pages"


def published_faults(root: Path) -> tuple[Fault, ...]:
    """Return a fault for each figure there, in digits or in words, and each comparison in a title or a summary.

    What a smoke test or a command holds is run, what is `[cited]` has a source, and code is not read.
    """
    return (*_of_tomls(root), *_of_comments(root), *_of_settings(root))


def _of_tomls(root: Path) -> Iterator[Fault]:
    for path in sorted((root / FOLDER).glob("*.toml")):
        try:
            text = path.read_text("utf-8")
            declared = list(_declared_texts(text))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
            continue  # a fault of the catalog
        document = Document(path.relative_to(root).as_posix(), text)
        for key, told, compares in declared:
            for problem in _problems(told, compares=compares):
                document.fault(key, problem, _REMEDY)
        yield from document.faults


def _declared_texts(toml: str) -> Iterator[tuple[KeyPath, str, bool]]:
    """Yield each text of an example's TOML file that is published: its key, itself, and whether it may not compare."""
    root = tomllib.loads(toml)
    if isinstance(title := root.get("title"), str):
        yield ("title",), title, True
    for tag, variant in _tables(root, "variants"):
        for key in ("summary", "change"):
            if isinstance(told := variant.get(key), str):
                yield ("variants", tag, key), told, True
        mistakes = variant.get("mistakes")
        for code, reason in mistakes.items() if isinstance(mistakes, dict) else ():
            if isinstance(reason, str):
                yield ("variants", tag, "mistakes", code), reason, False
    challenge = root.get("challenge")
    if isinstance(challenge, dict):
        for key in ("task", "hints"):
            yield ("challenge", key), " ".join(_texts(challenge.get(key))), True
    for name, _ in _tables(root, "commands"):
        yield ("commands", name), name.replace("-", " ").replace("_", " "), False


def _tables(root: dict[str, object], key: str) -> Iterator[tuple[str, dict[str, object]]]:
    table = root.get(key)
    for name, value in table.items() if isinstance(table, dict) else ():
        if isinstance(value, dict):
            yield name, value


def _texts(value: object) -> Iterator[str]:
    yield from (each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str))


def _of_comments(root: Path) -> Iterator[Fault]:
    for path in sorted((root / FOLDER).glob("*/**/*")):
        for line, text in comments(path):
            for problem in _problems(text, compares=False):
                yield Fault(path.relative_to(root).as_posix(), line, problem, _REMEDY)


def _of_settings(root: Path) -> Iterator[Fault]:
    for line, text in told_texts(read_settings(root)):
        for problem in _problems(text, compares=True):
            yield Fault(NAME, line, problem, _REMEDY)


def _problems(text: str, *, compares: bool) -> Iterator[str]:
    yield from (problem for _, problem, _ in typed_figures(text))
    yield from unproved_words(text, compares=compares)
