"""Processes that use the embedded engine, and what an engine could leave behind, for the tests beside this file."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from macros.engines.embedded.places import Places
from macros.engines.embedded.programs import ensure_programs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from macros.engines.embedded.engine import EmbeddedConnection
    from macros.settings import Settings

# Says when it has the engine, and how it lost it.
_USER = """
import sys
from macros.engines.embedded.engine import open_embedded
from macros.errors import SurroundingsError
from macros.settings import read_settings
settings = read_settings({"TARE_HOME": sys.argv[1], "TARE_IMAGE_STORE": sys.argv[2]})
print("coming", flush=True)
try:
    with open_embedded(settings, lambda line: None) as connection:
        print(connection.daemon_pid, flush=True)
        sys.stdin.readline()
        if not connection.is_alive():
            raise OSError("what a client of a dead engine gets")
except SurroundingsError as error:
    print(error, flush=True)
"""


@dataclass(frozen=True, slots=True)
class Process:
    """A process, told from a later one that has the same number by its start, in clock ticks."""

    pid: int
    start: str


class User:
    """A process that takes a lease, and holds it until it is told to leave or killed."""

    def __init__(self, settings: Settings) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", _USER, str(settings.home), settings.image_store],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.read() == "coming"

    def read(self) -> str:
        """Return the next line that it prints."""
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def wait_for_engine(self) -> int:
        """Return the process ID of its engine, once it has it."""
        return int(self.read())

    def leave(self) -> str:
        """Tell it to leave and return what it says then."""
        return self.process.communicate("\n")[0].strip()

    def kill(self) -> None:
        """Kill it, as by `kill -9`."""
        self.process.kill()
        self.process.communicate()


@contextmanager
def user_of(settings: Settings) -> Iterator[User]:
    """Run a user, who is gone at the end of the block at the latest."""
    user = User(settings)
    try:
        yield user
    finally:
        user.kill()


def settings_for(home: Path, embedded_settings: Settings) -> Settings:
    """Return settings for a new home, which borrows the programs of the shared one."""
    programs = ensure_programs(embedded_settings, print).parent
    (home / "engine").mkdir(parents=True)
    (home / "engine" / programs.name).symlink_to(programs)
    return replace(embedded_settings, home=home)


def places_of(settings: Settings) -> Places:
    """Return where the engine of these settings keeps what."""
    return Places(settings.home, settings.image_store)


def processes() -> dict[Process, int]:
    """Return every process of the machine that is no zombie, and its parent's number."""
    found: dict[Process, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        if status[0] != "Z":
            found[Process(int(folder.name), status[19])] = int(status[1])
    return found


def parent_of(pid: int) -> int:
    """Return the number of a process's parent."""
    return next(parent for process, parent in processes().items() if process.pid == pid)


def family_of(pid: int) -> frozenset[Process]:
    """Return a process and all that it and its children have started."""
    known = processes()
    family = {process for process in known if process.pid == pid}
    while more := {child for child, parent in known.items() if parent in {each.pid for each in family}} - family:
        family |= more
    return frozenset(family)


def left_by(places: Places, family: frozenset[Process]) -> list[str]:
    """Return all that is there of an engine: of its processes, and of what it made outside TARE_HOME."""
    mounts = Path("/proc/self/mounts").read_text().splitlines()
    return [
        *(str(process) for process in family & processes().keys()),
        *(line for line in mounts if places.identity in line or str(places.home) in line),
        *(str(path) for path in Path("/sys/fs/cgroup").glob(f"*/{places.cgroup_parent.strip('/')}")),
        *(str(path) for path in Path("/sys/fs/cgroup").glob(places.cgroup_parent.strip("/"))),
        *(str(path) for path in Path("/run").glob(f"tare-{places.identity}*")),
    ]


def wait_until(holds: Callable[[], bool], seconds: float = 20) -> None:
    """Wait until something holds; fail when it does not in time."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, f"did not happen within {seconds} s"
        time.sleep(0.02)


def wait_until_nothing_is_left(places: Places, family: frozenset[Process]) -> None:
    """Wait until an engine has ended; fail with what is left of it when it does not."""
    until = time.monotonic() + 20
    while left := left_by(places, family):
        assert time.monotonic() < until, left
        time.sleep(0.02)


def write_sleeper(folder: Path, programs_root: Path) -> Path:
    """Write the context of an image that can do one thing, which is to sleep; return the context."""
    folder.mkdir()
    libraries = [*programs_root.glob("usr/lib/*-linux-*/libc.so.6"), *programs_root.glob("usr/lib*/ld-linux-*")]
    for path in [programs_root / "usr/bin/sleep", *libraries]:
        # The loader is looked for in /lib or /lib64, which are links in the private root.
        place = folder / path.relative_to(programs_root / "usr")
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
        place.chmod(0o755)
    (folder / "Dockerfile").write_text('FROM scratch\nCOPY . /\nRUN ["/bin/sleep", "0"]\nCMD ["/bin/sleep", "1000"]\n')
    (folder / "Dockerfile.endless").write_text('FROM scratch\nCOPY . /\nRUN ["/bin/sleep", "1000"]\n')
    return folder


def build(connection: EmbeddedConnection, context: Path, dockerfile: str = "Dockerfile") -> subprocess.Popen[str]:
    """Start a build of an image named `sleeper`."""
    return subprocess.Popen(
        [connection.buildx, "build", "--load", "-t", "sleeper", "-f", context / dockerfile, context],
        env={"PATH": "/usr/bin", **connection.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
