"""What a reader can set, type and write into a TOML file, against the pages that tell it, both ways."""

from __future__ import annotations

import argparse
import ast
import re
from typing import TYPE_CHECKING

import pytest

from macros.cli import COMMANDS, _parser
from macros.settings import DESCRIPTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PREFIX = "TARE_"
DOCUMENTS = ("README.md", "docs/*.md", "docs/*/*.md")


def documents(checkout: Path) -> Iterator[tuple[str, str]]:
    for pattern in DOCUMENTS:
        for path in checkout.glob(pattern):
            yield path.relative_to(checkout).as_posix(), path.read_text(encoding="utf-8")


def options() -> dict[str, set[str]]:
    """Return the options of each command of `tare`."""
    (commands,) = (action for action in _parser()._actions if isinstance(action, argparse._SubParsersAction))  # noqa: SLF001 - argparse tells them nowhere else
    return {
        name: {option for action in command._actions for option in action.option_strings} - {"-h", "--help"}  # noqa: SLF001
        for name, command in commands.choices.items()
    }


def test_the_settings_page_tells_every_setting_and_every_command(checkout: Path) -> None:
    page = (checkout / "docs" / "settings.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(TARE_\w+)`", page, re.MULTILINE)) == set(DESCRIPTIONS)
    assert set(re.findall(r"^\| `tare (\w+)", page, re.MULTILINE)) == set(COMMANDS)


def test_no_setting_is_read_that_is_not_told(checkout: Path) -> None:
    texts = [
        node.value
        for path in (checkout / "macros").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert {text for text in texts if re.fullmatch(rf"{PREFIX}[A-Z_]+", text)} <= set(DESCRIPTIONS)


def test_no_document_tells_a_setting_that_is_not_read(checkout: Path) -> None:
    told = [(name, word) for name, text in documents(checkout) for word in re.findall(rf"\b{PREFIX}[A-Z]\w*", text)]
    assert told
    assert [f"{name}: there is no setting {word}" for name, word in told if word not in DESCRIPTIONS] == []


def test_the_settings_page_tells_every_option_of_every_command(checkout: Path) -> None:
    page = (checkout / "docs" / "settings.md").read_text(encoding="utf-8")
    untold = [f"tare {name} {option}" for name, known in options().items() for option in known if option not in page]
    assert untold == []


def test_no_document_tells_a_command_or_an_option_that_there_is_not(checkout: Path) -> None:
    known, wrong = options(), []
    for name, text in documents(checkout):
        for command, rest in re.findall(r"(?:^|[`/|] ?)tare ([a-z]+)\b([^`\n]*)", text, re.MULTILINE):
            if command not in known:
                wrong.append(f"{name}: there is no command `tare {command}`")
            else:
                wrong += [
                    f"{name}: `tare {command}` has no option {option}"
                    for option in re.findall(r"--[a-z-]+", rest)
                    if option not in known[command]
                ]
    assert wrong == []


def test_the_settings_page_tells_every_target_of_make(checkout: Path) -> None:
    page = (checkout / "docs" / "settings.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `make (\w+)", page, re.MULTILINE))
    assert told == targets(checkout) - {"help"}  # `make` alone


def test_no_document_tells_a_target_that_there_is_not(checkout: Path) -> None:
    known = targets(checkout)
    told = [(name, target) for name, text in documents(checkout) for target in re.findall(r"`make ([a-z]+)", text)]
    assert told
    assert [f"{name}: there is no `make {target}`" for name, target in told if target not in known] == []


def targets(checkout: Path) -> set[str]:
    makefile = (checkout / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE))


def test_the_contributing_page_tells_every_key_of_an_examples_toml_file(checkout: Path) -> None:
    page = (checkout / "docs" / "contributing.md").read_text(encoding="utf-8")
    section = page.partition("## What can stand in the TOML file?")[2].partition("\n## ")[0]
    in_rows = set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE))
    in_tables = {key for table in re.findall(r"\{ (.+?) \}", section) for key in re.findall(r"(\w+) = ", table)}
    headings = set(re.findall(r"^In `\[(\w+)[.\]]", section, re.MULTILINE))
    known = set(known_keys(checkout / "macros" / "catalog"))
    assert known - in_rows - in_tables - headings == set()
    assert in_rows - known == set()


def known_keys(catalog: Path) -> Iterator[str]:
    """Yield the keys that the catalog does not refuse in an example's file."""
    for path in catalog.glob("*.py"):
        if path.name == "cards.py":
            continue  # another file, another section of the page
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assigned = {
            node.targets[0].id: node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "refuse_others":
                yield from _texts(node.args[0], assigned)


def _texts(node: ast.expr, assigned: dict[str, ast.expr]) -> Iterator[str]:
    match node:
        case ast.Tuple(elts=elements):
            for element in elements:
                yield from _texts(element, assigned)
        case ast.Dict(keys=keys):
            yield from (key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str))
        case ast.Starred(value=ast.Name(id=name)) | ast.Name(id=name) if name in assigned:
            yield from _texts(assigned[name], assigned)
        case ast.Constant(value=str(text)):
            yield text


@pytest.mark.parametrize("wrong", ["tare sight", "tare site --fresh"])
def test_a_command_that_there_is_not_would_be_found(tmp_path: Path, wrong: str) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "README.md").write_text(f"Run `.venv/bin/{wrong}`.\n")
    with pytest.raises(AssertionError):
        test_no_document_tells_a_command_or_an_option_that_there_is_not(tmp_path)
