from __future__ import annotations

from typing import TYPE_CHECKING

from macros.plan.navigation import navigation_faults

if TYPE_CHECKING:
    from pathlib import Path

NAV = """\
nav:
  - index.md
  - Lessons:
      - One: lessons/one.md
      - lessons/tow.md
      - Elsewhere: https://example.org/
  - files/list.pdf
validation:
  nav:
    omitted_files: warn
plugins:
  - x: !ENV [A, B]
  - y: !!python/name:a.b ""
"""
PAGES = ("index.md", "lessons/one.md", "lessons/two.md", "templates/x.md")
LOST = "docs/lessons/two.md: `nav` does not name this page; add it to `nav` in mkdocs.yml"


def faults(root: Path, text: str) -> list[str]:
    (root / "docs/files").mkdir()
    (root / "docs/files/list.pdf").write_text("")
    (root / "mkdocs.yml").write_text(text)
    return [str(fault) for fault in navigation_faults(root, PAGES)]


def test_an_entry_without_a_page_and_a_page_without_an_entry_are_faults(root: Path) -> None:
    assert faults(root, NAV) == [
        "mkdocs.yml:5: `nav` names `lessons/tow.md`, and there is no such page; did you mean `lessons/two.md`?",
        LOST,
    ]


def test_pages_may_be_missing_where_mkdocs_is_not_asked_to_warn_or_leaves_some_out(root: Path) -> None:
    good = NAV.replace("tow.md", "one.md")
    assert faults(root, good.replace("warn", "info")) == []
    for text in (f"not_in_nav: two.md\n{good}", f"exclude_docs: two.md\n{good}", good.partition("validation")[0]):
        (root / "mkdocs.yml").write_text(text)
        assert list(navigation_faults(root, PAGES)) == []


def test_an_mkdocs_yml_that_has_no_navigation_or_cannot_be_parsed_is_left_to_mkdocs(root: Path) -> None:
    assert list(navigation_faults(root, PAGES)) == []
    for text in ("", "nav: [", "- nav", "site_name: x\n", "nav:\n", "nav: 3\n", "a: &a [*a]\n"):
        (root / "mkdocs.yml").write_text(text)
        assert list(navigation_faults(root, PAGES)) == []
