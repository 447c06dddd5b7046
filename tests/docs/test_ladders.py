"""The ladders of the built site: their steps add up, and each is shown with what it changes."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from macros.catalog.examples import read_catalog
from macros.pages.expressions import evaluate

if TYPE_CHECKING:
    from pathlib import Path

    from macros.catalog.model import Example
    from tests.conftest import Site
    from tests.docs.built import BuiltPage

MEASURES = ("unpacked_size", "transfer_size")
_CAPSTONE_STEPS = 8


def ladders(checkout: Path) -> list[Example]:
    catalog, _ = read_catalog(checkout)
    return [example for example in catalog.examples if example.ladder]


@pytest.mark.parametrize("measure", MEASURES)
def test_the_steps_of_a_ladder_add_up_to_the_whole_saving_to_the_byte(
    site: Site, checkout: Path, pages: dict[str, BuiltPage], measure: str
) -> None:
    """Every term is a figure that a page prints."""
    printed = {figure.expression: float(figure.value) for page in pages.values() for figure in page.figures}
    found = ladders(checkout)
    assert found
    for example in found:
        names = [f"{step.variant.reference}/{measure}" for step in example.ladder]
        steps = [f"{later} - {earlier}" for earlier, later in pairwise(names)]
        whole = f"{names[-1]} - {names[0]}"
        assert sum(printed[step] for step in steps) == printed[whole] == evaluate(whole, site.results), example.name
        assert [printed[step] for step in steps] == [evaluate(step, site.results) for step in steps], example.name


def test_every_step_of_a_ladder_passed_one_smoke_test_with_a_read_only_root(site: Site, checkout: Path) -> None:
    for example in ladders(checkout):
        records = [site.results["images"][str(step.variant.reference)]["measurement"] for step in example.ladder]
        assert all(record["smoke_test"]["read_only"] for record in records), example.name
        assert len({record["smoke_test"]["check"] for record in records}) == 1, example.name
        assert len({record["smoke_test"]["got"] for record in records}) == 1, example.name


def test_the_capstone_has_many_steps_and_each_shows_what_differs(checkout: Path, pages: dict[str, BuiltPage]) -> None:
    steps = next(example.ladder for example in ladders(checkout) if example.name == "capstone")
    assert len(steps) > _CAPSTONE_STEPS
    html = pages["lessons/capstone/index.html"].path.read_text(encoding="utf-8")
    assert len(re.findall(r"what differs in the (?:Dockerfile|ignore file)", html)) == len(steps) - 1
