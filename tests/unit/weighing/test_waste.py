from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros.records.measurement import FileSize, WastedFile
from macros.weighing import tree
from macros.weighing.errors import WeighingError
from macros.weighing.tree import Tree
from macros.weighing.waste import LARGEST, Sight, look
from tests.unit.weighing.layers import ENTRIES, FlatTable, file, folder, hardlink, opaque, symlink, whiteout

if TYPE_CHECKING:
    from macros.records.stations import LayerEntry


def lay(layers: list[list[LayerEntry]]) -> Sight:
    """Return what can be seen of layers that lie on each other, in build order."""
    image = Tree()
    for index, entries in enumerate(layers):
        image.apply(index, entries)
    return look(image, len(layers))


def seen(sight: Sight) -> dict[str, int]:
    return {file.path: file.bytes for file in sight.largest_files}


def test_the_example_that_the_page_works_through_by_hand() -> None:
    sight = lay([[file("a", 10), file("b", 20)], [whiteout("a")], [file("b", 20)]])
    assert sight.waste_by_layer == (30, 0, 0)
    assert sight.waste.bytes == 30
    assert sight.waste.count == 2
    assert sight.waste.largest == (WastedFile("b", 20, 0, 2), WastedFile("a", 10, 0, 1))
    assert sight.largest_files == (FileSize("b", 20, 2),)


def test_nothing_is_wasted_where_layers_only_add() -> None:
    sight = lay([[folder("d"), file("d/a", 10)], [folder("d"), file("d/b", 20)]])
    assert sight.waste.bytes == 0
    assert seen(sight) == {"d/a": 10, "d/b": 20}


def test_a_deleted_folder_wastes_every_file_in_it() -> None:
    sight = lay([[folder("d"), file("d/a", 10), file("d/e/b", 5), file("deep", 1)], [whiteout("d")]])
    assert sight.waste.bytes == 15
    assert seen(sight) == {"deep": 1}


def test_an_opaque_folder_hides_what_lower_layers_put_there_and_nothing_of_its_own_layer() -> None:
    for own in ([opaque("d"), file("d/new", 7)], [file("d/new", 7), opaque("d")]):
        sight = lay([[folder("d"), file("d/old", 10)], [folder("d"), *own]])
        assert sight.waste.largest == (WastedFile("d/old", 10, 0, 1),)
        assert seen(sight) == {"d/new": 7}


def test_an_opaque_root_hides_everything_below() -> None:
    assert lay([[file("a", 10)], [opaque(""), file("b", 1)]]).waste.bytes == 10


def test_a_whiteout_hides_nothing_of_its_own_layer() -> None:
    sight = lay([[file("a", 10)], [file("a", 20), whiteout("a")]])
    assert sight.waste.largest == (WastedFile("a", 10, 0, 1),)
    assert seen(sight) == {"a": 20}


def test_a_file_that_comes_back_wastes_its_first_copy_alone() -> None:
    sight = lay([[file("a", 10)], [whiteout("a")], [file("a", 10)]])
    assert sight.waste.largest == (WastedFile("a", 10, 0, 1),)
    assert sight.largest_files == (FileSize("a", 10, 2),)


def test_each_replaced_copy_is_wasted_once() -> None:
    sight = lay([[file("a", 1)], [file("a", 2)], [file("a", 4)]])
    assert sight.waste_by_layer == (1, 2, 0)
    assert [(file.layer, file.hidden_by) for file in sight.waste.largest] == [(1, 2), (0, 1)]


def test_a_file_that_is_moved_wastes_its_first_copy() -> None:
    sight = lay([[file("a", 10)], [whiteout("a"), file("b", 10)]])
    assert sight.waste.largest == (WastedFile("a", 10, 0, 1),)


def test_a_file_in_the_place_of_a_folder_hides_what_was_in_it() -> None:
    sight = lay([[folder("d"), file("d/a", 10)], [file("d", 3)]])
    assert sight.waste.bytes == 10
    assert seen(sight) == {"d": 3}


def test_a_folder_in_the_place_of_a_file_hides_it() -> None:
    sight = lay([[file("d", 10)], [folder("d"), file("d/a", 3)]])
    assert sight.waste.largest == (WastedFile("d", 10, 0, 1),)


def test_a_link_in_the_place_of_a_file_hides_it() -> None:
    assert lay([[file("a", 10)], [symlink("a", "/dev/null")]]).waste.bytes == 10


def test_a_file_that_is_still_visible_under_another_hard_link_is_not_waste() -> None:
    assert lay([[file("a", 10), hardlink("b", "a")], [whiteout("a")]]).waste.bytes == 0


def test_a_file_whose_last_hard_link_goes_is_wasted_once() -> None:
    sight = lay([[file("a", 10), hardlink("b", "a")], [whiteout("a")], [whiteout("b")]])
    assert sight.waste.largest == (WastedFile("a", 10, 0, 2),)


