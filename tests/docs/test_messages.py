"""The page of messages against the code that gives them, both ways."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest

from tests.docs.said import said_by
from tests.docs.told import read_told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.docs.told import Told

SAID_BY_OTHERS = {"cannot declare", "twice", "argument --refresh: not allowed with argument --replay"}
"""What TOML's and the command line's parsers say."""


@pytest.fixture(scope="module")
def told(checkout: Path) -> list[Told]:
    return list(read_told((checkout / "docs" / "messages.md").read_text(encoding="utf-8")))


def test_the_messages_page_tells_every_message_that_the_code_can_give(checkout: Path, told: list[Told]) -> None:
    said = said_by(checkout, "macros")
    untold = [message for message in said if not any(each.tells(message.text) for each in told)]
    assert said
    assert [f"{message} | add to docs/messages.md: | {message.row} | what to do |" for message in untold] == []


def test_the_messages_page_tells_no_message_that_nothing_says(checkout: Path, told: list[Told]) -> None:
    said = "\n".join(text for path in (checkout / "macros").rglob("*.py") for text in texts_in(path))
    assert told
    wrong = [
        f"docs/messages.md:{message.line}: nothing says `{part}`"
        for message in told
        for part in (part.strip(" ,:") for part in re.split(r"…|`[^`]*`", message.text))
        if part not in said and part not in SAID_BY_OTHERS
    ]
    assert wrong == []


def texts_in(module: Path) -> Iterator[str]:
    """Yield each text in a module's source, with nothing where another value goes into it."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "\0" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


CODE = {
    "errors": """
def wrong(where, problem, remedy):
    return Fault(where, 1, problem, remedy)
""",
    "uses": """
NONE = "there is no such thing"

def one(name, many):
    problem = f"`{name}` is no number" if many else "it is no number at all"
    raise SurroundingsError(problem, "count again")

def two(name):
    return wrong(name, NONE, "add one")

def three(error):
    raise SurroundingsError(f"{error}: {_why(error)}", "see")

def _why(error):
    return f"it broke since {error}"

def _judge(value) -> tuple[str, str] | None:
    return f"{value} is odd", "make it even"
""",
}


@pytest.mark.parametrize(
    "message",
    ["… is no number", "it is no number at all", "there is no such thing", "it broke since …", "… is odd"],
)
def test_a_message_is_found_wherever_it_is_put_together(tmp_path: Path, message: str) -> None:
    (tmp_path / "code").mkdir()
    for name, text in CODE.items():
        (tmp_path / "code" / f"{name}.py").write_text(text)
    assert message in [said.row for said in said_by(tmp_path, "code")]


@pytest.mark.parametrize(
    ("text", "problem", "tells"),
    [
        pytest.param("… is no number", "\0 is no number", True, id="a value"),
        pytest.param("… is no number", "it is no number", False, id="a word in the place of a value"),
        pytest.param("… has no …", "\0 has no entry", False, id="a word at the end"),
        pytest.param("`seconds` is …", "\0 is \0", True, id="an example of a value"),
        pytest.param("it broke: …", "it broke", True, id="a reason that follows"),
        pytest.param("… does not answer", "does not answer", True, id="a name that is put before a clause elsewhere"),
        pytest.param("`docker …` failed", "`docker \0` failed", True, id="a value within code"),
    ],
)
def test_a_row_of_the_page_tells_what_it_says_and_no_more(text: str, problem: str, *, tells: bool) -> None:
    (told,) = read_told(f"| message | what to do |\n|---|---|\n| {text} | mend it |")
    assert told.tells(problem) == tells
