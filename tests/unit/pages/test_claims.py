"""Claims on pages, with the real MkDocs on a small project."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from macros.errors import WrongSource
from macros.records.facts import FactRecord
from macros.records.results import ConditionResult, read_results
from macros.site import build_site
from tests.unit.conftest import digest

if TYPE_CHECKING:
    from macros.plan.findings import Findings

REPOSITORY = Path(__file__).parents[3]
CONFIGURATION = """
site_name: test
theme: {name: material, font: false}
plugins: [macros: {module_name: macros, on_undefined: strict, on_error_fail: false}, tare]
markdown_extensions: [attr_list, md_in_html, tables, toc: {permalink: true}, macros.pages.extension]
"""
TRUE = 'size("myapp:slim") < size("myapp:fat")'


@pytest.fixture
def project(root: Path) -> Path:
    (root / "mkdocs.yml").write_text(CONFIGURATION)
    (root / "macros").symlink_to(REPOSITORY / "macros")
    (root / "docs").mkdir()
    return root


def built(project: Path, findings: Findings, text: str) -> str:
    (project / "docs/index.md").write_text(f"# Home\n\n{text}\n")
    build_site(project, lambda: findings)
    page = (project / "site/index.html").read_text()
    return page[page.index("<article") : page.index("</article>")]


def faults(project: Path, findings: Findings, text: str) -> list[str]:
    with pytest.raises(WrongSource) as wrong:
        built(project, findings, text)
    return [str(fault) for fault in wrong.value.faults]


def note_of(html: str) -> str:
    """The text of the evidence that the first mark opens."""
    target = re.search('tare-claim__mark" popovertarget="([^"]+)"', html)
    assert target
    start = html.index(f'id="{target[1]}"')
    return " ".join(unescape(re.sub("<[^>]*>", " ", html[start + 50 : html.index("Close", start)])).split())


def test_a_claim_that_holds_stands_with_its_mark_and_evidence(project: Path, findings: Findings) -> None:
    html = built(project, findings, f"{{% call claim({TRUE}) %}}`myapp:slim` is *smaller*.{{% endcall %}} So.")
    assert '<p><span class="tare-claim"><code>myapp:slim</code> is <em>smaller</em><span' in html
    assert '<span class="tare-nowrap">.<span class="tare-claim__end">' in html
    assert 'aria-label="What bears this out"></button></span></span></span> So.</p>' in html
    assert note_of(html).endswith("size(myapp:slim) 129 MB smaller than size(myapp:fat) 1.1 GB")
    assert 'id="tare-passport-myapp:fat"' in html


@pytest.mark.parametrize(
    "page",
    [
        "- {claim} in a list",
        "| a | b |\n|---|---|\n| {claim} | b |",
        "## A heading, {claim}",
        "> {claim}",
        "*{claim}*",
        "{claim}",
        "<div markdown>\n\n{claim}\n\n</div>",
    ],
)
def test_a_claim_can_stand_wherever_a_sentence_can(project: Path, findings: Findings, page: str) -> None:
    claim = f"{{% call claim({TRUE}) %}}a `sentence` with {{{{ size('myapp:slim') }}}}{{% endcall %}}"
    html = built(project, findings, page.format(claim=claim))
    assert '<span class="tare-claim">a <code>sentence</code> with <span class="tare-nowrap"><button' in html
    assert html.count('<button type="button" class="tare-claim__mark"') == 1


def test_a_sentence_may_go_over_several_lines(project: Path, findings: Findings) -> None:
    text = f"Before.\n{{% call claim({TRUE}) %}}\nFirst line,\nsecond line.\n{{% endcall %}}\nAfter."
    html = built(project, findings, text)
    assert '<span class="tare-claim">First line,\nsecond <span class="tare-nowrap">line.<span' in html


def test_false_claims_are_told_together_with_sentence_and_both_sides(project: Path, findings: Findings) -> None:
    text = (
        '{% call claim(size("myapp:slim") > size("myapp:fat"), layer_count("myapp:slim") == 4) %}\n'
        "`myapp:slim`, at {{ size('myapp:slim') }}, is larger.{% endcall %}\n\n"
        '{% call claim(size("myapp:slim") < bound("50 MB")) %}It is tiny.{% endcall %}\n\n'
        f"{{% call claim({TRUE}) %}}It is smaller.{{% endcall %}}"
    )
    assert faults(project, findings, text) == [
        (
            'docs/index.md:3: `claim`: "`myapp:slim`, at 129 MB, is larger." is false: '
            "size(myapp:slim) is 129 MB (128,500,045 bytes), "
            "not > size(myapp:fat), which is 1.1 GB (1,100,000,045 bytes); "
            "layer_count(myapp:slim) is 5, not == 4; reword the sentence and its claim"
        ),
        (
            'docs/index.md:6: `claim`: "It is tiny." is false: size(myapp:slim) is 129 MB (128,500,045 bytes), '
            "not < 50 MB; reword the sentence and its claim"
        ),
    ]


def test_a_long_sentence_is_shortened_in_its_fault(project: Path, findings: Findings) -> None:
    text = f'{{% call claim(size("myapp:slim") > size("myapp:fat")) %}}{"very " * 40}large.{{% endcall %}}'
    (fault,) = faults(project, findings, text)
    assert "very very…" in fault
    assert len(fault) < 350


def test_a_claim_on_what_was_not_measured_stands_as_not_checked(project: Path, findings: Findings) -> None:
    text = '{% call claim(size("myapp:alpine") < size("myapp:fat")) %}It is smaller.{% endcall %}'
    html = built(project, findings, text)
    assert '<span class="tare-claim tare-claim--unchecked">It is smaller.<button' in html
    assert ">not checked</button>" in html
    assert "myapp:alpine was not measured: alpine has no stand-in" in note_of(html)


def test_a_claim_on_another_platform_stands_as_not_checked_even_if_false(project: Path, findings: Findings) -> None:
    (project / "mkdocs.yml").write_text(CONFIGURATION.replace("tare]", "tare: {platform: linux/arm64}]"))
    text = '{% call claim(size("myapp:slim") > size("myapp:fat")) %}It is larger.{% endcall %}'
    html = built(project, findings, text)
    assert ">not checked</button>" in html
    assert "was measured on linux/amd64, and this site is about linux/arm64" in note_of(html)


def test_a_claim_on_an_image_for_a_platform_of_its_own_is_checked_whatever_the_site_is_about(
    project: Path, findings: Findings
) -> None:
    declared = tuple(replace(variant, platform="linux/amd64") for variant in findings.catalog.variants)
    (example,) = findings.catalog.examples
    catalog = replace(findings.catalog, examples=(replace(example, variants=declared),))
    (project / "mkdocs.yml").write_text(CONFIGURATION.replace("tare]", "tare: {platform: linux/arm64}]"))
    text = '{% call claim(size("myapp:slim") > size("myapp:fat")) %}It is larger.{% endcall %}'
    (fault,) = faults(project, replace(findings, catalog=catalog), text)
    assert "is false: size(myapp:slim)" in fault


def test_a_false_condition_is_a_fault_beside_one_that_cannot_be_checked(project: Path, findings: Findings) -> None:
    conditions = 'size("myapp:alpine") < size("myapp:fat"), size("myapp:slim") > size("myapp:fat")'
    (fault,) = faults(project, findings, f"{{% call claim({conditions}) %}}Both.{{% endcall %}}")
    assert "is false: size(myapp:slim)" in fault
    assert "alpine" not in fault


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{{ claim(" + TRUE + ") }}", "`claim`: a claim has no sentence; write {% call claim("),
        ("{% call claim(" + TRUE + ") %} {% endcall %}", "`claim`: a claim has no sentence"),
        ("{% call claim() %}So.{% endcall %}", "`claim`: a claim has no condition"),
        ('{% call claim(size("myapp:slim")) %}So.{% endcall %}', "`size(myapp:slim)` is no comparison"),
        ("{% call claim(1 < 2) %}So.{% endcall %}", "`True` is no comparison of what was measured"),
        ("{% call claim(" + TRUE + ") %}One.\n\nTwo.{% endcall %}", "a claim goes over several paragraphs"),
        ("{% call claim(" + TRUE + ") %}# Title{% endcall %}", "a claim begins with `#`; put that before"),
        ('{% call claim(size("myapp:slim") < 5) %}So.{% endcall %}', 'a number; write a size as bound("50 MB")'),
        ('{% call claim(size("myapp:slim") < cited("myapp:fat")) %}So.{% endcall %}', "is nothing that was measured"),
        ('{% call claim(size("myapp:slimm") < size("myapp:fat")) %}So.{% endcall %}', "`size`: there is no image"),
        ('{{ size("myapp:slim") * 2 }}', "`size`: `size(myapp:slim) * 2` was reckoned here, and is not printed"),
        ("{{ " + TRUE + " }}", "`size`: a comparison stands where only a claim can have one"),
        ('{{ size("myapp:slim") + "x" }}', "`x` is nothing that was measured or counted"),
        ("{% if " + TRUE + " %}So.{% endif %}", "a comparison stands where only a claim can have one"),
        ('{{ bound("many") }}', "`bound`: `many` is no size"),
        ('{{ about(size("myapp:slim"), layer_count("myapp:slim")) }}', "are not of one unit"),
        ('{{ about(size("myapp:slim"), 0) }}', "are not of one unit"),
        ('{{ about(difference("myapp:slim", "myapp:fat"), size("myapp:fat")) }}', "is negative"),
        ('{{ than(size("myapp:slim"), 3) }}', "is compared with `3`, a number"),
        ('{{ packages("myapp:slimm", "git") }}', "there is no image `myapp:slimm`"),
        ('{{ layer_count("myapp:slim", "top") }}', "`top` are no layers of an image"),
        ('{{ printed("myapp/build", "x") }}', "`myapp/build` builds, and prints nothing of its own"),
        ('{{ written("myapp/ap.py", "x") }}', "there is no file `myapp/ap.py`"),
        ('{{ base_size("myapp:slim", "engine_size") }}', "an engine tells no sizes of layers"),
    ],
)
def test_what_is_no_claim_or_figure_says_so_once_with_its_line(
    project: Path, findings: Findings, text: str, sentence: str
) -> None:
    found = faults(project, findings, text)
    assert len(found) == 1, found
    assert found[0].startswith("docs/index.md:3: ")
    assert sentence in found[0]


def test_results_hold_the_claims_and_what_file_lists_told(project: Path, findings: Findings) -> None:
    name = "file_count(myapp:fat, /usr/bin/*gcc*)"
    facts = {name: FactRecord(name, {"myapp:fat": digest("myapp:fat")}, 2, ("/usr/bin/gcc", "/usr/bin/gcc-14"))}
    text = (
        f"{{% call claim({TRUE}) %}}It is *smaller*, {{{{ size('myapp:slim') }}}}.{{% endcall %}}\n\n"
        '{% call claim(file_count("myapp:fat", "/usr/bin/*gcc*") > 0, '
        'file_count("myapp:slim", "/usr/bin/*gcc*") == 0) %}A compiler.{% endcall %}'
    )
    html = built(project, replace(findings, facts=facts), text)
    results = read_results((project / "site/results.json").read_bytes())
    first, second = results.claims
    assert (first.page, first.line, first.status) == ("docs/index.md", 3, "holds")
    assert first.sentence == "It is *smaller*, 129 MB."
    assert first.conditions == (
        ConditionResult("size(myapp:slim)", "<", "size(myapp:fat)", 128_500_045, 1_100_000_045),
    )
    assert (second.status, second.reason) == ("not checked", "it was not counted in this build")
    assert second.conditions[1].left_value is None
    assert results.facts == facts
    assert "/usr/bin/gcc-14" in html


def test_a_fact_that_is_only_compared_is_nothing_left_over(project: Path, findings: Findings) -> None:
    built(project, findings, f"{{% set smaller = {TRUE} %}}{{% call claim(smaller) %}}So.{{% endcall %}}")


def test_a_fact_can_be_printed_and_compared_and_printed_again(project: Path, findings: Findings) -> None:
    text = (
        '{% set slim = size("myapp:slim") %}{{ slim }} and {{ slim }}, '
        '{% call claim(slim < size("myapp:fat")) %}less{% endcall %}.'
    )
    html = built(project, findings, text)
    assert html.count('<button type="button" class="tare-figure" popovertarget="tare-passport-myapp:slim"') == 3


def test_what_was_reckoned_is_shown_with_what_it_was_reckoned_from(project: Path, findings: Findings) -> None:
    text = '{% call claim(size("myapp:slim") < size("myapp:fat") / 8) %}So.{% endcall %}'
    note = note_of(built(project, findings, text))
    assert note.endswith("size(myapp:slim) 129 MB smaller than size(myapp:fat) / 8 138 MB from size(myapp:fat) 1.1 GB")


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ('about(size("myapp:slim"), size("myapp:fat"))', "about a ninth of"),
        ('about(size("myapp:fat"), size("myapp:slim"))', "about nine times"),
        ('about(layer_count("myapp:slim"), layer_count("myapp:slim"))', "about as much as"),
        ('than(size("myapp:slim"), size("myapp:fat"))', "smaller than"),
        ('than(size("myapp:fat"), size("myapp:slim"))', "larger than"),
        ('than(size("myapp:fat"), size("myapp:fat"))', "as large as"),
        ('than(size("myapp:fat"), bound("50 MB"))', "larger than"),
    ],
)
def test_words_are_chosen_by_the_measurements_and_open_them(
    project: Path, findings: Findings, call: str, words: str
) -> None:
    html = built(project, findings, f"It is {{{{ {call} }}}} it.")
    before, _, last = words.rpartition(" ")
    assert f'It is <span class="tare-claim">{before} <span class="tare-nowrap">{last}<span' in html
    assert "myapp:" in note_of(html)


def test_words_about_what_was_not_measured_say_so(project: Path, findings: Findings) -> None:
    html = built(project, findings, 'It is {{ about(size("myapp:alpine"), size("myapp:fat")) }} it.')
    assert ">not measured</button>" in html
    assert "alpine has no stand-in" in html


@pytest.mark.parametrize("platform", ["linux", "linux/", "Linux/amd64", "linux/amd64/v1/x", "7"])
def test_a_platform_that_is_none_is_refused(project: Path, findings: Findings, platform: str) -> None:
    (project / "mkdocs.yml").write_text(CONFIGURATION.replace("tare]", f"tare: {{platform: {platform}}}]"))
    (fault,) = faults(project, findings, "text")
    assert fault.startswith("mkdocs.yml:")
    assert "platform" in fault
