from __future__ import annotations

import posixpath
from collections import Counter
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from macros.records.measurement import FolderSize
from macros.weighing.tree import Tree
from macros.weighing.view import View
from tests.unit.weighing.layers import ENTRIES, FlatTable, file, folder, hardlink, whiteout

if TYPE_CHECKING:
    from macros.records.stations import LayerEntry


def view(*layers: list[LayerEntry]) -> View:
    tree = Tree()
    for index, entries in enumerate(layers):
        tree.apply(index, entries)
    return View(tree)


def folders(*layers: list[LayerEntry]) -> dict[str, tuple[int, int]]:
    return {each.path: (each.bytes, each.files) for each in view(*layers).largest_folders(20)}


def test_a_folder_holds_all_that_a_container_sees_below_it() -> None:
    lower = [file("usr/lib/a", 60), file("usr/bin/b", 40), file("usr/c", 10), file("top", 500), file("usr/old", 99)]
    upper = [whiteout("usr/old"), file("usr/bin/d", 1)]
    assert folders(lower, upper) == {"usr": (111, 4), "usr/lib": (60, 1), "usr/bin": (41, 2)}


def test_a_folder_that_one_subfolder_nearly_fills_gives_way_to_it() -> None:
    assert folders([file("a/b/c/d", 90), file("a/e", 10)]) == {"a/b/c": (90, 1)}
    assert folders([file("a/b/c/d", 89), file("a/e", 11)]) == {"a": (100, 2), "a/b/c": (89, 1)}


def test_a_file_with_several_names_lies_where_the_first_of_them_does() -> None:
    assert folders([file("b/x", 10), hardlink("a/y", "b/x"), file("b/z", 1)]) == {"a": (10, 1), "b": (1, 1)}


def test_folders_without_bytes_are_not_among_the_largest() -> None:
    assert folders([folder("a"), file("b/empty", 0)]) == {}


def test_only_the_largest_are_named_and_equals_by_name() -> None:
    names = [f"f{number:02}" for number in range(30)]
    found = view([file(f"{name}/a", 5) for name in reversed(names)]).largest_folders(20)
    assert [each.path for each in found] == names[:20]


@given(st.lists(st.lists(ENTRIES, max_size=8), max_size=4))
def test_folders_agree_with_sums_over_a_flat_table_of_paths(layers: list[list[LayerEntry]]) -> None:
    table = FlatTable()
    for layer, entries in enumerate(layers):
        table.apply(entries, layer)
    first_names = {number: path for path, number in sorted(table.visible().items(), reverse=True)}
    sizes, counts = Counter[str](), Counter[str]()
    for number, path in first_names.items():
        while path := posixpath.dirname(path):
            sizes[path] += table.files[number][0]
            counts[path] += 1
    expected = [
        FolderSize(path, size, counts[path])
        for path, size in sizes.items()
        if size and not any(posixpath.dirname(other) == path and sizes[other] >= 0.9 * size for other in sizes)
    ]
    expected.sort(key=lambda each: (-each.bytes, each.path))
    assert view(*layers).largest_folders(50) == tuple(expected)
