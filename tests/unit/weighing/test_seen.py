from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros.records.stations import LayerContents, LayerDigests, LayerEntry
from macros.weighing.patterns import path_pattern
from macros.weighing.ruler import layer_key, weigh
from macros.weighing.seen import SeenFile, seen_files
from tests.unit.weighing.archives import (
    RememberedLayers,
    classic,
    digest,
    file,
    folder,
    hardlink,
    special,
    symlink,
    tar,
    whiteout,
)
from tests.unit.weighing.layers import ENTRIES, FlatTable

EMPTY = digest(b"")[7:39]


def seen(*layers: bytes) -> dict[str, SeenFile]:
    """Return what a container sees of layers that were read from an archive."""
    known = RememberedLayers()
    weigh(io.BytesIO(classic(*layers)), known)
    keys = [layer_key(digest(layer)) for layer in layers]
    return seen_files((known.kept[key], known.digests[key]) for key in keys)


def test_what_later_layers_hide_or_replace_is_not_seen() -> None:
    lower = tar(folder("a"), file("a/gone", b"1"), file("a/kept", b"22"), file("a/new", b"old"))
    upper = tar(whiteout("a/gone"), file("a/new", b"new"))
    assert seen(lower, upper) == {
        "/a/kept": SeenFile("file", 2, digest(b"22")[7:39]),
        "/a/new": SeenFile("file", 3, digest(b"new")[7:39]),
    }


def test_links_and_devices_are_seen_and_folders_are_not() -> None:
    layer = tar(folder("empty"), symlink("bin", "usr/bin"), special("pipe", b"6"), file("usr/bin/sh"))
    assert seen(layer) == {
        "/bin": SeenFile("symlink", 0, "usr/bin"),
        "/pipe": SeenFile("other", 0, ""),
        "/usr/bin/sh": SeenFile("file", 0, EMPTY),
    }


def test_the_names_of_one_file_lead_to_one_object_and_the_copy_of_it_to_another() -> None:
    found = seen(tar(file("a", b"x")), tar(hardlink("b", "a"), file("c", b"x")))
    assert found["/a"] is found["/b"]
    assert found["/a"] == found["/c"]
    assert found["/a"] is not found["/c"]


def test_a_hard_link_keeps_the_content_that_its_own_layer_then_replaces_under_the_first_name() -> None:
    found = seen(tar(file("a", b"1"), hardlink("b", "a"), file("a", b"2")))
    assert found["/a"].content == digest(b"2")[7:39]
    assert found["/b"].content == digest(b"1")[7:39]


def test_a_file_that_lies_behind_a_link_is_seen_where_it_really_is() -> None:
    assert set(seen(tar(symlink("bin", "usr/bin")), tar(file("bin/tool")))) == {"/bin", "/usr/bin/tool"}


@given(st.lists(st.lists(ENTRIES, max_size=8), max_size=4))
def test_files_agree_with_a_flat_table_of_paths(layers: list[list[LayerEntry]]) -> None:
    table = FlatTable()
    stacked = []
    for layer, entries in enumerate(layers):
        table.apply(entries, layer)
        # As many digits as there are bytes: what lies where can be told from both.
        digests = tuple("d" * entry.bytes if entry.kind == "file" else "" for entry in entries)
        contents = LayerContents("", 0, 0, 0, tuple(entries), ())
        stacked.append((contents, LayerDigests("", digests)))
    found = seen_files(stacked)
    regular = {path: each for path, each in found.items() if each.kind == "file"}
    expected = {f"/{path}": table.files[number][0] for path, number in table.visible().items()}
    assert {path: each.bytes for path, each in regular.items()} == expected
    assert {path: len(each.content) for path, each in regular.items()} == expected
    assert len({id(each) for each in regular.values()}) == len(set(table.visible().values()))


@pytest.mark.parametrize(
    ("pattern", "path", "is_meant"),
    [
        ("/a/*", "/a/b", True),
        ("/a/*", "/a/b/c", False),
        ("/a?b", "/a/b", False),
        ("/a[!x]b", "/a/b", False),
        ("/a[!x]b", "/ayb", True),
        ("/a[/]b", "/a/b", False),
        ("/a[b-d]", "/ac", True),
        ("/a[d-b]", "/ac", False),
        ("/a[]]", "/a]", True),
        ("/a[b", "/a[b", True),
        ("/a[b]c", "/abc", True),
        ("/a[&&~~]", "/a~", True),
        ("/a.b", "/axb", False),
        ("/a/**", "/a/b/c", True),
        ("/a/**", "/a", False),
        ("/a/**/b", "/a/b", True),
        ("/a/**/b", "/a/x/y/b", True),
        ("/a/**/b", "/a/xb", False),
        ("/a/**b", "/a/x/yb", True),
        ("/**/*.py", "/app.py", True),
        ("**", "/a/b\nc", True),
        ("/*", "/naïve \\xff\n", True),
    ],
)
def test_a_star_stops_at_a_slash_and_two_stars_do_not(pattern: str, path: str, is_meant: bool) -> None:  # noqa: FBT001
    assert bool(path_pattern(pattern).fullmatch(path)) is is_meant


def setuid_of(layers: list[bytes]) -> set[str]:
    return {path for path, file in seen(*layers).items() if file.setuid}


def test_a_file_is_set_uid_as_the_last_layer_that_has_it_says() -> None:
    lower = tar(
        file("usr/bin/su", b"su", mode=0o4755), file("usr/bin/ls", b"ls"), hardlink("usr/bin/su2", "usr/bin/su")
    )
    assert setuid_of([lower]) == {"/usr/bin/su", "/usr/bin/su2"}
    assert setuid_of([lower, tar(file("usr/bin/su", b"su", mode=0o755))]) == {"/usr/bin/su2"}
    assert setuid_of([lower, tar(file("usr/bin/ls", b"ls", mode=0o4711))]) == {
        "/usr/bin/ls",
        "/usr/bin/su",
        "/usr/bin/su2",
    }
    assert setuid_of([tar(file("usr/bin/wall", b"w", mode=0o2755))]) == set()


def test_a_file_that_is_set_uid_is_the_same_file_all_the_same() -> None:
    one, other = seen(tar(file("a", b"x", mode=0o4755))), seen(tar(file("a", b"x")))
    assert one == other
