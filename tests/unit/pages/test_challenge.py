from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING

import pytest

from macros.pages.challenge import challenge
from macros.pages.sheet import MacroFault, Sheet
from macros.records.measurement import NotMeasured
from tests.unit.challenging import with_challenge

if TYPE_CHECKING:
    from macros.plan.findings import Findings


def text(html: str) -> str:
    """The text of HTML, runs of white space as one space."""
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]*>", "", html))).strip()


def folds(html: str) -> list[tuple[str, str]]:
    """What each fold is called, and the text in it, without the folds in a Dockerfile."""
    pattern = r'<details class="tare-fold tare-challenge__\w+">\s*<summary>(.*?)</summary>(.*?)</details>'
    return [(name, text(inside)) for name, inside in re.findall(pattern, html, re.DOTALL)]


def test_a_challenge_tells_its_task_its_budget_and_what_its_start_weighs(findings: Findings) -> None:
    html = challenge(Sheet(with_challenge(findings)), "diet")
    assert '<p class="tare-challenge__task">Make <code>myapp</code> smaller, &lt;now&gt;.</p>' in html
    shown = text(html)
    assert "the image weighs at most 200 MB, unpacked; the start weighs 1.1 GB" in shown
    assert "left as it is: app.py" in shown
    assert "no instruction begins with ADD" in shown
    assert "in the image:" not in shown
    assert ".venv/bin/tare challenge diet" in shown


def test_each_hint_is_folded_away_and_so_is_the_solution(findings: Findings) -> None:
    html = challenge(Sheet(with_challenge(findings)), "diet")
    (first, second, solution) = folds(html)
    assert first == ("hint 1 of 2", "Look at the base.")
    assert second == ("hint 2 of 2", "Try python:3.12-slim.")
    assert solution[0] == "a solution, measured"
    assert solution[1].startswith("It weighs 129 MB and saves 972 MB.")
    before, _, after = html.partition("a solution, measured")
    assert 'data-tare-file="challenge-diet/Dockerfile.fat"' in before
    assert 'data-tare-file="challenge-diet/Dockerfile.slim"' in after
    assert "Dockerfile.slim" not in before
    assert "-FROM python:3.12\n" in unescape(re.sub("<[^>]*>", "", after))


def test_a_challenge_that_was_not_measured_says_so_and_is_shown_all_the_same(findings: Findings) -> None:
    there = with_challenge(findings)
    absent = {f"challenge-diet:{tag}": NotMeasured("challenge-diet", "no engine") for tag in ("start", "solution")}
    shown = text(challenge(Sheet(replace(there, outcomes={**there.outcomes, **absent})), "diet"))
    assert "the start weighs not measured" in shown
    assert "hint 2 of 2" in shown


def test_a_challenge_that_there_is_not_is_named_with_the_nearest(findings: Findings) -> None:
    with pytest.raises(MacroFault, match="there is no challenge `diat`; did you mean `diet`"):
        challenge(Sheet(with_challenge(findings)), "diat")
