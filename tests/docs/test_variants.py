"""Every variant of the examples has its place on a page: from the calls of macros on pages, without a built site."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from macros.catalog.challenge import PREFIX, SOLUTION, START
from macros.catalog.examples import read_catalog
from macros.plan.conditions import arguments_of, call_name, calls_in
from macros.plan.macros import Kind
from macros.plan.templates import read_templates

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from macros.catalog.model import Catalog
    from macros.plan.templates import Template

ROOT = Path(__file__).resolve().parents[2]
COMPARES = {"bars", "difference", "ratio", "claim", "about", "than", "changed_files", "changed_lines", "shared_layers"}
SHOWS = {"dockerfile", "layers", "engines", "smoke_test"}


def placed(templates: Iterable[Template]) -> set[str]:
    """Return the image references that pages compare with another or show."""
    found: set[str] = set()
    for template in templates:
        for call in calls_in(template.tree):
            if call_name(call) in template.own:
                continue
            taken = {each for inner in (call, *calls_in(call)) for each in arguments_of(inner, Kind.REFERENCE)}
            if call_name(call) in SHOWS or (call_name(call) in COMPARES and len(taken) > 1):
                found |= taken
    return found | {f"{PREFIX}{name}:{tag}" for name in challenged(templates) for tag in (START, SOLUTION)}


def challenged(templates: Iterable[Template]) -> set[str]:
    """Return the names of the challenges that pages show, with both variants and a download."""
    calls = [call for template in templates for call in calls_in(template.tree) if call_name(call) not in template.own]
    return {name for call in calls for name in arguments_of(call, Kind.CHALLENGE)}


def named(templates: Iterable[Template]) -> set[str]:
    """Return the image references that any macro on a page takes."""
    calls = [call for template in templates for call in calls_in(template.tree)]
    return {reference for call in calls for reference in arguments_of(call, Kind.REFERENCE)}


def unplaced(catalog: Catalog, templates: Sequence[Template]) -> list[str]:
    """Return the variants that no page compares or shows.

    A target of a Dockerfile that is shown with another variant needs its figure alone.
    """
    there, called = placed(templates), named(templates)
    shown = {variant.dockerfile.path for variant in catalog.variants if str(variant.reference) in there}
    return [
        reference
        for variant in catalog.variants
        if (reference := str(variant.reference)) not in there
        and not (variant.target is not None and variant.dockerfile.path in shown and reference in called)
    ]


def linked(templates: Iterable[Template]) -> set[str]:
    """Return the examples that pages offer as a download."""
    calls = [call for template in templates for call in calls_in(template.tree)]
    offered = {name for call in calls if call_name(call) == "download" for name in arguments_of(call, Kind.EXAMPLE)}
    return offered | {f"{PREFIX}{name}" for name in challenged(templates)}


def test_every_variant_is_compared_or_shown_on_a_page() -> None:
    catalog, _ = read_catalog(ROOT)
    templates, _ = read_templates(ROOT / "docs")
    assert catalog.variants
    assert unplaced(catalog, templates) == []


def test_a_variant_that_is_on_no_page_is_found() -> None:
    catalog, _ = read_catalog(ROOT)
    assert unplaced(catalog, ()) == [str(variant.reference) for variant in catalog.variants]


def test_every_example_is_on_a_page() -> None:
    catalog, _ = read_catalog(ROOT)
    templates, _ = read_templates(ROOT / "docs")
    assert {example.name for example in catalog.examples} - linked(templates) == set()


@pytest.mark.parametrize(
    ("page", "references"),
    [
        pytest.param('{{ bars("a:one", "a:two") }}', {"a:one", "a:two"}, id="bars"),
        pytest.param('{{ bars("a:one") }}', set(), id="a bar alone"),
        pytest.param('{{ size("a:one") }}', set(), id="a figure alone"),
        pytest.param('{{ dockerfile("a:one") }}', {"a:one"}, id="a Dockerfile"),
        pytest.param('{{ challenge("a") }}', {"challenge-a:start", "challenge-a:solution"}, id="a challenge"),
        pytest.param(
            '{% call claim(size("a:one") < size("a:two")) %}`a:one` is smaller.{% endcall %}',
            {"a:one", "a:two"},
            id="a claim",
        ),
        pytest.param('`a:one`\n\n```\n{% raw %}{{ dockerfile("a:one") }}{% endraw %}\n```', set(), id="words alone"),
    ],
)
def test_a_variant_has_its_place_where_a_macro_compares_or_shows_it(
    tmp_path: Path, page: str, references: set[str]
) -> None:
    (tmp_path / "page.md").write_text(f"{page}\n")
    templates, _ = read_templates(tmp_path)
    assert placed(templates) == references