def test_a_hard_link_into_a_lower_layer_keeps_that_file() -> None:
    assert lay([[file("a", 10)], [hardlink("b", "a")], [whiteout("a")]]).waste.bytes == 0


def test_a_hard_link_to_itself_loses_nothing() -> None:
    assert lay([[file("a", 10)], [hardlink("a", "a")]]).waste.bytes == 0


def test_hard_links_are_one_file_among_the_largest_under_their_first_name() -> None:
    assert lay([[file("b", 10), hardlink("a", "b")]]).largest_files == (FileSize("a", 10, 0),)


def test_a_hard_link_to_nothing_and_a_whiteout_of_nothing_do_no_harm() -> None:
    upper = [whiteout("missing/c"), opaque("missing"), whiteout("d")]
    assert lay([[hardlink("a", "missing/b")], upper]).waste.count == 0


def test_a_file_behind_a_linked_folder_replaces_the_one_it_leads_to() -> None:
    lower = [file("usr/bin/sh", 10), symlink("bin", "usr/bin"), symlink("abs", "/usr/./bin/../bin")]
    for path in ("bin/sh", "abs/sh"):
        sight = lay([lower, [file(path, 12)]])
        assert sight.waste.largest == (WastedFile("usr/bin/sh", 10, 0, 1),)
        assert seen(sight) == {"usr/bin/sh": 12}
    assert lay([lower, [whiteout("bin/sh")]]).waste.bytes == 10


def test_a_whiteout_of_a_link_leaves_what_it_leads_to() -> None:
    assert lay([[file("usr/bin/sh", 10), symlink("bin", "usr/bin")], [whiteout("bin")]]).waste.bytes == 0


def test_links_in_a_circle_end() -> None:
    sight = lay([[symlink("a", "b"), symlink("b", "a")], [file("a/c", 1), whiteout("b/d")]])
    assert sum(seen(sight).values()) == 1


def test_a_path_that_a_layer_carries_twice_wastes_the_first() -> None:
    assert lay([[file("a", 10), file("a", 12)]]).waste.largest == (WastedFile("a", 10, 0, 0),)


def test_an_empty_file_wastes_nothing_and_is_not_counted() -> None:
    assert lay([[file("lock", 0)], [whiteout("lock")]]).waste.count == 0


def test_only_the_largest_are_named_and_equals_by_name() -> None:
    names = [f"f{number:02}" for number in range(30)]
    sight = lay([[file(name, 5) for name in reversed(names)], [whiteout(name) for name in names]])
    assert [file.path for file in sight.waste.largest] == names[:LARGEST]
    assert sight.waste.count == 30


def test_folders_nested_very_deep_do_no_harm() -> None:
    path = "/".join(["d"] * 5000)
    assert lay([[file(path, 3)], [whiteout("d")]]).waste.bytes == 3


@given(st.lists(st.lists(ENTRIES, max_size=6), max_size=4))
def test_layers_laid_on_each_other_agree_with_a_flat_table_of_paths(layers: list[list[LayerEntry]]) -> None:
    table = FlatTable()
    for layer, entries in enumerate(layers):
        table.apply(entries, layer)
    sight = lay(layers)
    visible, wasted = table.with_bytes(visible=True), table.with_bytes(visible=False)
    assert sorted((file.bytes, file.layer) for file in sight.largest_files if file.bytes) == visible[-LARGEST:]
    assert [file.bytes for file in sight.waste.largest] == [size for size, _ in wasted[::-1]][:LARGEST]
    assert sight.waste.bytes == sum(size for size, _ in wasted)
    for layer, waste in enumerate(sight.waste_by_layer):
        assert waste == sum(size for size, carrier in wasted if carrier == layer)


def test_folders_that_lie_in_each_other_a_hundred_thousand_times_do_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    path = "/".join(["d"] * 100_000)
    assert lay([[file(path, 3)], [whiteout("d")], [file(path, 3)]]).waste.bytes == 3
    monkeypatch.setattr(tree, "_MOST_IMPLIED", 250_000)
    with pytest.raises(
        WeighingError, match=r"^paths in the image lead through more than 250000 folders that it lacks$"
    ):
        lay([[file(f"{number}/{path}", 3) for number in range(3)]])


def test_links_that_lead_on_and_on_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "_MOST_FOLLOWED", 5_000_000)
    deeper = "/".join(["d"] * 2000)
    links = [symlink("/".join(["a"] * number), deeper) for number in range(1, 40)]
    through = "/".join(["a"] * 39)
    assert lay([[*links, file(f"{through}/b", 1)]]).waste.bytes == 0
    with pytest.raises(WeighingError, match=r"^links in the image lead on and on; no engine could follow them all$"):
        lay([[*links, *(file(f"{through}/{number}", 1) for number in range(1000))]])
