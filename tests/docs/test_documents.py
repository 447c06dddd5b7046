"""The pages about Tare itself against the code that they describe."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


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
