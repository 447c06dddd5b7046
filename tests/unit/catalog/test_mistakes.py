from __future__ import annotations

from macros.catalog.declarations import read_declaration

TOML = """\
title = "A title"

[variants.fat]
summary = "the full base"
mistakes = {MISTAKES}

[smoke_test]
output = "hello\\n"
"""


def read(mistakes: str) -> tuple[dict[str, str], list[str]]:
    declaration, document = read_declaration("demo", "examples/demo.toml", TOML.replace("{MISTAKES}", mistakes))
    assert declaration
    return dict(declaration.variants[0].mistakes), [str(fault) for fault in document.faults]


def test_a_deliberate_mistake_is_read_with_its_reason() -> None:
    assert read('{ DL3008 = "the lesson leaves it open" }') == ({"DL3008": "the lesson leaves it open"}, [])


def test_a_deliberate_mistake_without_a_reason_is_refused() -> None:
    assert read('{ DL3008 = "" }') == ({}, ["examples/demo.toml:5: `DL3008` is empty; fill it in"])


def test_a_mistake_that_is_no_rule_is_refused() -> None:
    _, faults = read('{ unpinned = "the lesson leaves it open" }')
    assert faults == ["examples/demo.toml:5: `unpinned` is no rule of hadolint; write its code, for example DL3008"]
