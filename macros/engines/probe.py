"""Makes the image that asks apps over HTTP: the base image's own, under a name of ours."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from .engine import BuildRequest
from .ours import private_name

if TYPE_CHECKING:
    from .engine import Engine

_NAME = private_name("tare/probe:python3")
"""No example's image has a name of two parts."""
_BASE = "python:3.12-slim"
_FOLDER = Path(__file__).parent / "probe_image"


def ensure_probe(engine: Engine, named_context: str) -> str:
    """Return the name of the probe's image, which is built where the engine does not hold it.

    `named_context` is what takes the place of python:3.12-slim. Raises BuildFailed or SurroundingsError.
    """
    if engine.details(_NAME) is None:
        request = BuildRequest(_NAME, _FOLDER / "Dockerfile", _FOLDER, named_contexts={_BASE: named_context})
        engine.build(request, lambda _: None)
    return _NAME
