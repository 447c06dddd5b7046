"""Programs in a terminal of their own: what is taken in, and that nothing of them is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from macros.terminal.pseudo_terminal import Flooded, PseudoTerminal
from macros.terminal.screen import shown

if TYPE_CHECKING:
    from collections.abc import Callable

PARENT = """
import sys, time
from pathlib import Path
from macros.terminal.pseudo_terminal import PseudoTerminal
home = sys.argv[1]
with PseudoTerminal(["bash", "-c", "sleep 1000 | sleep 1000 & echo $$ >pid; sleep 1000; true"],
                    {"HOME": home, "PATH": sys.argv[2]}, Path(home), 1000) as terminal:
    terminal.wait((Path(home) / "pid").exists, time.monotonic() + 10)
    print("ready", flush=True)
    time.sleep(1000)
"""


def terminal(folder: Path, text: str) -> PseudoTerminal:
    environment = {"HOME": str(folder), "PATH": os.environ["PATH"], "TERM": "dumb"}
    return PseudoTerminal(["bash", "-c", text], environment, folder, 100_000)


def soon() -> float:
    return time.monotonic() + 10


def printed(folder: Path, text: str) -> list[str]:
    with terminal(folder, text) as opened:
        opened.wait(lambda: False, soon())
        opened.finish()
        return shown(bytes(opened.output))


def of_home(home: Path) -> list[str]:
    """Return the processes that have this home folder in their environment."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if f"HOME={home}".encode() in entry.read_bytes().split(b"\0"):
                found.append(entry.parent.name)
    return found


def gone(home: Path) -> bool:
    until = soon()
    while of_home(home) and time.monotonic() < until:
        time.sleep(0.02)
    return not of_home(home)


def test_a_program_has_a_terminal_of_a_fixed_size(tmp_path: Path) -> None:
    lines = printed(tmp_path, "test -t 0 -a -t 1 -a -t 2 && stty size && echo controlled >/dev/tty")
    assert lines == ["40 100", "controlled"]


def test_all_that_was_printed_is_taken_in(tmp_path: Path) -> None:
    assert printed(tmp_path, "seq 9999") == [str(number) for number in range(1, 10_000)]


@pytest.mark.parametrize(("text", "status"), [("exit 3", 3), ("true", 0), ("kill -TERM $$", 143)])
def test_the_exit_status_is_as_a_shell_counts_it(tmp_path: Path, text: str, status: int) -> None:
    with terminal(tmp_path, text) as opened:
        assert not opened.wait(lambda: False, soon())
        assert opened.exit_status() == status


def test_a_flood_is_stopped(tmp_path: Path) -> None:
    with pytest.raises(Flooded), terminal(tmp_path, "yes") as opened:
        opened.wait(lambda: False, soon())
    assert gone(tmp_path)


def test_a_program_that_hangs_is_ended(tmp_path: Path) -> None:
    with terminal(tmp_path, "trap '' INT TERM HUP; sleep 1000; sleep 1000") as opened:
        opened.wait(lambda: False, time.monotonic() + 0.2)
        assert opened.exit_status() is None
    assert gone(tmp_path)


@pytest.mark.parametrize("text", ["sleep 1000 & echo done", "setsid nohup sleep 1000 & sleep 0.1; echo done"])
def test_what_runs_on_in_the_background_is_ended(tmp_path: Path, text: str) -> None:
    assert "done" in printed(tmp_path, text)
    assert gone(tmp_path)


@pytest.mark.parametrize("ours", [signal.default_int_handler, signal.SIG_IGN])
def test_ctrl_c_reaches_the_program_whatever_we_do_at_it(tmp_path: Path, ours: Callable[..., object]) -> None:
    before = signal.signal(signal.SIGINT, ours)
    try:
        _ctrl_c_reaches_the_program(tmp_path)
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_program_ends_when_nobody_reads_on_whatever_we_do_at_ctrl_c(tmp_path: Path) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with terminal(tmp_path, "seq 1000000 | head -1; exit ${PIPESTATUS[0]}") as opened:
            opened.wait(lambda: False, soon())
            assert opened.exit_status() == 141
    finally:
        signal.signal(signal.SIGINT, before)


def _ctrl_c_reaches_the_program(tmp_path: Path) -> None:
    with terminal(tmp_path, "trap 'echo caught; exit 5' INT; echo ready; while true; do sleep 0.05; done") as opened:
        assert opened.wait(lambda: b"ready" in opened.output, soon())
        opened.type("\x03")
        opened.wait(lambda: False, soon())
        assert opened.exit_status() == 5


@pytest.mark.skipif(sys.platform != "linux", reason="a parent-death signal is Linux's")
@pytest.mark.parametrize("prefix", [[], ["nohup"]], ids=["as it is", "under nohup"])
def test_all_ends_when_its_parent_is_killed(tmp_path: Path, prefix: list[str]) -> None:
    command = [*prefix, sys.executable, "-c", PARENT, str(tmp_path), os.environ["PATH"]]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "ready\n"
        started = of_home(tmp_path)
        parent.kill()
    assert len(started) == 4
    assert gone(tmp_path)
