from __future__ import annotations

from typing import TYPE_CHECKING

from macros.catalog.examples import read_catalog

if TYPE_CHECKING:
    from pathlib import Path

TOML = """\
title = "A title"

[variants.fat]
summary = "the full base"
mistakes = {MISTAKES}

[smoke_test]
output = "hello\\n"
"""


def read(root: Path, mistakes: str) -> tuple[dict[str, str], list[str]]:
    (root / "examples" / "demo").mkdir(parents=True)
    (root / "examples" / "demo" / "Dockerfile.fat").write_text("FROM scratch\n")
    (root / "examples" / "demo.toml").write_text(TOML.replace("{MISTAKES}", mistakes))
    catalog, faults = read_catalog(root)
    declared = {code: reason for variant in catalog.variants for code, reason in variant.mistakes.items()}
    return declared, [str(fault) for fault in faults]


def test_a_deliberate_mistake_is_read_with_its_reason(tmp_path: Path) -> None:
    assert read(tmp_path, '{ DL3008 = "it is left open" }') == ({"DL3008": "it is left open"}, [])


def test_a_deliberate_mistake_without_a_reason_is_refused(tmp_path: Path) -> None:
    assert read(tmp_path, '{ DL3008 = "" }')[1] == ["examples/demo.toml:5: `DL3008` is empty; fill it in"]


def test_a_mistake_that_is_no_rule_is_refused(tmp_path: Path) -> None:
    assert read(tmp_path, '{ unpinned = "it is left open" }')[1] == [
        "examples/demo.toml:5: `unpinned` is no rule of hadolint; write its code, for example DL3008"
    ]
