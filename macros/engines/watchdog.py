"""Cleans up in a reader's engine after a run that was killed: a process of its own, which waits for the run's end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import SurroundingsError
from .engine import CommandLine
from .leftovers import leftovers, remove
from .ours import RUN

if TYPE_CHECKING:
    from typing import BinaryIO

_GOODBYE = b"goodbye\n"
_QUIET_SECONDS = 3
"""What the run had under way when it was killed has come to its end when nothing new appears for so long."""
_GIVEN_UP_SECONDS = 60


class Watchdog:
    """Waits beside a run that uses a reader's engine; it ends with the run."""

    def __init__(self, command_line: CommandLine) -> None:
        """Start it, in a session of its own, so that a Ctrl-C that ends the run does not end it first."""
        reading, writing = os.pipe()
        self._pipe = os.fdopen(writing, "wb", buffering=0)
        with os.fdopen(reading, "rb") as end:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__],
                cwd=Path(__file__).parents[2],
                stdin=end,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        task = {"program": str(command_line.program), "environment": dict(command_line.environment), "run": RUN}
        # The environment goes through the pipe: other users can read a command line.
        self._say(json.dumps(task).encode() + b"\n")

    def dismiss(self, *, clean: bool) -> None:
        """Let it end, after it has tried to clean up where the run could not."""
        if clean:
            self._say(_GOODBYE)
        self._pipe.close()
        self._process.wait()

    def _say(self, words: bytes) -> None:
        # Where somebody has killed it, the run goes on without.
        with suppress(BrokenPipeError):
            self._pipe.write(words)


def watch(pipe: BinaryIO) -> None:
    """Read from a pipe which run to watch; at the pipe's end, remove what is left of it unless it said goodbye."""
    task = json.loads(pipe.readline())
    if pipe.readline() == _GOODBYE:
        return
    command_line = CommandLine(Path(task["program"]), task["environment"], None)
    given_up = time.monotonic() + _GIVEN_UP_SECONDS
    quiet_since = time.monotonic()
    while time.monotonic() < min(quiet_since + _QUIET_SECONDS, given_up):
        with suppress(SurroundingsError):
            found = leftovers(command_line, task["run"])
            if found:
                quiet_since = time.monotonic()
                remove(found, command_line)
        time.sleep(0.2)


if __name__ == "__main__":
    watch(sys.stdin.buffer)
