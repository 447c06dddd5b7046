"""Guesses on pages, with the real MkDocs on a small project."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from macros.errors import WrongSource
from macros.site import build_site
from tests.unit.pages.test_myths import CONFIGURATION, REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

    from macros.plan.findings import Findings


@pytest.fixture
def project(root: Path) -> Path:
    (root / "mkdocs.yml").write_text(CONFIGURATION)
    (root / "macros").symlink_to(REPOSITORY / "macros")
    (root / "docs").mkdir()
    return root


def built(project: Path, findings: Findings, call: str, paragraph: str = "It is *so*.") -> str:
    text = f"{{% call guess({call}) %}}\n{paragraph}\n{{% endcall %}}"
    (project / "docs/index.md").write_text(f"# Home\n\nBefore.\n\n{text}\n\nAfter.\n")
    build_site(project, lambda: findings)
    page = (project / "site/index.html").read_text()
    return page[page.index("<article") : page.index("</article>")]


def test_the_answer_is_folded_and_a_script_gets_its_value(project: Path, findings: Findings) -> None:
    page = built(project, findings, '"What does `slim` weigh?", size("myapp:slim")')
    fold = page[page.index("<details") : page.index("</details>")]
    assert "What does <code>slim</code> weigh?" in page[: page.index("<details")]
    assert re.search(r'data-tare-guess="bytes" data-tare-value="\d+"', fold)
    assert "129\u202fMB\nIt is so." in re.sub(r"\s*\n\s*", "\n", unescape(re.sub("<[^>]*>", "", fold)))
    assert "<em>so</em>" in fold
    assert "open" not in fold[: fold.index(">")]


def test_what_was_not_measured_is_not_guessed_at(project: Path, findings: Findings) -> None:
    page = built(project, findings, '"What does it weigh?", size("myapp:alpine")')
    assert "not measured" in page
    assert "data-tare-guess" not in page


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        ('"It weighs little", size("myapp:slim")', "what a guess asks is no question on one line"),
        ('"What?", bound("3 MB")', "a guess asks for nothing that was measured or counted"),
    ],
)
def test_a_guess_without_question_or_figure_is_refused(
    project: Path, findings: Findings, call: str, problem: str
) -> None:
    with pytest.raises(WrongSource, match=problem):
        built(project, findings, call)
