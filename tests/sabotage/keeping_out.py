"""Tells anew which files each context ledger must name: from folders and ignore files to its rows."""

from __future__ import annotations

import html
import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from tests.sabotage.built import read_page
from tests.sabotage.reckoning import context, ignore_lines, is_ignored

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.sabotage.reckoning import Evidence

_LEDGER = re.compile(r'<div class="tare-context">(.*?)<div class="tare-legend"', re.DOTALL)
_OF = re.compile(r"build context and image of \S+, without an ignore file, and of (\S+), with one")
_FILE = re.compile(r'tare-table__name"><code>(.*?)</code>.*?<code>(.*?)</code> <span [^>]*>line (\d+)</span>')
_SHOWN = 20
"""How many files a ledger shows, the largest."""


def wrong_ledgers(site: Path, evidence: Evidence) -> Iterator[str]:
    """Yield a sentence for each ledger that names other files than those kept out, or a line that does not do it."""
    for path in sorted(site.rglob("*.html")):
        for ledger in _LEDGER.findall(html.unescape(read_page(path))):
            found = _OF.search(ledger)
            reference = found[1] if found else ""
            yield from (f"the context ledger of {reference}: {each}" for each in _wrong(reference, ledger, evidence))


def _wrong(reference: str, ledger: str, evidence: Evidence) -> Iterator[str]:
    folder = evidence.examples / reference.partition(":")[0]
    kept = sorted(context(evidence, reference, "kept_out"), key=lambda file: -file.stat().st_size)
    wanted = {file.relative_to(folder).as_posix() for file in kept[:_SHOWN]}
    rows = _FILE.findall(ledger)
    if (shown := {path for path, _, _ in rows}) != wanted:
        yield f"it shows {sorted(shown)}, and kept out are {sorted(wanted)}"
    lines = ignore_lines(evidence, reference)
    for path, pattern, number in rows:
        at = lines[int(number) - 1].strip() if int(number) <= len(lines) else ""
        if at != pattern or not is_ignored(PurePath(path), [pattern]):
            yield f"{path} is said to be kept out by {pattern!r} in line {number}, which is {at!r}"
