"""The pages about Tare itself against the code that they describe."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest

from macros.cli import COMMANDS
from macros.plan.macros import MACROS
from macros.settings import DESCRIPTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SAID_BY_TOMLLIB = {"cannot declare", "twice"}


def test_the_architecture_page_names_every_module_and_none_that_is_not_there(checkout: Path) -> None:
    page = (checkout / "docs" / "architecture.md").read_text(encoding="utf-8")
    block = re.search(r"```\nmacros/\n(.*?)```", page, re.DOTALL)
    assert block
    named = set(re.findall(r"^  (\S+)|(?<=\s)(\w+\.py)(?=[\s,;]|$)", block[1], re.MULTILINE))
    told = {name for names in named for name in names if name.endswith((".py", "/"))}
    there = {
        f"{path.name}/" if path.is_dir() else path.name
        for path in (checkout / "macros").iterdir()
        if path.suffix == ".py" or (path.is_dir() and path.name != "__pycache__")
    }
    assert told == there


def test_the_settings_page_tells_every_setting_and_every_command(checkout: Path) -> None:
    page = (checkout / "docs" / "settings.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(TARE_\w+)`", page, re.MULTILINE)) == set(DESCRIPTIONS)
    assert set(re.findall(r"^\| `tare (\w+)", page, re.MULTILINE)) == set(COMMANDS)


@pytest.mark.parametrize("macro", sorted(MACROS))
def test_the_contributing_page_tells_every_macro(checkout: Path, macro: str) -> None:
    assert f"`{{{{ {macro}(" in (checkout / "docs" / "contributing.md").read_text(encoding="utf-8")


def test_the_messages_page_tells_no_message_that_nothing_says(checkout: Path) -> None:
    page = (checkout / "docs" / "messages.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| (?!message|-)(.+?) \|", page, re.MULTILINE)
    assert told
    said = "\n".join(text for path in (checkout / "macros").rglob("*.py") for text in texts_in(path))
    parts = [part.strip(" ,:") for message in told for part in re.split(r"…|; |`[^`]*`", message)]
    assert [part for part in parts if part not in said and part not in SAID_BY_TOMLLIB] == []


def texts_in(module: Path) -> Iterator[str]:
    """Yield each text in a module's source, with nothing where another value goes into it."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "\0" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
