from __future__ import annotations

from typing import TYPE_CHECKING

from macros.plan.course import Lesson, read_course

if TYPE_CHECKING:
    from pathlib import Path


def write(root: Path, name: str, text: str) -> None:
    page = root / "docs" / name
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(text)


def test_lessons_stand_in_the_order_of_nav_with_their_questions(tmp_path: Path) -> None:
    write(tmp_path, "lessons/a.md", "---\ntitle: What is a?\ndescription: It is shown.\n---\n# What is a?\n")
    write(tmp_path, "lessons/b.md", '---\ntitle: "Why: b?"\n---\n')
    write(tmp_path, "index.md", "# Home\n")
    (tmp_path / "mkdocs.yml").write_text(
        "nav:\n  - index.md\n  - Lessons:\n      - lessons/b.md\n      - lessons/a.md\n"
    )
    assert read_course(tmp_path) == (Lesson("b", "Why: b?", ""), Lesson("a", "What is a?", "It is shown."))


def test_without_nav_they_stand_in_the_order_of_their_names(tmp_path: Path) -> None:
    write(tmp_path, "lessons/b.md", "# B\n")
    write(tmp_path, "lessons/a.md", "# A\n")
    (tmp_path / "mkdocs.yml").write_text("site_name: x\n")
    assert [lesson.name for lesson in read_course(tmp_path)] == ["a", "b"]
