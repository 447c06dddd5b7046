from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from macros.records.measurement import Change
from macros.weighing.tree import Tree
from tests.unit.weighing.layers import ENTRIES, FlatTable, file, folder, hardlink, opaque, symlink, whiteout

if TYPE_CHECKING:
    from macros.records.stations import LayerEntry

NOTHING = (0, 0)


def last(*layers: list[LayerEntry]) -> tuple[tuple[int, int], ...]:
    """Return what the last layer adds, replaces and deletes, each as files and bytes."""
    tree = Tree()
    changes = [tree.apply(index, entries) for index, entries in enumerate(layers)]
    change = changes[-1]
    return tuple((each.files, each.bytes) for each in (change.added, change.replaced, change.deleted))


def test_the_first_layer_only_adds_and_counts_empty_files_too() -> None:
    assert last([folder("d"), file("d/a", 10), file("b", 0)]) == ((2, 10), NOTHING, NOTHING)


def test_a_file_in_the_place_of_one_below_replaces_it_with_its_own_bytes() -> None:
    assert last([file("a", 10), file("b", 1)], [file("a", 3), file("c", 5)]) == ((1, 5), (1, 3), NOTHING)


def test_a_whiteout_deletes_all_that_lies_below_a_folder() -> None:
    assert last([file("d/a", 10), file("d/e/b", 5), file("c", 1)], [whiteout("d")]) == (NOTHING, NOTHING, (2, 15))


def test_of_a_folder_that_is_made_anew_each_file_is_replaced_added_or_deleted() -> None:
    lower = [file("d/a", 10), file("d/b", 5)]
    for hiding in (opaque("d"), whiteout("d")):
        upper = [folder("d"), file("d/a", 7), file("d/c", 2), hiding]
        assert last(lower, upper) == ((1, 2), (1, 7), (1, 5))


def test_what_is_no_file_in_a_files_place_deletes_it() -> None:
    for upper in (folder("a"), symlink("a", "b")):
        assert last([file("a", 10)], [upper]) == (NOTHING, NOTHING, (1, 10))


def test_a_file_in_a_folders_place_is_added_and_what_was_in_it_deleted() -> None:
    assert last([file("d/a", 10)], [file("d", 3)]) == ((1, 3), NOTHING, (1, 10))


def test_what_was_deleted_before_is_added_when_it_comes_back() -> None:
    assert last([file("a", 10)], [whiteout("a")], [file("a", 10)]) == ((1, 10), NOTHING, NOTHING)


def test_a_file_is_counted_once_whatever_its_hard_links() -> None:
    pair = [file("a", 10), hardlink("b", "a")]
    assert last(pair) == ((1, 10), NOTHING, NOTHING)
    assert last(pair, [whiteout("a")]) == (NOTHING, NOTHING, NOTHING)
    assert last(pair, [whiteout("a"), whiteout("b")]) == (NOTHING, NOTHING, (1, 10))
    assert last(pair, [file("a", 3), hardlink("b", "a")]) == (NOTHING, (1, 3), NOTHING)


def test_a_hard_link_into_a_lower_layer_carries_no_bytes_and_changes_nothing() -> None:
    assert last([file("a", 10)], [hardlink("b", "a")]) == (NOTHING, NOTHING, NOTHING)
    assert last([file("a", 10)], [hardlink("a", "a")]) == (NOTHING, NOTHING, NOTHING)


def test_a_file_behind_a_linked_folder_replaces_the_one_it_leads_to() -> None:
    lower = [file("usr/bin/sh", 10), symlink("bin", "usr/bin"), symlink("abs", "/usr/./bin/../bin")]
    for path in ("bin/sh", "abs/sh", "usr/bin/sh"):
        assert last(lower, [file(path, 12)]) == (NOTHING, (1, 12), NOTHING)
        assert last(lower, [whiteout(path), file("usr/bin/sh", 1)]) == (NOTHING, (1, 1), NOTHING)


def test_a_path_that_a_layer_carries_twice_is_added_as_it_stands_at_the_end() -> None:
    assert last([file("a", 10), file("a", 12)]) == ((1, 12), NOTHING, NOTHING)


def changes(table: FlatTable, before: dict[str, int], first_own: int) -> tuple[Change, Change, Change]:
    """Compare all paths before a layer with all after it; its own files are those from number `first_own` on."""
    after = table.visible()
    own = {number for number in after.values() if number >= first_own}
    taken = [path for path, number in after.items() if number in own and path in before]
    replaced = {after[path] for path in taken}
    deleted = set(before.values()) - set(after.values()) - {before[path] for path in taken}
    added, replaced_, deleted_ = (
        Change(len(numbers), sum(table.files[number][0] for number in numbers))
        for numbers in (own - replaced, replaced, deleted)
    )
    return added, replaced_, deleted_


@given(st.lists(st.lists(ENTRIES, max_size=8), max_size=4))
def test_changes_agree_with_a_comparison_of_all_paths_before_and_after(layers: list[list[LayerEntry]]) -> None:
    table, tree = FlatTable(), Tree()
    for layer, entries in enumerate(layers):
        before, first_own = table.visible(), len(table.files)
        table.apply(entries, layer)
        change = tree.apply(layer, entries)
        assert (change.added, change.replaced, change.deleted) == changes(table, before, first_own)
