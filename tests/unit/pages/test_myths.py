"""Myths on pages, with the real MkDocs on a small project."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from macros.errors import WrongSource
from macros.records.measurement import Measurement
from macros.records.results import ConditionResult, MythResult, read_results
from macros.site import build_site

if TYPE_CHECKING:
    from macros.plan.findings import Findings

REPOSITORY = Path(__file__).parents[3]
CONFIGURATION = """
site_name: test
theme: {name: material, font: false}
plugins: [macros: {module_name: macros, on_undefined: strict, on_error_fail: false}, tare]
markdown_extensions: [attr_list, md_in_html, toc: {permalink: true}, macros.pages.extension]
"""
SMALLER = 'size("myapp:slim") < size("myapp:fat")'
MULTI = 'size("myapp:multi") < size("myapp:slim")'
ABSENT = 'size("myapp:alpine") < size("myapp:slim")'


@pytest.fixture
def project(root: Path) -> Path:
    (root / "mkdocs.yml").write_text(CONFIGURATION)
    (root / "macros").symlink_to(REPOSITORY / "macros")
    (root / "docs").mkdir()
    return root


def myth(conditions: str, why: str, paragraph: str = "It is *so* because.") -> str:
    return f'{{% call myth("`slim` is smaller", {conditions}, why="{why}") %}}\n{paragraph}\n{{% endcall %}}'


def built(project: Path, findings: Findings, text: str) -> str:
    (project / "docs/index.md").write_text(f"# Home\n\nBefore.\n\n{text}\n\nAfter.\n")
    build_site(project, lambda: findings)
    page = (project / "site/index.html").read_text()
    return page[page.index("<article") : page.index("</article>")]


def published(project: Path) -> tuple[MythResult, ...]:
    return read_results((project / "site/results.json").read_bytes()).myths


def text_of(html: str) -> str:
    """The text of the first myth."""
    section = html[html.index('<section class="tare-myth"') : html.index("</section>")]
    return " ".join(unescape(re.sub("<[^>]*>", " ", section)).split())


def swapped(findings: Findings) -> Findings:
    """What would be found if `slim` and `fat` weighed what the other weighs."""
    slim, fat = findings.outcomes["myapp:slim"], findings.outcomes["myapp:fat"]
    assert isinstance(slim, Measurement)
    assert isinstance(fat, Measurement)
    turned = {
        "myapp:slim": replace(slim, unpacked_size=fat.unpacked_size),
        "myapp:fat": replace(fat, unpacked_size=slim.unpacked_size),
    }
    return replace(findings, outcomes={**findings.outcomes, **turned})


def test_a_myth_is_a_section_with_heading_verdict_conditions_and_paragraph(project: Path, findings: Findings) -> None:
    html = built(project, findings, myth(SMALLER, "true"))
    assert '<section class="tare-myth">\n<h3 id="slim-is-smaller"><code>slim</code> is smaller<a' in html
    assert "<p>It is <em>so</em> because.</p>\n</section>\n<p>After.</p>" in html
    assert text_of(html) == (
        "slim is smaller ¶ True. Every line below bears it out. size(myapp:slim) 129 MB "
        "is smaller than size(myapp:fat) 1.1 GB It is so because."
    )
    assert 'id="tare-passport-myapp:fat"' in html
    page = (project / "site/index.html").read_text()
    assert '<a href="#slim-is-smaller"' in page[: page.index("<article")]


@pytest.mark.parametrize(
    ("conditions", "verdict", "told"),
    [
        (f"{SMALLER}, {MULTI}", "true", "True. Every line below bears it out."),
        ('size("myapp:slim") == 0, size("myapp:slim") > size("myapp:fat")', "false", "False. No line below bears it"),
        (f'{SMALLER}, size("myapp:slim") < size("myapp:fat") / 100', "depends", "Depends. Some lines below bear"),
    ],
)
def test_the_conditions_decide(project: Path, findings: Findings, conditions: str, verdict: str, told: str) -> None:
    html = built(project, findings, myth(conditions, verdict))
    assert told in text_of(html)
    assert [each.verdict for each in published(project)] == [verdict]
    assert "It is so because." in text_of(html)


def test_where_the_fact_turns_the_verdict_turns_and_the_paragraph_is_left_out(
    project: Path, findings: Findings, capsys: pytest.CaptureFixture[str]
) -> None:
    claim = f"{{% call claim({SMALLER}) %}}It is {{{{ size('myapp:slim') }}}} and smaller.{{% endcall %}}"
    text = myth(SMALLER, "true", f"Hence. {claim}")
    assert "Hence. It is 129 MB and smaller." in text_of(built(project, findings, text))
    assert "is decided" not in capsys.readouterr().err
    html = built(project, swapped(findings), text)
    assert text_of(html) == (
        "slim is smaller ¶ False. No line below bears it out. size(myapp:slim) 1.1 GB is not smaller than "
        'size(myapp:fat) 129 MB What stands here otherwise was written for the verdict "true", and is left out.'
    )
    assert "Hence" not in html
    said = capsys.readouterr().err.splitlines()
    assert [line for line in said if "`myth`" in line] == [
        (
            'warning: docs/index.md:5: `myth`: "`slim` is smaller" is decided "false", and its paragraph is written '
            'for "true"; '
            'write it anew, with why="false"'
        )
    ]
    (turned,) = published(project)
    assert turned == MythResult(
        "docs/index.md", 5, "`slim` is smaller", "false", None,
        (ConditionResult("size(myapp:slim)", "<", "size(myapp:fat)", 1_100_000_045, 128_500_045),),
    )  # fmt: skip


def test_a_myth_on_what_was_not_measured_is_not_decided(
    project: Path, findings: Findings, capsys: pytest.CaptureFixture[str]
) -> None:
    html = built(project, findings, myth(f"{SMALLER}, {ABSENT}", "true"))
    assert "Not decided. Not everything that decides it is known." in text_of(html)
    assert "not measured was to be smaller than size(myapp:slim) 129 MB" in text_of(html)
    assert "because." not in text_of(html)
    (result,) = published(project)
    assert result.verdict == "not decided"
    assert result.reason is not None
    assert result.reason.startswith("myapp:alpine was not measured: alpine has no stand-in")
    assert f"{result.reason}." in text_of(html)
    assert [each.left_value for each in result.conditions] == [128_500_045, None]
    assert "is decided" not in capsys.readouterr().err


def test_a_myth_about_another_platform_is_not_decided(project: Path, findings: Findings) -> None:
    text = (project / "mkdocs.yml").read_text().replace(", tare]", ", tare: {platform: linux/arm64}]")
    (project / "mkdocs.yml").write_text(text)
    assert "`size(myapp:slim)` was measured on linux/amd64, and this site is about linux/arm64" in text_of(
        built(project, findings, myth(SMALLER, "true"))
    )


def test_the_words_of_a_condition_that_does_not_hold_deny_it_once(project: Path, findings: Findings) -> None:
    html = built(project, findings, myth('size("myapp:slim") != size("myapp:slim") + 0', "false"))
    assert "is not different from size(myapp:slim) + 0 129 MB with size(myapp:slim) 129 MB" in text_of(html)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (myth(SMALLER, "never"), "`why` of a myth is no verdict: never; say why="),
        (myth('size("myapp:slim")', "true"), "`size(myapp:slim)` is no comparison of what was measured"),
        (myth(SMALLER, "true").replace("slim`", "slim`\n"), "the statement of a myth is not one line of text"),
        (myth(SMALLER, "true", "- a list"), "what a myth stands around is not one paragraph"),
        (myth(SMALLER, "true", "a\n\nb"), "what a myth stands around is not one paragraph"),
        ('{% call myth("x", why="true") %}y{% endcall %}', "a myth has no condition"),
        (f'{{{{ myth("x", {SMALLER}, why="true") }}}}', "a myth has no paragraph"),
        (myth(SMALLER, "true").replace(', why="true"', ""), "missing a required argument: 'why'"),
        (myth('size("myapp:slim") < 5', "true"), "`size(myapp:slim)`, in bytes, is compared with `5`, a number"),
    ],
)
def test_a_myth_of_a_wrong_form_is_refused(project: Path, findings: Findings, text: str, fault: str) -> None:
    with pytest.raises(WrongSource) as wrong:
        built(project, findings, text)
    (found,) = map(str, wrong.value.faults)
    assert re.match(r"docs/index\.md:[56]: `myth`: ", found)
    assert fault in found
