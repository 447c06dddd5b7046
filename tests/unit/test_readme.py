from __future__ import annotations

from dataclasses import replace

import pytest

from macros.errors import WrongSource
from macros.readme import LARGER, SMALLER, stale_figures, with_figures
from macros.records.results import ImageResult, Results
from tests.unit.records.samples import KEY, NOON, measurement

README = "# Tare\n\n<!-- figure:begin -->\n<!-- figure:end -->\n\nMore.\n"


def results(larger: int, smaller: int) -> Results:
    sizes = {LARGER: larger, SMALLER: smaller}
    images = {name: replace(measurement(), reference=name, unpacked_size=size) for name, size in sizes.items()}
    return Results(1, NOON, {name: ImageResult("measured", None, image, ()) for name, image in images.items()}, KEY)


def test_the_figures_stand_between_the_markers_and_nothing_else_changes() -> None:
    written = with_figures(README, results(1_100_000_000, 129_000_000))
    assert written.startswith(
        "# Tare\n\n<!-- figure:begin -->\nThe same script weighs 1.1 GB as `myapp:fat` and 129 MB"
    )
    assert ": the first is 8.5 times the second.\nMeasured on 2026-05-04" in written
    assert written.endswith("<!-- figure:end -->\n\nMore.\n")


def test_writing_them_again_changes_nothing() -> None:
    written = with_figures(README, results(1_100_000_000, 129_000_000))
    assert with_figures(written, results(1_100_000_000, 129_000_000)) == written


def test_a_package_update_makes_no_stale_figure_and_another_image_does() -> None:
    written = with_figures(README, results(1_100_000_000, 129_000_000))
    assert list(stale_figures(written, results(1_110_000_000, 131_000_000))) == []
    assert list(stale_figures(written, results(1_100_000_000, 151_000_000))) == [
        "README.md: myapp:slim weighs 151 MB, not 129 MB; run `make readme`"
    ]


def test_a_readme_without_figures_is_stale() -> None:
    assert len(list(stale_figures(README, results(1_100_000_000, 129_000_000)))) == 2


def test_a_readme_without_a_place_for_them_says_what_to_add() -> None:
    with pytest.raises(WrongSource, match="add the lines `<!-- figure:begin -->`"):
        with_figures("# Tare\n", results(2, 1))


def test_an_image_that_is_not_measured_has_no_figure_to_show() -> None:
    nothing = Results(1, NOON, {LARGER: ImageResult("not measured", "its build failed", None, ())}, KEY)
    with pytest.raises(WrongSource, match="myapp:fat, whose size it shows, is not measured"):
        with_figures(README, nothing)
