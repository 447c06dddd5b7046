"""Every image that a page works by hand is built and weighed, and the ruler must come to the same."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from macros.weighing.ruler import weigh
from tests.docs.worked import LAYERS, Row, Worked, build, read_worked
from tests.unit.weighing.archives import RememberedLayers

if TYPE_CHECKING:
    from collections.abc import Callable

    from macros.records.measurement import Change
    from macros.records.stations import WeighedLayer, Weighing

DOCS = Path(__file__).resolve().parents[2] / "docs"
WORKED = read_worked(DOCS)


def files(number: int) -> str:
    return f"{number} file" if number == 1 else f"{number} files"


def numbered(weighing: Weighing) -> list[tuple[str, WeighedLayer]]:
    return [(f"layer {number}", layer) for number, layer in enumerate(weighing.layers, start=1)]


def bytes_of(name: str) -> Callable[[Weighing], list[Row]]:
    """One row for each layer, and one for the image."""

    def rows(weighing: Weighing) -> list[Row]:
        by_layer = [(layer, getattr(contents, name)) for layer, contents in numbered(weighing)]
        whole = weighing.waste.bytes if name == "waste" else sum(size for _, size in by_layer)
        return [(subject, f"{size} B") for subject, size in (*by_layer, ("image", whole))]

    return rows


def changes(weighing: Weighing) -> list[Row]:
    """What a layer does not do has no row."""
    kinds = ("added", "replaced", "deleted")
    done: list[tuple[str, str, Change]] = [
        (layer, kind, getattr(contents, kind)) for layer, contents in numbered(weighing) for kind in kinds
    ]
    return [(layer, kind, files(change.files), f"{change.bytes} B") for layer, kind, change in done if change.files]


MEASURES: dict[str, Callable[[Weighing], list[Row]]] = {
    "unpacked size": bytes_of("unpacked_size"),
    "transfer size": bytes_of("transfer_size"),
    "waste": bytes_of("waste"),
    "files": lambda weighing: [(layer, files(contents.files)) for layer, contents in numbered(weighing)],
    "added, replaced, deleted": changes,
    "largest files": lambda weighing: [(file.path, f"{file.bytes} B") for file in weighing.largest_files],
    "largest folders": lambda weighing: [
        (folder.path, files(folder.files), f"{folder.bytes} B") for folder in weighing.largest_folders
    ],
    "Debian packages": lambda weighing: [
        (package.name, f"{package.bytes} B") for package in weighing.packages.debian or ()
    ],
}


@pytest.mark.parametrize("worked", WORKED, ids=[f"{worked.page}: {worked.measure}" for worked in WORKED])
def test_what_a_page_works_by_hand_is_what_the_ruler_says(worked: Worked) -> None:
    weighing = weigh(io.BytesIO(build(worked.layers)), RememberedLayers())
    assert worked.stated() == MEASURES[worked.measure](weighing)


def test_every_sum_that_a_page_works_by_hand_adds_up() -> None:
    assert [wrong for worked in WORKED for wrong in worked.wrong_sums()] == []


def test_every_measure_is_worked_by_hand_on_the_page_that_defines_it() -> None:
    there = {worked.measure for worked in WORKED if worked.page == "how-tare-measures.md"}
    assert there == MEASURES.keys()


def test_every_block_that_may_have_figures_is_one_that_is_read() -> None:
    """A class that is written in another way would let typed figures through."""
    pages = [path.read_text(encoding="utf-8") for path in DOCS.rglob("*.md")]
    images = sum(text.count(f'title="{LAYERS}" }}\n') for text in pages)
    assert sum(text.count(".tare-worked") for text in pages) == len(WORKED) + images
