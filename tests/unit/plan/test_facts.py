from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from macros.catalog.model import Catalog
from macros.plan.facts import fact_key, file_questions
from macros.plan.pages import EXPRESSION, MacroCall
from macros.records.facts import FileQuestion
from tests.unit.records.samples import KEY, OTHER_KEY

if TYPE_CHECKING:
    from collections.abc import Mapping

NO_CATALOG = Catalog(Path(), ())
"""Calls of facts are questions of their own."""


def call(macro: str, *arguments: object, keywords: Mapping[str, object] | None = None) -> MacroCall:
    return MacroCall("docs/index.md", 1, macro, arguments, keywords or {}, spread=False)


def test_each_question_is_asked_once_whether_its_arguments_are_named_or_not() -> None:
    calls = [
        call("file_count", "web:slim", "/usr/*"),
        call("size", "web:slim"),
        call("changed_files", "web:slim", "web:multi", keywords={"pattern": "/app/**"}),
        call("file_count", keywords={"pattern": "/usr/*", "reference": "web:slim"}),
        call("files_size", "web:slim", "/usr/*"),
    ]
    assert file_questions(NO_CATALOG, calls) == (
        FileQuestion("file_count", ("web:slim",), "/usr/*"),
        FileQuestion("changed_files", ("web:slim", "web:multi"), "/app/**"),
        FileQuestion("file_count", ("web:slim",), "/app/**"),
        FileQuestion("file_count", ("web:multi",), "/app/**"),
        FileQuestion("files_size", ("web:slim",), "/usr/*"),
    )


def test_a_call_that_lacks_an_argument_or_has_none_that_is_known_asks_nothing() -> None:
    spread = MacroCall("docs/index.md", 1, "file_count", ("web:slim", "/usr/*"), {}, spread=True)
    calls = [
        call("file_count", "web:slim"),
        call("file_count", "web:slim", EXPRESSION),
        call("file_count", 1, "/usr/*"),
        spread,
    ]
    assert file_questions(NO_CATALOG, calls) == ()


def test_an_answer_is_another_for_another_question_image_or_ruler() -> None:
    question = FileQuestion("file_count", ("web:slim",), "/usr/*")
    keys = {
        fact_key(question, {"web:slim": KEY}, "1"),
        fact_key(question, {"web:slim": OTHER_KEY}, "1"),
        fact_key(question, {"web:slim": KEY}, "2"),
        fact_key(FileQuestion("files_size", ("web:slim",), "/usr/*"), {"web:slim": KEY}, "1"),
    }
    assert len(keys) == 4
