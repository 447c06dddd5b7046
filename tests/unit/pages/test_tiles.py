import json
from dataclasses import replace

import pytest

from macros.pages.expressions import evaluate
from macros.pages.tiles import Group, Tile, by_folder, by_package, seen_bytes
from macros.plan.findings import Findings
from macros.records.measurement import FolderSize, Measurement, Package, Packages
from macros.records.results import results_json


@pytest.fixture
def image(findings: Findings) -> Measurement:
    """An image of 129 MB with 100 Debian packages, one Python package, and folders in folders."""
    slim = findings.outcomes["myapp:slim"]
    assert isinstance(slim, Measurement)
    debian = (Package("libc6", "2.41", 20_000_000), *(Package(f"lib{n}", "1", 100_000) for n in range(100)))
    folders = [("usr", 100_000_000), ("usr/lib", 60_000_000), ("usr/lib/gcc", 40_000_000), ("usr/doc", 900_000)]
    return replace(
        slim,
        packages=Packages((*debian, Package("lost", "1", None)), (Package("flask", "3", 5_000_000),), ()),
        largest_folders=tuple(FolderSize(path, size, 7) for path, size in folders),
    )


def named(groups: tuple[Group, ...]) -> dict[str, int]:
    return {tile.name: tile.bytes for group in groups for tile in group.tiles}


def every_tile(image: Measurement) -> list[Tile]:
    return [tile for groups in (by_package(image), by_folder(image)) for group in groups for tile in group.tiles]


def test_the_tiles_add_up_to_what_a_container_sees(image: Measurement) -> None:
    for groups in (by_package(image), by_folder(image)):
        assert sum(group.bytes for group in groups) == seen_bytes(image).bytes


def test_small_packages_share_a_tile_and_a_system_without_packages_has_none(image: Measurement) -> None:
    tiles = named(by_package(image))
    assert tiles["libc6"] == 20_000_000
    assert tiles["smaller Debian packages"] == 10_000_000
    assert tiles["flask"] == 5_000_000
    assert [group.kind for group in by_package(image)] == ["debian", "python", "other"]


def test_a_folder_is_told_without_those_in_it_that_have_tiles(image: Measurement) -> None:
    tiles = named(by_folder(image))
    assert tiles["/usr, the rest"] == 40_000_000
    assert tiles["/usr/lib, the rest"] == 20_000_000
    assert tiles["/usr/lib/gcc"] == 40_000_000
    assert "/usr/doc" not in tiles


def test_the_largest_tile_of_a_group_comes_first(image: Measurement) -> None:
    for group in (*by_package(image), *by_folder(image)):
        assert [tile.bytes for tile in group.tiles] == sorted((tile.bytes for tile in group.tiles), reverse=True)


def test_files_that_two_packages_list_leave_no_tile_of_less_than_nothing(image: Measurement) -> None:
    twice = replace(image, packages=replace(image.packages, python=(Package("all", "1", image.unpacked_size),)))
    assert [group.kind for group in by_package(twice)] == ["debian", "python"]


def test_every_tile_says_how_results_give_its_bytes(image: Measurement, findings: Findings) -> None:
    results = json.loads(results_json({"myapp:slim": image}, {}, findings.generated_at))
    for tile in every_tile(image):
        assert evaluate(tile.expression, results) == tile.bytes, tile.name
