"""Runs whole processes: `tare weigh` with the memory that it takes, and others."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.bench.pairs import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

# At the end of its life a process tells its largest size; its parent would be told the larger of their own two.
_TELLING = """
import sys
from {module} import main
status = main()
sys.stderr.write(open("/proc/self/status").read())
sys.exit(status)
"""
_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)


def weigh_image(name: str, home: Path, environment: Mapping[str, str]) -> int:
    """Run `tare weigh` on an image of the engine that the environment names; return its peak memory in bytes.

    Layers that were weighed before under `home` are known.
    """
    return _peak(
        "macros.cli", ["weigh", "--json", name], {**environment, "TARE_ENGINE": "docker", "TARE_HOME": str(home)}
    )


def weigh_file(archive: Path, home: Path, environment: Mapping[str, str]) -> int:
    """Weigh a file with the layers that are known under `home`; return its peak memory in bytes."""
    return _peak("tests.bench.from_file", [str(archive), str(home)], environment)


def run(command: Sequence[str], environment: Mapping[str, str]) -> str:
    """Run a process to its end, with what it prints to nowhere; return what it complains of."""
    done = subprocess.run(
        command, env=environment, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    if done.returncode:
        say(done.stderr)
        done.check_returncode()
    return done.stderr


def _peak(module: str, arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    said = run([sys.executable, "-c", _TELLING.format(module=module), *arguments], environment)
    found = _PEAK.search(said)
    assert found, said
    return int(found[1]) * 1024
