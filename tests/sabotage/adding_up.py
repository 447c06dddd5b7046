"""Adds the ladders of a built site up anew: from the layers of each step's record to what its row must say."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

from tests.sabotage.built import read_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

_TABLE = re.compile(r'<caption class="tare-hidden">ladder of ([\w.-]+),(.*?)</table>', re.DOTALL)
_ROW = re.compile(r'<tr class="tare-ladder__step">(.*?)</tr>', re.DOTALL)
_TAG = re.compile(r"<th [^>]*><code>([^<]+)</code>(.*?)</th>", re.DOTALL)
_CELL = re.compile(r'<td class="tare-ladder__(?:size|change)"[^>]*>(.*?)</td>', re.DOTALL)
_VALUE = re.compile(r'<data value="(-?\d+)"')
_VERDICT = re.compile(r'<span class="tare-ladder__verdict">([^<]+)</span>')
_COSTS = re.compile(r'tare-ladder__word">costs<')
_PARTS = 100
"""A step that changes less than one part in so many of the image before it is next to nothing."""

Sizes = tuple[int, int]
"""Unpacked and to transfer, in bytes."""


def wrong_ladders(project: Path, results: Mapping[str, Any]) -> Iterator[str]:
    """Yield a sentence for each row of a ladder that does not follow from the layers, or a sum that is wrong."""
    for path in sorted((project / "site").rglob("*.html")):
        for example, table in _TABLE.findall(read_page(path)):
            declared = tomllib.loads((project / "examples" / f"{example}.toml").read_text(encoding="utf-8"))
            steps = declared["ladder"]["steps"]
            sizes = [_sizes(results["images"][f"{example}:{tag}"]["measurement"]) for tag in steps]
            yield from (f"the ladder of {example}: {each}" for each in _wrong_table(steps, sizes, table))


def _sizes(record: Mapping[str, Any] | None) -> Sizes | None:
    if record is None:
        return None
    layers = record["layers"]
    return sum(each["unpacked_size"] for each in layers), sum(each["transfer_size"] for each in layers)


def _wrong_table(steps: Sequence[str], sizes: Sequence[Sizes | None], table: str) -> Iterator[str]:
    rows = _ROW.findall(table)
    heads = [_TAG.search(row) for row in rows]
    shown = [head[1] for head in heads if head is not None]
    if shown != [*steps]:
        yield f"its rows are {shown}, and its steps {steps}"
        return
    saved: list[list[int]] = []
    for index, (tag, row, head) in enumerate(zip(steps, rows, heads, strict=True)):
        before = sizes[index - 1] if index else None
        wanted = [
            _values(sizes[index]),
            _changes(before, sizes[index]),
            _changes(sizes[0] if index else None, sizes[index]),
        ]
        cells = [[int(value) for value in _VALUE.findall(cell)] for cell in _CELL.findall(row)]
        if cells != wanted:
            yield f"step {tag} shows {cells}, and by the layers it is {wanted}"
        costs, expected = len(_COSTS.findall(row)), sum(each > 0 for each in (*wanted[1], *wanted[2]))
        if costs != expected:
            yield f"step {tag} is said to cost {costs} times, not {expected}"
        said = _VERDICT.search(head[2]) if head is not None else None
        if (said[1] if said else "") != _verdict(before, sizes[index]):
            yield f"step {tag} is said to do {said and said[1]!r}, and does {_verdict(before, sizes[index])!r}"
        saved += cells[1:2] if index else []
    total = [int(value) for value in _VALUE.findall(table[table.index("<tfoot") :])]
    if total != _changes(sizes[0], sizes[-1]):
        yield f"all steps together are told as {total}, and are {_changes(sizes[0], sizes[-1])}"
    if None not in sizes and [sum(column) for column in zip(*saved, strict=True)] != total:
        yield f"its steps add up to {[sum(column) for column in zip(*saved, strict=True)]}, not to {total}"


def _values(sizes: Sizes | None) -> list[int]:
    return [] if sizes is None else [*sizes]


def _changes(before: Sizes | None, after: Sizes | None) -> list[int]:
    if before is None or after is None:
        return []
    return [now - then for then, now in zip(before, after, strict=True)]


def _verdict(before: Sizes | None, after: Sizes | None) -> str:
    if before is None or after is None:
        return ""
    if before == after:
        return "nothing"
    small = all(abs(now - then) * _PARTS < then for then, now in zip(before, after, strict=True))
    return "next to nothing" if small else ""
