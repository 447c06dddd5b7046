from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from macros.catalog.examples import read_catalog
from macros.plan.unproved import read_unproved

if TYPE_CHECKING:
    from pathlib import Path


def found(root: Path, text: str, name: str = "page.md") -> list[tuple[int | None, str]]:
    (root / "docs" / name).write_text(text)
    faults = read_unproved(read_catalog(root)[0], root / "docs")
    return [(fault.line, fault.problem) for fault in faults]


ABOUT_DEMO = "\n\n{{ bars('demo:slim') }}\n"
"""What makes a page one on the images of the example."""
FIGURES = (
    *("half of it", "half the size", "half as large", "half a megabyte", "cut by half", "halved", "a third of it"),
    *("a tenth of the bytes", "a third smaller", "an eighth.", "two thirds of it", "nine tenths of them"),
    *("twice the size", "about twice", "twice as much", "doubles the image", "triple", "tenfold", "ten-fold"),
    *("three times as large", "ten times smaller", "several times as large", "A Tenth of it"),
    *("a few megabytes", "hundreds of megabytes", "several kilobytes", "a thousand bytes", "few thousand bytes"),
    *(
        "fifty megabytes",
        "one gigabyte",
        "ten MB",
        "two seconds",
        "ten minutes",
        "fifty per cent",
        "twenty-five percent",
    ),
    *("three layers", "three more layers", "a dozen files", "hundreds of files", "twelve packages"),
    *("**three** layers", "[three layers](x.md)", "three-layer image"),
)


@pytest.mark.parametrize("figure", FIGURES)
@pytest.mark.parametrize(
    "place", ["It is {}", "# A {} title", "---\ntitle: From {} down\n---\n", "| a | {} |\n", '!!! note "{}"\n']
)
def test_a_figure_in_words_is_a_fault_wherever_it_stands(root: Path, figure: str, place: str) -> None:
    assert len(found(root, place.format(figure))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "In one file, one layer of what it wrote, a file, the third is a property, a fourth file, a third stage.",
        "The second half of the answer is not about bytes. Three questions, two stages. Half a minute.",
        "It is declared twice, in double quotes, and trusted for a day. Between the two.",
        "The larger image is smaller than nothing, as much as no other; most of it is equal, nearly all of it.",
        "It is `three layers`.\n\n```\nthree layers\n```\n\n    three layers\n\n~~~\nhalf of it\n~~~",
        "!!! note\n\n    ```\n    three layers\n    ```\n",
        "<!-- three layers --> {# three layers #}{% set x = 'three layers' %}{{ size('three layers') }}",
        '<a title="three layers">x</a> [x](three-layers.md) [x](y.md "three layers")',
        "---\ntags: three layers\n---\nfine",
        "It is `demo:slim`, built with one word rather than another, and other than that the same base.",
        "It is `other:slim`, smaller than the rest.",
        "`demo:slim` is built. Another one is smaller than that, and it is smaller.",
        "`demo:slim` is built. Whoever looks finds nothing. It is smaller.",
        "`demo:slim` is built.\n\nIt is smaller.",
        "It is built. The other is smaller.",
        "`demo:slim` is built. It is small, and no other.",
        "| `demo:slim` | smaller than the other |",
        "- `demo:slim`\n- smaller than the other",
        '{{ cited("demo:slim") }} is "three layers, smaller than half of it".',
        '{% call claim(size("demo:slim") < 3) %}`demo:slim` is smaller than three layers.{% endcall %}',
        '{% call myth("`demo:slim` has three layers", size("demo:slim") < 3, why="false") %}\nNo.\n{% endcall %}',
        "`demo:slim` is built with no-cache, with no other base.",
    ],
)
def test_what_compares_nothing_is_no_fault(root: Path, text: str) -> None:
    assert found(root, text) == []


@pytest.mark.parametrize(
    "words",
    [
        *(
            "smaller than",
            "more bytes than",
            "more waste than",
            "as large as",
            "as much as",
            "the same size",
            "identical",
        ),
        *(
            "the same two files",
            "equal",
            "most",
            "nearly all",
            "half",
            "less",
            "the smallest",
            "larger",
            "fewer",
            "twice",
        ),
    ],
)
@pytest.mark.parametrize(
    "subject", ["`demo:slim`", "{{ size('demo:slim') }}", "`slim`", "`Dockerfile.slim`", "`python:3.12-slim`"]
)
def test_a_comparison_in_a_sentence_about_an_image_is_a_fault(root: Path, words: str, subject: str) -> None:
    assert len(found(root, f"Here {subject} is,\nas one sees, {words} it.{ABOUT_DEMO}")) == 1


