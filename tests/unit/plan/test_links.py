from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from macros.plan.links import link_faults

if TYPE_CHECKING:
    from pathlib import Path


def faults(root: Path, text: str) -> list[str]:
    (root / "docs/lessons").mkdir()
    (root / "docs/index.md").write_text("")
    (root / "docs/a(1).png").write_text("")
    (root / "docs/lessons/multi.md").write_text("")
    (root / "docs/lessons/page.md").write_text(text)
    return [str(fault) for fault in link_faults(root)]


@pytest.mark.parametrize(
    ("link", "fault"),
    [
        ("[x](nope.md)", "the link `nope.md` leads to no file; correct it, or add the file under docs/"),
        ("[x](nope.md#there)", "the link `nope.md#there` leads to no file; correct it"),
        ("[x](mutli.md)", "the link `mutli.md` leads to no file; did you mean `multi.md`?"),
        ("[x](../inde.md#y)", "the link `../inde.md#y` leads to no file; did you mean `../index.md`?"),
        ('[x](nope.md "a title")', "the link `nope.md` leads to no file"),
        ("![x](<nope.png>)", "the link `nope.png` leads to no file"),
        ("[![x](../a(1).png)](nope.md)", "the link `nope.md` leads to no file"),
        ("[x]: nope.md", "the link `nope.md` leads to no file"),
        ("[x](../../README.md)", "the link `../../README.md` leads to no file"),
        ("[x](../lessons/)", "the link `../lessons/` leads to no file"),
        ("`[a](b.md)` [x](nope.md)", "the link `nope.md` leads to no file"),
        ("```\n[a](b.md)\n```\n[x](nope.md)", "the link `nope.md` leads to no file"),
    ],
)
def test_a_link_that_leads_to_no_file_is_a_fault_with_its_line(root: Path, link: str, fault: str) -> None:
    (found,) = faults(root, f"---\ntitle: x\n---\n\n{link}\n")
    assert found.startswith(f"docs/lessons/page.md:{5 + link.count(chr(10))}: {fault}")


@pytest.mark.parametrize(
    "text",
    [
        "[x](multi.md) [x](../index.md#top) [x](./multi.md?a=b) [x](page.md) [x](../a(1).png) [x](../a%281%29.png)",
        "[x](#here) [x](https://example.org/nope.md) [x](//example.org) [x](mailto:a@example.org) [x](/nope.md) [x]()",
        "[x](../results.json) [x](../results.schema.json) [x](../downloads/demo.zip)",
        "[x]({{ url }}) {# [x](nope.md) #} <!-- [x](nope.md) --> `[x](nope.md)` ``a ` [x](nope.md)``",
        "~~~ markdown\n[x](nope.md)\n~~~",
        "- a\n\n    ```\n    [x](nope.md)\n    ```\n",
        "[^1]: nope.md\n\n[x]: multi.md 'title'",
    ],
)
def test_a_link_that_leads_somewhere_or_is_no_link_is_none(root: Path, text: str) -> None:
    assert faults(root, text) == []
