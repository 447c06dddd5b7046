from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from macros.plan.possible import impossible_faults
from macros.plan.templates import read_templates

if TYPE_CHECKING:
    from pathlib import Path

ABSENT = '{% call claim(file_count("demo:slim", "/usr/bin/*gcc*") == 0) %}No compiler is there.{% endcall %}'


def faults_of(root: Path, text: str) -> list[str]:
    (root / "docs/page.md").write_text(f"\n{text}")
    return [str(fault) for fault in impossible_faults(read_templates(root / "docs")[0])]


def test_what_is_absent_must_be_there_somewhere(root: Path) -> None:
    assert faults_of(root, ABSENT) == [
        (
            "docs/page.md:2: a condition says that nothing matches `/usr/bin/*gcc*`, and no page says where something "
            "does; claim of an image that has it that there is some, so that a misspelt pattern proves nothing"
        )
    ]


@pytest.mark.parametrize(
    "there",
    [
        '{% call claim(file_count("demo:multi", "/usr/bin/*gcc*") > 0) %}One is there.{% endcall %}',
        '{{ file_count("demo:multi", "/usr/bin/*gcc*") }}',
        '{% call myth("x", file_count("demo:multi", "/usr/bin/*gcc*") > 0, why="true") %}x{% endcall %}',
    ],
)
def test_an_absence_holds_beside_a_presence(root: Path, there: str) -> None:
    assert faults_of(root, f"{ABSENT}\n\n{there}") == []


def test_a_second_absence_is_no_presence(root: Path) -> None:
    assert len(faults_of(root, f"{ABSENT}\n\n{ABSENT}")) == 2