def test_a_tag_is_a_word_as_any_other_on_a_page_of_other_images(root: Path) -> None:
    assert found(root, "Write `slim` where nothing else fits.") == []
    assert len(found(root, f"Write `slim` where nothing else fits.{ABOUT_DEMO}")) == 1


@pytest.mark.parametrize("words", ["no compiler", "none of it", "nothing else", "neither of them", "without curl"])
def test_an_absence_in_a_sentence_that_names_an_image_is_a_fault(root: Path, words: str) -> None:
    ((line, problem),) = found(root, f"In `demo:slim` there\nis {words}.")
    assert line == 2
    assert problem.endswith("is an absence that nothing proves")
    assert found(root, f"It is {{{{ size('demo:slim') }}}} and has {words}.") == []


@pytest.mark.parametrize(
    "sentence",
    [
        *("The other is smaller.", "It is the smallest of all.", "That one has fewer files.", "Both are heavier."),
        *("The second one is lighter than that.", "But they are larger.", "(The former has more.)"),
    ],
)
@pytest.mark.parametrize(
    "subject", ["`demo:slim` is built.", "It has {{ size('demo:slim') }}.", "`slim` is. It is so."]
)
def test_a_comparison_that_goes_on_about_an_image_is_a_fault(root: Path, sentence: str, subject: str) -> None:
    ((line, problem),) = found(root, f"{subject}\n{sentence}{ABOUT_DEMO}")
    assert line == 2
    assert problem.endswith("is a comparison that nothing proves")


def test_a_fault_names_the_line_and_the_words(root: Path) -> None:
    text = (
        "---\ntitle: A title\ndescription: A tenth of it\n---\n\n# Heading\n\n"
        "It is small.\nWhat `demo:slim` is\nless than. Two\nseconds.\n\n!!! note\n    Three layers.\n\n"
        "    - More: `demo:slim` is larger.\n"
    )
    assert found(root, text) == [
        (3, "`A tenth` is a figure that nothing proves"),
        (10, "`less than` is a comparison that nothing proves"),
        (10, "`Two seconds` is a figure that nothing proves"),
        (14, "`Three layers` is a figure that nothing proves"),
        (16, "`More` is a comparison that nothing proves"),
        (16, "`larger` is a comparison that nothing proves"),
    ]


def test_a_figure_in_words_may_wrap(root: Path) -> None:
    assert found(root, "It has\n\n- three\n  layers and a\n  tenth of it") == [
        (3, "`three layers` is a figure that nothing proves"),
        (4, "`a tenth` is a figure that nothing proves"),
    ]


def test_the_remedy_names_what_proves(root: Path) -> None:
    (root / "docs/page.md").write_text("A tenth of it.")
    (fault,) = read_unproved(read_catalog(root)[0], root / "docs")
    assert str(fault) == (
        "docs/page.md:1: `A tenth` is a figure that nothing proves; put the sentence into {% call claim(…) %}, "
        "or let {{ about(…) }} or {{ than(…) }} print it, or say it without a figure"
    )


def test_what_stands_beside_a_claim_is_read_as_being_about_its_images(root: Path) -> None:
    claim = '{% call claim(size("demo:slim") < 3) %}`demo:slim` is small{% endcall %}'
    assert found(root, f"{claim}, and larger than the rest.") == [
        (1, "`larger than` is a comparison that nothing proves")
    ]


def test_a_quotation_that_nobody_cites_is_read(root: Path) -> None:
    assert len(found(root, '`demo:slim` is "a tenth of the size".')) == 1


def test_a_quotation_is_as_long_as_its_quotes(root: Path) -> None:
    assert len(found(root, '{{ cited("demo:slim") }} is "small", a tenth of the size, "they say".')) == 1


def test_pages_about_the_project_itself_may_compare(root: Path) -> None:
    for name in ("changelog.md", "contributing.md", "architecture.md"):
        assert found(root, "It was a tenth of it.", name) == []
