from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from macros.bases.recipes import read_recipes, with_parts
from macros.bases.standins import Estimate, _make_all, announcement, estimate
from macros.errors import SurroundingsError
from macros.progress import Silent

if TYPE_CHECKING:
    from collections.abc import Callable

    from macros.bases.recipes import Recipe

RECIPES = read_recipes()
BOTH_PYTHONS = with_parts([RECIPES["python:3.12"], RECIPES["python:3.12-slim"]])


def test_what_is_made_beside_the_longest_way_takes_no_time_of_its_own() -> None:
    way = ("debian:trixie-slim", "cpython", "python:3.12-slim")
    assert estimate(BOTH_PYTHONS).seconds == sum(RECIPES[name].seconds for name in way)


def test_a_part_that_two_share_is_paid_for_once() -> None:
    assert estimate(BOTH_PYTHONS).disk == sum(recipe.disk for recipe in BOTH_PYTHONS)


def test_nothing_takes_nothing() -> None:
    assert estimate(()) == Estimate(0.0, 0, 0)


def test_what_is_kept_as_an_archive_is_not_announced_as_a_download() -> None:
    kept = {"debian:trixie-slim", "cpython"}
    assert announcement([RECIPES["debian:trixie-slim"]], kept, embedded=False) == (
        "stand-ins: importing debian:trixie-slim, kept in TARE_HOME"
    )
    slim = with_parts([RECIPES["python:3.12-slim"]])
    assert announcement(slim, kept, embedded=True) == (
        "stand-ins: importing debian:trixie-slim, cpython, kept in TARE_HOME; "
        "making python:3.12-slim, which takes about 10 s, 12 MB of downloads and 36 MB of disk"
    )


def test_what_a_readers_build_cache_may_shorten_takes_at_most_so_long() -> None:
    said = announcement([RECIPES["python:3.12"]], (), embedded=False)
    assert said == (
        "stand-ins: making python:3.12, which takes at most about 3.0 s and 32 MB of disk, "
        "less where the engine's build cache has their steps"
    )


def test_nothing_is_made_before_its_parts_are_there() -> None:
    made: list[str] = []

    def make(recipe: Recipe, _at: Callable[[str], None]) -> None:
        assert {part.name for part in recipe.made_of} <= set(made)
        made.append(recipe.name)

    _make_all(BOTH_PYTHONS, make, Silent())
    assert sorted(made) == sorted(recipe.name for recipe in BOTH_PYTHONS)


def test_what_does_not_depend_on_each_other_is_made_at_once() -> None:
    roots = [recipe for recipe in BOTH_PYTHONS if not recipe.made_of]
    meeting = threading.Barrier(len(roots), timeout=10)

    def make(_recipe: Recipe, _at: Callable[[str], None]) -> None:
        meeting.wait()

    _make_all(roots, make, Silent())


def test_a_failure_is_told_at_once_and_nothing_is_made_of_what_failed() -> None:
    made: list[str] = []

    def make(recipe: Recipe, _at: Callable[[str], None]) -> None:
        made.append(recipe.name)
        if recipe.name == "cpython":
            raise SurroundingsError("no network", "mend it")

    with pytest.raises(SurroundingsError, match="no network"):
        _make_all(BOTH_PYTHONS, make, Silent())
    assert "python:3.12-slim" not in made
