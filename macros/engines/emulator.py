"""Makes the images that hold an emulator: Debian's QEMU for one processor, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from .engine import BuildRequest, Emulator
from .ours import private_name

if TYPE_CHECKING:
    from .engine import Engine

EMULATOR_BASE = "debian:trixie-slim"
"""The base image whose packages have it; no part of it is in the emulator's image."""
_FOLDER = Path(__file__).parent / "emulator_image"


def ensure_emulator(engine: Engine, named_context: str, processor: str) -> Emulator:
    """Return the emulator of a processor, for example "aarch64", whose image is built where the engine lacks it.

    `named_context` is what takes the place of EMULATOR_BASE. Raises BuildFailed or SurroundingsError.
    """
    name = private_name(f"tare/emulator:{processor}")
    if engine.details(name) is None:
        contexts = {EMULATOR_BASE: named_context}
        request = BuildRequest(name, _FOLDER / "Dockerfile", _FOLDER, target=processor, named_contexts=contexts)
        engine.build(request, lambda _: None)
    return Emulator(name, f"/.tare-emulator/qemu-{processor}")
