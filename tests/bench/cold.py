"""Measures the first weighing of an image, every layer compressed, beside `docker save | gzip -6`."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from tests.bench.pairs import paired, report
from tests.bench.processes import weigh_image

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.bench.images import Weighed

AIM = 0.4


def compare(image: Weighed, homes: Iterator[Path], docker: str, environment: Mapping[str, str]) -> int:
    """Report the ratio; return the peak memory of the weighings in bytes. Each gets the next of the empty homes."""
    peaks: list[int] = []

    def ours() -> None:
        peaks.append(weigh_image(image.name, next(homes), environment))

    def theirs() -> None:
        save = [docker, "save", image.name]
        with subprocess.Popen(save, env=environment, stdout=subprocess.PIPE) as saving:
            subprocess.run(["gzip", "-6"], stdin=saving.stdout, stdout=subprocess.DEVNULL, check=True)

    pairs = paired(ours, theirs, image.cold_pairs)
    report(f"{image.title}, from the engine, no layer known: tare weigh", "docker save | gzip -6", pairs, AIM)
    return max(peaks)
