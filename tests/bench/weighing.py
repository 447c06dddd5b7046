"""Measures how fast images are weighed and in how much memory, beside `docker save`, gzip, dive and syft."""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from macros.engines.choose import choose, open_engine
from macros.records.store import Store
from macros.settings import read_settings
from macros.units import format_size
from tests.bench import cold, known, peers
from tests.bench.images import images
from tests.bench.pairs import say, verdict

if TYPE_CHECKING:
    from macros.engines.docker import DockerEngine
    from macros.settings import Settings
    from tests.bench.images import Weighed

MOST_MEMORY = 200_000_000
"""Bytes that `tare weigh` may take, whatever the image."""


def main() -> int:
    """Report every figure; return 1 where a gate is broken."""
    settings = replace(read_settings(os.environ), engine="embedded")
    with open_engine(settings, choose(settings, os.environ), say) as engine:
        kept = [_compare(image, engine, settings) for image in images(engine, settings)]
    return int(not all(kept))


def _compare(image: Weighed, engine: DockerEngine, settings: Settings) -> bool:
    docker = str(engine.command_line.program)
    environment = {**os.environ, **engine.command_line.environment}
    with tempfile.TemporaryDirectory(prefix="tare-bench-") as folder:
        homes = [Path(folder, str(number)) for number in range(image.cold_pairs)]
        peak = cold.compare(image, iter(homes), docker, environment)
        home = homes[0]
        fast_enough = known.compare(image, engine, Store(home).layers)
        peers.compare_dive(image, home, docker, environment)
        peers.compare_syft(image, home, peers.ensure_syft(settings.home / "test-syft"), environment)
    small_enough = verdict(
        f"{image.title}, no layer known: tare weigh takes {format_size(peak)} of memory "
        f"(at most {format_size(MOST_MEMORY)})",
        kept=peak <= MOST_MEMORY,
    )
    return fast_enough and small_enough
