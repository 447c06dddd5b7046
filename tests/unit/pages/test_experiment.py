"""A cache experiment on a page: what was rebuilt is said in words, and what was not made has its reason."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest

from macros.pages.experiment import experiment
from macros.pages.facts import Missing
from macros.pages.rebuilds import context_sent, from_cache, rebuilt
from macros.pages.sheet import MacroFault, Sheet
from macros.records.experiments import ExperimentNotRun

NAME = "myapp/code-edited"


def rows(html: str) -> list[list[str]]:
    """The text of each cell, row by row."""
    found = re.findall(r"<tr.*?</tr>", html, re.DOTALL)
    cells = [re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL) for row in found]
    return [[" ".join(unescape(re.sub("<[^>]*>", "", cell)).split()) for cell in row] for row in cells]


def test_each_instruction_is_said_to_be_rebuilt_or_from_the_cache_variant_by_variant(sheet: Sheet) -> None:
    table = rows(experiment(sheet, NAME))
    states = [row[1] for row in table if len(row) > 2 and row[0].startswith(("WORKDIR", "COPY", "RUN"))]
    assert states == ["from cache", "rebuilt", "rebuilt", "from cache", "from cache", "rebuilt"]
    assert [row[1] for row in table if row[0] == "instructions rebuilt"] == ["2", "1"]
    assert [row[1] for row in table if row[0] == "build context sent"] == ["512 B first 2.05 kB"] * 2


def test_an_instruction_from_the_cache_has_no_seconds(sheet: Sheet) -> None:
    table = rows(experiment(sheet, NAME))
    assert all(
        (row[1] == "rebuilt") == bool(row[2]) for row in table if len(row) > 2 and row[1] in {"rebuilt", "from cache"}
    )


def test_the_edit_is_shown_as_a_diff_and_what_it_holds_is_no_markup(sheet: Sheet) -> None:
    html = experiment(sheet, NAME)
    assert "+# &lt;b&gt;a comment&lt;/b&gt;" in html
    assert "<b>" not in html


def test_every_figure_opens_the_passport_of_the_experiment(sheet: Sheet) -> None:
    html = experiment(sheet, NAME)
    assert set(re.findall(r'popovertarget="([^"]+)"', html)) == {"tare-experiment-myapp-code-edited"}
    assert "tare-experiment-myapp-code-edited" in sheet.notes


def test_an_experiment_that_was_not_made_shows_its_reason_and_is_no_figure(sheet: Sheet) -> None:
    html = experiment(sheet, "myapp/cleared")
    assert "the cache is shared" in html
    assert "the cache of all steps was emptied" in html
    fact = rebuilt(sheet, "myapp/cleared", "myapp:fat")
    assert fact.value == Missing("the experiment myapp/cleared was not made: the cache is shared")


def test_an_experiment_that_the_engine_cannot_have_is_no_failure(sheet: Sheet) -> None:
    assert "myapp/cleared" not in [getattr(each, "experiment", "") for each in sheet.findings.failures]
    failed = replace(sheet.findings, experiments={"myapp/cleared": ExperimentNotRun("myapp/cleared", "it broke")})
    assert "myapp/cleared" in [getattr(each, "experiment", "") for each in failed.failures]


def test_facts_count_the_instructions_that_begin_so(sheet: Sheet) -> None:
    assert rebuilt(sheet, NAME, "myapp:fat").value == 2
    assert rebuilt(sheet, NAME, "myapp:fat", "RUN apt-get").value == 1
    assert rebuilt(sheet, NAME, "myapp:slim", "COPY").value == 0
    assert from_cache(sheet, NAME, "myapp:slim").value == 2
    assert context_sent(sheet, NAME, "myapp:fat").value == 512
    assert context_sent(sheet, NAME, "myapp:fat", "first").value == 2048


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        pytest.param(("myapp/edited", "myapp:fat"), "there is no experiment `myapp/edited`", id="no experiment"),
        pytest.param((NAME, "myapp:multi"), f"`myapp:multi` is not in the experiment `{NAME}`", id="another image"),
        pytest.param((NAME, "myapp:fat", "RUN pip"), "no step of `myapp:fat` begins with `RUN pip`", id="no step"),
    ],
)
def test_what_an_experiment_cannot_tell_is_refused(sheet: Sheet, arguments: tuple[str, ...], problem: str) -> None:
    with pytest.raises(MacroFault, match=re.escape(problem)):
        rebuilt(sheet, *arguments)
