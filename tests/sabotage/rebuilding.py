"""Tells anew what each table of a cache experiment must say: from the builder's steps to its rows."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

from tests.sabotage.built import read_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_EXPERIMENT = re.compile(r'<div class="tare-experiment" data-tare-experiment="([^"]+)">')
_TABLE = re.compile(r'<table class="tare-experiment__table"(.*?)</table>', re.DOTALL)
_OF = re.compile(r"<caption[^>]*><code>([^<]+)</code>")
_ROW = re.compile(
    r'tare-experiment__instruction"><code>(.*?)</code></th>\s*<td [^>]*tare-experiment__state">([^<]+)</td>', re.DOTALL
)
_TAG = re.compile(r"<[^>]*>")
_STATE = {True: "from cache", False: "rebuilt"}


def wrong_experiments(site: Path, results: Mapping[str, Any]) -> Iterator[str]:
    """Yield a sentence for each table whose rows are not what the builder told of the second build."""
    for path in sorted(site.rglob("*.html")):
        text = read_page(path)
        starts = [*_EXPERIMENT.finditer(text)]
        ends = [each.start() for each in starts[1:]]
        for start, end in zip(starts, [*ends, len(text)], strict=False):
            name = start[1]
            record = results["experiments"][name]["record"]
            told = {} if record is None else {key: _rows(each) for key, each in record["variants"].items()}
            shown = {_reference(table): _shown(table) for table in _TABLE.findall(text, start.end(), end)}
            if told != shown:
                yield f"the experiment {name} shows {shown}, and the builder told {told}"


def _reference(table: str) -> str:
    found = _OF.search(table)
    return found[1] if found else ""


def _shown(table: str) -> list[tuple[str, str]]:
    rows = _ROW.findall(table)
    return sorted((" ".join(html.unescape(_TAG.sub("", instruction)).split()), state) for instruction, state in rows)


def _rows(builds: Mapping[str, Any]) -> list[tuple[str, str]]:
    steps = builds["rebuild"]["steps"]
    return sorted((" ".join(step["instruction"].split()), _STATE[step["cached"]]) for step in steps)
