"""Runs one program in a terminal of its own, takes in what it prints, and ends whatever it started."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ..engines.parent_death import parent_death

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import TracebackType
    from typing import Self

COLUMNS, ROWS = 100, 40
_TICK_SECONDS = 0.02
_ENDING_SECONDS = 0.5
_CHUNK = 64 * 1024
_OPEN_TERMINAL = 'exec "$@" <>"$0" >&0 2>&0'
"""A session's first process that opens a terminal gets it as its controlling one: so Ctrl-C reaches its programs."""
_HEAR = """import os, signal, sys
for number in (signal.SIGINT, signal.SIGHUP, signal.SIGPIPE):
    signal.signal(number, signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])
"""
"""Python itself ignores SIGPIPE, and what it becomes would, too."""


class Flooded(Exception):
    """A program printed more than is taken in."""


class PseudoTerminal:
    """A program in a session of its own, whose terminal is ours, for the length of a `with` block."""

    def __init__(self, program: Sequence[str], environment: Mapping[str, str], folder: Path, most: int) -> None:
        """Start a program in a folder; `most` is how many bytes of output are taken in."""
        self._master, self._slave = pty.openpty()
        self._mark = f"HOME={environment['HOME']}".encode()
        self._most = most
        self.output = bytearray()
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        os.set_blocking(self._master, False)
        # The parent-death signal ends the shell; the terminal, which ends with us, hangs up on all others.
        arguments = [*parent_death("KILL"), *_hearing(), "sh", "-c", _OPEN_TERMINAL, os.ttyname(self._slave), *program]
        self._process = subprocess.Popen(
            arguments, env=dict(environment), cwd=folder, stdin=subprocess.DEVNULL, start_new_session=True
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End what is left of the program and of all that it started."""
        self._end_all()
        os.close(self._slave)
        os.close(self._master)

    def wait(self, until: Callable[[], bool], deadline: float) -> bool:
        """Take in output until a condition holds, the program has ended or the monotonic clock reaches `deadline`.

        Returns whether the condition holds. Raises Flooded.
        """
        while not until():
            if self.exit_status() is not None or time.monotonic() > deadline:
                return until()
            self._read(_TICK_SECONDS)
        return True

    def exit_status(self) -> int | None:
        """Return the program's exit status as a shell counts it; None while it runs."""
        status = self._process.poll()
        return 128 - status if status is not None and status < 0 else status

    def type(self, text: str) -> None:
        """Type into the terminal; control characters are keys, as 3 is Ctrl-C."""
        with suppress(OSError):
            os.write(self._master, text.encode())

    def finish(self) -> None:
        """End what the program left running, and take in what was printed until then. Raises Flooded."""
        self._end_all()
        deadline = time.monotonic() + _ENDING_SECONDS
        while self._read(0) and time.monotonic() < deadline:
            pass

    def _read(self, seconds: float) -> bool:
        """Take in what comes within a time; return whether anything came."""
        # select() has no descriptors above 1023.
        poll = select.poll()
        poll.register(self._master, select.POLLIN)
        if not poll.poll(seconds * 1000):
            return False
        try:
            chunk = os.read(self._master, _CHUNK)
        except OSError:
            return False
        self.output += chunk
        if len(self.output) > self._most:
            raise Flooded
        return bool(chunk)

    def _end_all(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for process in self._others():
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)

    def _others(self) -> list[int]:
        """Return processes with the program's home folder in their environment: those that left its session too."""
        found = []
        for entry in Path("/proc").glob("[0-9]*/environ"):
            # Others may end meanwhile, or be nobody's business.
            with suppress(OSError):
                if self._mark in entry.read_bytes().split(b"\0"):
                    found.append(int(entry.parent.name))
        return found


def _hearing() -> tuple[str, ...]:
    """Return the prefix with which a program hears Ctrl-C and its terminal's end although we do not.

    A shell starts so what it runs with `&`, and `nohup` what it runs; no shell can undo that for what it starts itself.
    """
    ignored = [number for number in (signal.SIGINT, signal.SIGHUP) if signal.getsignal(number) is signal.SIG_IGN]
    return (sys.executable, "-I", "-S", "-c", _HEAR) if ignored else ()
