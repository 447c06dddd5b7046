from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING

import pytest

from macros.catalog.model import Catalog, Step
from macros.pages.diffs import diff_of
from macros.pages.expressions import MINUS
from macros.pages.ladder import ladder
from macros.pages.sheet import MacroFault, Sheet
from macros.records.measurement import Measurement

if TYPE_CHECKING:
    from macros.plan.findings import Findings

STEPS = ("fat", "slim", "multi")


def text(html: str) -> str:
    """The text of HTML, runs of white space as one space."""
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]*>", "", html))).strip()


def with_ladder(findings: Findings, *tags: str, **sizes: int) -> Sheet:
    """A sheet whose example has a ladder of variants, some with other sizes, unpacked and to transfer."""
    example = findings.catalog.examples[0]
    variants = {variant.reference.tag: variant for variant in example.variants}
    steps = tuple(Step(variants[tag], f"changes to {tag}" if tag != tags[0] else "") for tag in tags)
    outcomes = dict(findings.outcomes)
    for tag, size in sizes.items():
        image = outcomes[f"myapp:{tag}"]
        assert isinstance(image, Measurement)
        outcomes[f"myapp:{tag}"] = replace(image, unpacked_size=size, transfer_size=size)
    catalog = Catalog(findings.catalog.root, (replace(example, ladder=steps),))
    return Sheet(replace(findings, catalog=catalog, outcomes=outcomes), to_root="../")


def rows_of(html: str) -> list[str]:
    """The text of each step's row, with a hyphen for the minus sign."""
    rows = re.findall(r'<tr class="tare-ladder__step">(.*?)</tr>', html, re.DOTALL)
    return [text(row).replace(MINUS, "-") for row in rows]


def test_each_step_tells_its_change_its_size_and_what_it_saves(findings: Findings) -> None:
    rows = rows_of(ladder(with_ladder(findings, *STEPS, fat=1_000_000, slim=600_000, multi=500_000), "myapp"))
    assert rows == [
        "fat the fat one 1 MB 1 MB to transfer",
        "slim changes to slim 600 kB 600 kB to transfer -400 kB -400 kB to transfer -400 kB -400 kB to transfer",
        "multi changes to multi 500 kB 500 kB to transfer -100 kB -100 kB to transfer -500 kB -500 kB to transfer",
    ]


def test_what_all_steps_save_stands_below_them(findings: Findings) -> None:
    html = ladder(with_ladder(findings, *STEPS, fat=1_000_000, slim=600_000, multi=500_000), "myapp")
    assert "all steps together -500 kB -500 kB to transfer" in text(html).replace(MINUS, "-")


def test_a_step_that_makes_the_image_larger_costs(findings: Findings) -> None:
    html = ladder(with_ladder(findings, "fat", "slim", fat=1_000_000, slim=1_400_000), "myapp")
    assert "costs +400 kB costs +400 kB to transfer" in rows_of(html)[1]
    assert "-" not in rows_of(html)[1]
    assert "tare-ladder__gone" not in html


@pytest.mark.parametrize(
    ("size", "verdict"), [(1_000_000, "nothing"), (990_001, "next to nothing"), (1_009_999, "next to nothing")]
)
def test_a_step_that_changes_less_than_a_hundredth_of_the_image_before_says_so(
    findings: Findings, size: int, verdict: str
) -> None:
    html = ladder(with_ladder(findings, "fat", "slim", fat=1_000_000, slim=size), "myapp")
    assert f"changes to slim {verdict} " in rows_of(html)[1]


def test_a_step_that_changes_a_hundredth_is_not_next_to_nothing(findings: Findings) -> None:
    html = ladder(with_ladder(findings, "fat", "slim", fat=1_000_000, slim=990_000), "myapp")
    assert "nothing" not in rows_of(html)[1]


def test_a_step_that_saves_in_one_size_alone_is_not_next_to_nothing(findings: Findings) -> None:
    sheet = with_ladder(findings, "fat", "slim", fat=1_000_000, slim=1_000_000)
    image = sheet.findings.outcomes["myapp:slim"]
    assert isinstance(image, Measurement)
    outcomes = {**sheet.findings.outcomes, "myapp:slim": replace(image, transfer_size=500_000)}
    row = rows_of(ladder(Sheet(replace(sheet.findings, outcomes=outcomes)), "myapp"))[1]
    assert "0 B -500 kB to transfer" in row
    assert "nothing" not in row


def test_a_step_that_was_not_measured_leaves_what_needs_it_not_measured(findings: Findings) -> None:
    html = ladder(with_ladder(findings, "fat", "alpine", "slim"), "myapp")
    _, absent, after = rows_of(html)
    assert absent.startswith("alpine changes to alpine alpine has no stand-in not measured")
    assert absent.count("not measured") == 6
    assert after.count("not measured") == 2
    assert "972 MB" in after


def test_a_ladder_that_ends_unmeasured_has_no_sum(findings: Findings) -> None:
    html = ladder(with_ladder(findings, "fat", "slim", "alpine"), "myapp")
    assert "all steps together not measured not measured to transfer" in text(html)


def test_each_step_has_its_diff_its_dockerfile_and_its_smoke_test(findings: Findings) -> None:
    sheet = with_ladder(findings, *STEPS)
    html = ladder(sheet, "myapp")
    assert html.count("its smoke test") == len(STEPS)
    assert html.count("what differs in the Dockerfile") == len(STEPS) - 1
    assert '<span class="tare-diff tare-diff--removed">-FROM python:3.12\n</span>' in html
    assert '<span class="tare-diff tare-diff--added">+FROM python:3.12-slim\n</span>' in html
    for tag in STEPS:
        assert f'data-tare-file="myapp/Dockerfile.{tag}"' in html


def test_an_ignore_file_that_differs_is_shown(findings: Findings) -> None:
    sheet = with_ladder(findings, "fat", "slim")
    folder = sheet.findings.catalog.examples[0].folder
    (folder / "Dockerfile.slim.dockerignore").write_text("<secret>\n")
    html = ladder(sheet, "myapp")
    assert "Dockerfile.slim.dockerignore against .dockerignore" in text(html)
    assert "+&lt;secret&gt;" in html


def test_every_figure_of_a_ladder_opens_something(findings: Findings) -> None:
    sheet = with_ladder(findings, *STEPS)
    targets = set(re.findall(r'popovertarget="([^"]+)"', ladder(sheet, "myapp")))
    assert targets
    assert targets <= sheet.notes.keys()


def test_an_example_without_a_ladder_has_none_to_show(findings: Findings) -> None:
    with pytest.raises(MacroFault, match="`myapp` has no ladder"):
        ladder(with_ladder(findings), "myapp")


def test_a_line_that_looks_like_the_head_of_a_diff_is_a_line() -> None:
    assert [line.kind for line in diff_of(("a", "-- x\n"), ("b", "++ x\n")).lines] == ["place", "removed", "added"]
