from dataclasses import replace
from datetime import timedelta

import pytest
from markdown import Markdown

from macros.pages.answers import figure_of
from macros.pages.commands import command
from macros.pages.door import Delivery, Place
from macros.pages.figures import difference, size
from macros.pages.sheet import Sheet
from macros.pages.site_build import SiteBuild, begin_build
from macros.pages.staleness import banners, under_heading
from macros.plan.findings import Findings
from tests.unit.pages.test_components import text

PLACE = Place("page.md", 1)
HOSTILE = "<script>alert(1)</script>"


def later(findings: Findings, days: float, *warnings: str) -> Findings:
    """The same outcomes, published that many days after the oldest step of their images."""
    oldest = findings.generated_at - timedelta(minutes=21)
    return replace(findings, generated_at=oldest + timedelta(days=days), warnings=warnings)


def banner(sheet: Sheet, html: str) -> str:
    return str(banners([Delivery(html, sheet, PLACE, "size")], SiteBuild(sheet.findings)))


@pytest.mark.parametrize(("days", "stale"), [(6.9, False), (7, True), (30, True)])
def test_a_page_with_a_figure_older_than_the_freshness_says_so(findings: Findings, days: float, *, stale: bool) -> None:
    sheet = Sheet(later(findings, days))
    words = text(banner(sheet, figure_of(size(sheet, "myapp:slim"))))
    assert ("myapp:slim is of 24 November 2025, 21:08 UTC." in words) == stale


def test_only_what_stands_behind_the_pages_figures_counts(findings: Findings) -> None:
    sheet = Sheet(later(findings, 8))
    assert banner(sheet, figure_of(size(sheet, "myapp:alpine"))) == ""
    words = text(banner(sheet, figure_of(difference(sheet, "myapp:fat", "myapp:slim"))))
    assert "myapp:fat and myapp:slim are of 24 November 2025, 21:08 UTC." in words
    assert "myapp:multi" not in words


@pytest.mark.parametrize("name", ["myapp/compare", "myapp/build"])
def test_images_behind_a_commands_output_count(findings: Findings, name: str) -> None:
    sheet = Sheet(later(findings, 8))
    assert "myapp:slim" in text(banner(sheet, command(sheet, name)))


def test_the_run_says_why_an_old_figure_stands(findings: Findings) -> None:
    warnings = (
        f"myapp:slim: its last measurement stands: {HOSTILE}",
        "python:3.12-slim: unchecked since 2025-11-20 10:00 UTC: the registry docker.io does not answer",
        "myapp:fat: its last measurement stands: the engine died",
    )
    sheet = Sheet(later(findings, 8, *warnings))
    html = banner(sheet, figure_of(size(sheet, "myapp:slim")))
    assert "the registry docker.io does not answer" in html
    assert "the engine died" not in html
    assert "&lt;script&gt;" in html
    assert "<script" not in html


def test_each_page_with_figures_says_that_they_are_replayed_and_from_when(findings: Findings) -> None:
    sheet = Sheet(replace(findings, replayed=findings.generated_at))
    words = text(banner(sheet, figure_of(size(sheet, "myapp:slim"))))
    assert "Nothing was measured for this build" in words
    assert "replayed from results of 24 November 2025, 21:29 UTC." in words
    assert banner(Sheet(sheet.findings), "<p>no figure</p>") == ""


def test_a_replay_of_old_results_names_what_was_old_then(findings: Findings) -> None:
    then = later(findings, 8)
    sheet = Sheet(replace(then, replayed=then.generated_at))
    words = text(banner(sheet, figure_of(size(sheet, "myapp:slim"))))
    assert words.index("replayed from results") < words.index("older than they should be")


def test_a_banner_stands_below_the_heading_or_on_top() -> None:
    assert under_heading("<h1>a</h1><p>b</p><h1>c</h1>", "!") == "<h1>a</h1>!<p>b</p><h1>c</h1>"
    assert under_heading("<p>b</p>", "!") == "!<p>b</p>"


def test_a_page_has_its_banner_once_below_its_heading(findings: Findings) -> None:
    old = later(findings, 8)
    build, sheet = begin_build(old), Sheet(old)
    token = build.door.admit(Delivery(figure_of(size(sheet, "myapp:slim")), sheet, PLACE, "size"), block=False)
    html = Markdown(extensions=["macros.pages.extension"]).convert(f"# A title {token}\n\ntext {token}\n\n# Another")
    assert html.count("tare-stale") == 1
    assert html.index("</h1>") < html.index("tare-stale") < html.index("<p>text")
