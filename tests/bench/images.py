"""Has the images that are weighed in the embedded engine: about 0.1, 0.5 and 1.1 GB."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from macros.engines.engine import BuildRequest
from macros.engines.ours import private_name
from tests.engine.project_images import ensure_stand_ins, ensure_variants

if TYPE_CHECKING:
    from macros.engines.engine import Engine
    from macros.settings import Settings

_SLIM, _FULL = "python:3.12-slim", "python:3.12"
_COPIED = ("bin", "include", "share")
_MEDIUM = "\n".join([f"FROM {_SLIM}", *(f"COPY --from={_FULL} /usr/{name} /copied/{name}" for name in _COPIED), ""])
"""Programs, sources and texts: a mixture as images have it."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """An image that is weighed, and how often."""

    title: str
    name: str
    """The engine's name for it."""
    pairs: int
    """How often it is weighed with known layers; the larger, the less it takes for a steady figure."""
    cold_pairs: int


def images(engine: Engine, settings: Settings) -> tuple[Weighed, ...]:
    """Return the images, made where the engine lacks them."""
    held = ensure_variants(engine, settings, "myapp:slim", "myapp:fat")
    bases = ensure_stand_ins(engine, settings, _SLIM, _FULL)
    medium = private_name("bench:medium")
    with tempfile.TemporaryDirectory(prefix="tare-bench-") as folder:
        dockerfile = Path(folder, "Dockerfile")
        dockerfile.write_text(_MEDIUM, encoding="utf-8")
        contexts = {name: f"docker-image://{bases[name]}" for name in (_SLIM, _FULL)}
        engine.build(BuildRequest(medium, dockerfile, Path(folder), named_contexts=contexts), lambda _: None)
    return (
        Weighed("0.1 GB", held["myapp:slim"], pairs=7, cold_pairs=3),
        Weighed("0.5 GB", medium, pairs=5, cold_pairs=1),
        Weighed("1.1 GB", held["myapp:fat"], pairs=3, cold_pairs=1),
    )
