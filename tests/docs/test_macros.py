"""The reference of macros on the contributing page against the table that checks and renderers share, both ways."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from macros.plan.macros import AROUND_TEXT, BUILDS, CONTEXT, LAYERS, MACROS, MEASURES, TILES, UNITS, Kind

PAGE = Path(__file__).resolve().parents[2] / "docs" / "contributing.md"
CHOICES = {
    Kind.MEASURE: MEASURES,
    Kind.UNITS: UNITS,
    Kind.LAYERS: LAYERS,
    Kind.BUILD: BUILDS,
    Kind.CONTEXT: CONTEXT,
    Kind.TILES: TILES,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One call in the first column of the page's tables, with what its row says."""

    line: int
    call: ast.Call
    meaning: str

    @property
    def macro(self) -> str:
        assert isinstance(self.call.func, ast.Name)
        return self.call.func.id


def read_entries() -> list[Entry]:
    found = []
    for number, row in enumerate(PAGE.read_text(encoding="utf-8").splitlines(), start=1):
        if row.startswith("| `{{"):
            calls, meaning = row[2:].rsplit(" | ", 1) if row.count(" | ") == 1 else row[2:].split(" | ", 1)
            for text in re.findall(r"\{\{ (.+?) \}\}", calls):
                call = ast.parse(text, mode="eval").body
                assert isinstance(call, ast.Call), text
                found.append(Entry(number, call, meaning))
    return found


ENTRIES = read_entries()


def test_the_page_tells_every_macro_and_none_that_there_is_not() -> None:
    # What stands around text is a block, so no row can have its call.
    page = PAGE.read_text(encoding="utf-8")
    assert [name for name in AROUND_TEXT if f"{{% call {name}(" not in page] == []
    assert {entry.macro for entry in ENTRIES} | {*AROUND_TEXT} == set(MACROS)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"line {entry.line}: {entry.macro}")
def test_a_call_on_the_page_gives_a_macro_what_it_needs(entry: Entry) -> None:
    signature = MACROS[entry.macro]
    given = len(entry.call.args) + len(entry.call.keywords)
    needed = sum(parameter.default is None for parameter in signature.parameters)
    assert needed <= given
    assert signature.any_number or given <= len(signature.parameters)


@pytest.mark.parametrize("macro", [name for name in MACROS if any(each.default for each in MACROS[name].parameters)])
def test_the_page_tells_every_optional_parameter(macro: str) -> None:
    told = " ".join(entry.meaning for entry in ENTRIES if entry.macro == macro)
    optional = [parameter.name for parameter in MACROS[macro].parameters if parameter.default is not None]
    assert [name for name in optional if not re.search(rf"`{name}[`=]", told)] == []


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"line {entry.line}: {entry.macro}")
def test_the_page_tells_no_parameter_that_a_macro_does_not_take(entry: Entry) -> None:
    parameters = {parameter.name: parameter.kind for parameter in MACROS[entry.macro].parameters}
    told = re.findall(r'`(\w+)="(\w+)"', entry.meaning)
    assert [name for name, _ in told if name not in parameters] == []
    assert [value for name, value in told if value not in CHOICES[parameters[name]]] == []
