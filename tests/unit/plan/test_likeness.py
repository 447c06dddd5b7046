from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from macros.plan.likeness import likeness_faults
from macros.plan.templates import read_templates
from tests.unit.plan.project import catalog_of

if TYPE_CHECKING:
    from pathlib import Path

OTHER_TEST = '[variants.multi.smoke_test]\ncommand = ["true"]\noutput = ""\n'


def faults_of(root: Path, call: str, *, unlike: bool = True) -> list[str]:
    return text_faults(root, call if call.startswith("{%") else f"{{{{ {call} }}}}", unlike=unlike)


def text_faults(root: Path, text: str, *, unlike: bool = True) -> list[str]:
    if unlike:
        toml = root / "examples/demo.toml"
        toml.write_text(toml.read_text().replace("[smoke_test]", f"{OTHER_TEST}\n[smoke_test]"))
    (root / "docs/page.md").write_text(f"\n{text}")
    return [str(fault) for fault in likeness_faults(catalog_of(root), read_templates(root / "docs")[0])]


COMPARED = [
    ("difference", 'difference("demo:slim", "demo:multi")'),
    ("ratio", 'ratio("demo:slim", smaller="demo:multi", what="transfer_size")'),
    ("bars", 'bars("demo:slim", "demo:slim", "demo:multi")'),
    ("about", 'about(size("demo:slim"), size("demo:multi"))'),
    ("than", 'than(left=own_size("demo:slim"), right=2 * size("demo:multi"))'),
    ("claim", '{% call claim(size("demo:slim") - own_size("demo:multi") > 0) %}x{% endcall %}'),
    ("myth", '{% call myth("x", size("demo:slim") > own_size("demo:multi"), why="true") %}x{% endcall %}'),
    ("difference", '{% call claim(difference("demo:slim", "demo:multi") > 0) %}x{% endcall %}'),
]


PRINTED = [
    'The one weighs {{ size("demo:slim") }}, the other only {{ own_size("demo:multi") }}.',
    '{% call claim(size("demo:slim") > 0) %}One has {{ size("demo:slim") }}{% endcall %}, one {{ size("demo:multi") }}',
    '| a | {{ size("demo:slim") }} |\n| b | {{ size("demo:multi") }} |',
]


@pytest.mark.parametrize("text", PRINTED)
def test_sizes_of_unlike_images_do_not_stand_in_one_sentence_or_table(root: Path, text: str) -> None:
    (found,) = text_faults(root, text)
    assert "compares `demo:slim` with `demo:multi`, which do not pass one smoke test" in found


@pytest.mark.parametrize("text", PRINTED)
def test_sizes_of_images_with_one_smoke_test_stand_in_one_sentence_or_table(root: Path, text: str) -> None:
    assert text_faults(root, text, unlike=False) == []


@pytest.mark.parametrize(
    "text",
    [
        'The one weighs {{ size("demo:slim") }}.\nThe other weighs {{ size("demo:multi") }}.',
        '| {{ size("demo:slim") }} |\n\n| {{ size("demo:multi") }} |',
        'The base weighs {{ base_size("demo:slim") }}, the image {{ size("demo:multi") }}.',
    ],
)
def test_sizes_of_unlike_images_may_stand_apart(root: Path, text: str) -> None:
    assert text_faults(root, text) == []


@pytest.mark.parametrize(("macro", "call"), COMPARED)
def test_sizes_of_images_that_pass_unlike_smoke_tests_are_not_compared(root: Path, macro: str, call: str) -> None:
    (found,) = faults_of(root, call)
    assert found == (
        f"docs/page.md:2: `{macro}` compares `demo:slim` with `demo:multi`, which do not pass one smoke test; "
        "compare images that do the same job, shown by the same [[smoke_test]]"
    )


def test_many_unlike_images_in_one_place_are_one_fault(root: Path) -> None:
    toml, folder = root / "examples/demo.toml", root / "examples/demo"
    for tag in ("third", "fourth"):
        (folder / f"Dockerfile.{tag}").write_text((folder / "Dockerfile.slim").read_text())
        test = OTHER_TEST.replace("multi", tag)
        toml.write_text(
            toml.read_text().replace("[smoke_test]", f'[variants.{tag}]\nsummary = "x"\n{test}\n[smoke_test]')
        )
    (fault,) = faults_of(root, 'bars("demo:slim", "demo:multi", "demo:third", "demo:fourth")')
    assert (
        "compares `demo:slim` with `demo:multi`, which do not pass one smoke test, and so with 2 further pairs" in fault
    )


@pytest.mark.parametrize(("macro", "call"), COMPARED)
def test_sizes_of_images_that_pass_one_smoke_test_are_compared(root: Path, macro: str, call: str) -> None:
    assert macro
    assert faults_of(root, call, unlike=False) == []


@pytest.mark.parametrize(
    "call",
    [
        '{% call claim(size("demo:slim") > layer_size("demo:multi", "COPY --from")) %}x{% endcall %}',
        '{% call claim(size("demo:slim") > 0, size("demo:multi") > 0) %}x{% endcall %}',
        '{% call claim(base_size("demo:slim") > base_size("demo:multi")) %}x{% endcall %}',
        '{% call claim(packages("demo:slim", "*") > packages("demo:multi", "*")) %}x{% endcall %}',
        'about(layer_size("demo:multi", "COPY --from"), size("demo:slim"))',
        'difference("demo:slim", "demo:nope")',
        "bars(x, *y)",
    ],
)
def test_a_layer_a_base_or_a_count_is_compared_with_anything(root: Path, call: str) -> None:
    assert faults_of(root, call) == []
