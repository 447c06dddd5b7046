from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from macros.records.measurement import (
    EngineIdentity,
    FileSize,
    FolderSize,
    HistoryEntry,
    Package,
    Packages,
    Waste,
    WastedFile,
)
from macros.records.stations import WeighedLayer, Weighing
from macros.records.unbuilt import unbuilt_record
from macros.weight_table import COLUMNS, fit, weight_table
from tests.unit.records.samples import CHANGES, KEY, NOON, WEIGHING

IMAGE = replace(
    WEIGHING,
    layers=(
        WeighedLayer(KEY, 78_500_000, 28_100_000, 3312, 0, *CHANGES),
        WeighedLayer(KEY, 13_500_000, 5_000_000, 95, 4, *CHANGES),
    ),
    history=(
        HistoryEntry("/bin/sh -c #(nop) ADD file:1 in / ", 0),
        HistoryEntry("ENV A=1", None),
        HistoryEntry(
            "/bin/sh -c apt-get update &&     apt-get install -y --no-install-recommends git curl build-essential", 1
        ),
    ),
    waste=Waste(1_234, 12, tuple(WastedFile(f"tmp/{number}", 100, 0, 1) for number in range(12))),
    largest_files=(FileSize("usr/lib/python3.13/site-packages/" + 3 * "a/folder/in/a/folder/" + "lib.so", 999_999, 1),),
    largest_folders=(FolderSize("usr/lib", 60_000_000, 1200), FolderSize("a/folder/in/" * 12 + "here", 7_500_000, 1)),
    packages=Packages((Package("git", "1:2.47.3-0", 48_000_000), Package("meta", "1", None)), (), None),
)


def table(weighing: Weighing, reference: str | None = "myapp:slim") -> list[str]:
    return list(weight_table(unbuilt_record(weighing, reference, NOON)))


def test_the_table_of_an_image() -> None:
    assert (
        table(IMAGE)
        == f"""myapp:slim, linux/amd64
{KEY}

unpacked     92 MB  the files in all layers
transfer   33.1 MB  all layers, gzipped as for a push
waste      1.23 kB  in 12 files that no container can see

2 layers, in build order
  # unpacked transfer   files    waste  made by
  1  78.5 MB  28.1 MB    3312      0 B  ADD file:1 in /
  2  13.5 MB     5 MB      95      4 B  RUN apt-get update && apt-get install -…

waste: the 10 largest of 12 files
   bytes  in layer, hidden by  path
   100 B         1          2  tmp/0
   100 B         1          2  tmp/1
   100 B         1          2  tmp/2
   100 B         1          2  tmp/3
   100 B         1          2  tmp/4
   100 B         1          2  tmp/5
   100 B         1          2  tmp/6
   100 B         1          2  tmp/7
   100 B         1          2  tmp/8
   100 B         1          2  tmp/9

the largest files that a container sees
   bytes  in layer  path
    1 MB         2  …n/a/folder/a/folder/in/a/folder/a/folder/in/a/folder/lib.so

the largest folders that a container sees
   bytes    files  path
   60 MB     1200  usr/lib
  7.5 MB        1  …lder/in/a/folder/in/a/folder/in/a/folder/in/a/folder/in/here

Debian packages: 2 packages; all together 48 MB
   bytes  name, version
   48 MB  git 1:2.47.3-0
not told  meta 1

Node packages: not known, since a record of them cannot be read""".split("\n")
    )


def test_the_engines_own_size_stands_beside_ours_and_says_whose_it_is() -> None:
    engine = EngineIdentity("podman", "5.4.2", "containers-storage", embedded=False)
    lines = list(weight_table(unbuilt_record(IMAGE, "myapp:slim", NOON, engine, 95_000_000)))
    assert lines[3:7] == [
        "unpacked     92 MB  the files in all layers",
        "transfer   33.1 MB  all layers, gzipped as for a push",
        "engine       95 MB  as Podman 5.4.2 prints it, image store containers-storage",
        "waste      1.23 kB  in 12 files that no container can see",
    ]


@pytest.mark.parametrize(
    ("created_by", "shown"),
    [
        ('/bin/sh -c #(nop)  CMD ["python3"]', 'CMD ["python3"]'),
        ("/bin/sh -c apt-get update", "RUN apt-get update"),
        ("RUN /bin/sh -c pip install flask # buildkit", "RUN pip install flask"),
        ("COPY app.py . # buildkit", "COPY app.py ."),
        ("# debian.sh --arch 'amd64'", "# debian.sh --arch 'amd64'"),
    ],
)
def test_what_made_a_layer_is_shown_as_a_dockerfile_has_it(created_by: str, shown: str) -> None:
    [row] = [line for line in table(replace(IMAGE, history=(HistoryEntry(created_by, 0),))) if "3312" in line]
    assert row.endswith(f"  {shown}")


def test_an_image_of_nothing_has_a_table_too() -> None:
    empty = replace(
        IMAGE,
        layers=(),
        history=(),
        waste=Waste(0, 0, ()),
        largest_files=(),
        largest_folders=(),
        packages=Packages((), (), ()),
    )
    assert table(empty, None)[0] == "linux/amd64"


TEXT = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\n\x1b\u202e漢e\u0301"), max_size=200)


@given(TEXT)
def test_no_line_is_wider_than_the_table_or_holds_what_a_terminal_obeys(text: str) -> None:
    hostile = replace(
        IMAGE,
        platform=text,
        history=(HistoryEntry(text, 0), HistoryEntry("/bin/sh -c " + text, 1)),
        waste=Waste(10**15, 10**9, (WastedFile(text, 10**15, 998, 999),)),
        largest_files=(FileSize(text, 10**15, 999),),
        largest_folders=(FolderSize(text, 10**15, 10**6),),
        packages=Packages((Package(text, text, 10**15),), (Package(text, "", None),), ()),
        layers=(WeighedLayer(KEY, 10**14, 10**14, 10**6, 10**14, *CHANGES),) * 2,
    )
    engine = EngineIdentity(text, text, text, embedded=False)
    for line in weight_table(unbuilt_record(hostile, text, NOON, engine, 10**15)):
        assert line.isprintable()
        assert cell_len(line) <= COLUMNS


@pytest.mark.parametrize(("keep_end", "expected"), [(False, "漢字…"), (True, "…漢字")])
def test_a_wide_character_is_never_cut_in_half(keep_end: bool, expected: str) -> None:  # noqa: FBT001 - a parameter
    assert fit("漢字" * 3, 5, keep_end=keep_end) == expected
    assert fit("漢字" * 3, 6, keep_end=keep_end) == f"{expected} "
