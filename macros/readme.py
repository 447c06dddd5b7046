"""Writes the figures of the README from `site/results.json`, between two markers, as `make readme` asks.

Sizes move by a little whenever a package of a base image is updated, and the README is not written anew for that:
it is stale once a figure is further than TOLERANCE from what was measured last.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import Fault, TareError, WrongSource
from .records.results import read_results
from .units import format_ratio, format_size

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .records.measurement import Measurement
    from .records.results import Results

LARGER, SMALLER = "myapp:fat", "myapp:slim"
TOLERANCE = 0.05
"""Share of a figure; stand-ins and official images are nearer to each other than this."""

_BLOCK = re.compile(r"(<!-- figure:begin -->\n).*?(<!-- figure:end -->)", re.DOTALL)
_FIGURE = re.compile(r"([\d.]+) (GB|MB|kB|B) as `([^`]+)`")
_UNITS = {"GB": 1e9, "MB": 1e6, "kB": 1e3, "B": 1}


def main(root: Path) -> int:
    """Write the README's figures anew; return the exit status."""
    readme = root / "README.md"
    try:
        results = read_results((root / "site" / "results.json").read_bytes())
        readme.write_text(with_figures(readme.read_text(encoding="utf-8"), results), encoding="utf-8")
    except FileNotFoundError as error:
        print(f"tare: {error.filename} is not there; run `make site` first", file=sys.stderr)
        return TareError.exit_status
    except TareError as error:
        print(f"tare: {error}", file=sys.stderr)
        return error.exit_status
    return 0


def with_figures(readme: str, results: Results) -> str:
    """Return the README's text with the figures of these results between its markers.

    Raises WrongSource where the markers are missing or an image has not been measured.
    """
    larger, smaller = _measured(results, LARGER), _measured(results, SMALLER)
    ratio = format_ratio(larger.unpacked_size / smaller.unpacked_size)
    stand_ins = ", on stand-ins for the official base images" if _stands_in(larger) or _stands_in(smaller) else ""
    text = (
        f"The same script weighs {format_size(larger.unpacked_size)} as `{LARGER}`"
        f" and {format_size(smaller.unpacked_size)} as `{SMALLER}`: the first is {ratio} times the second.\n"
        f"Measured on {larger.measured_at:%Y-%m-%d}{stand_ins}; `make readme` writes this line.\n"
    )
    written, count = _BLOCK.subn(lambda block: block[1] + text + block[2], readme)
    if not count:
        remedy = "add the lines `<!-- figure:begin -->` and `<!-- figure:end -->`"
        raise WrongSource([Fault("README.md", None, "it has no place for its figures", remedy)])
    return written


def stale_figures(readme: str, results: Results) -> Iterator[str]:
    """Yield a sentence for each figure of the README that is further from what was measured than TOLERANCE."""
    figures = {reference: float(number) * _UNITS[unit] for number, unit, reference in _FIGURE.findall(readme)}
    for reference in (LARGER, SMALLER):
        size = _measured(results, reference).unpacked_size
        written = figures.get(reference)
        if written is None:
            yield f"README.md: it has no figure for {reference}; run `make readme`"
        elif abs(written - size) > TOLERANCE * size:
            was = format_size(int(written))
            yield f"README.md: {reference} weighs {format_size(size)}, not {was}; run `make readme`"


def _measured(results: Results, reference: str) -> Measurement:
    image = results.images.get(reference)
    if image is None or image.measurement is None:
        problem = f"{reference}, whose size it shows, is not measured"
        raise WrongSource([Fault("README.md", None, problem, "run `make site` and see why")])
    return image.measurement


def _stands_in(measurement: Measurement) -> bool:
    return any(base.stand_in for base in measurement.bases)


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parent.parent))
