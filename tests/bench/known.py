"""Measures weighing out of the engine where all layers were weighed before, beside `docker save` to nowhere: a gate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from macros.weighing.ruler import weigh
from tests.bench.pairs import paired, report
from tests.bench.processes import run

if TYPE_CHECKING:
    from macros.engines.docker import DockerEngine
    from macros.weighing.ruler import LayerCache
    from tests.bench.images import Weighed

AIM = 1.05
MOST = 1.2
"""Times as long as `docker save`, whose export is all that weighing then has to wait for."""


def compare(image: Weighed, engine: DockerEngine, layers: LayerCache) -> bool:
    """Report the ratio, of weighing as the lab does it, in a process that runs; return whether the gate is kept."""

    def ours() -> None:
        with engine.export(image.name) as archive:
            weigh(archive, layers)

    save = [str(engine.command_line.program), "save", image.name]
    pairs = paired(ours, lambda: run(save, engine.command_line.environment), image.pairs)
    return report(f"{image.title}, from the engine, layers known: weighing", "docker save", pairs, AIM, MOST)
