"""Runs a program in the private root: its own file system, mounts and process IDs, the host's network."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import deque
from pathlib import Path
from typing import IO, TYPE_CHECKING

from ...errors import SurroundingsError
from .linux import (
    CLONE_NEWNS,
    CLONE_NEWPID,
    MS_BIND,
    MS_NOSUID,
    MS_PRIVATE,
    MS_RDONLY,
    MS_REC,
    MS_REMOUNT,
    change_root,
    die_with_parent,
    mount,
    unshare,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

SEARCH_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin"
_PROXIES = ("http_proxy", "https_proxy", "ftp_proxy", "all_proxy", "no_proxy")
_KEPT_LINES = 20


def run_in_root(
    root: Path,
    argv: Sequence[str],
    binds: Mapping[Path, str],
    stdout: IO[bytes] | None,
    on_line: Callable[[str], None],
) -> None:
    """Run a program in the private root and wait for its end.

    The root itself is read-only; /tmp and /run are empty, in memory, and gone afterwards. `binds` are files and
    folders of the host and where they appear: any place under /tmp or /run, or one that the root has. Standard
    output goes to `stdout` where that is given, else line by line to `on_line`, where standard error always goes.
    Network, DNS settings and proxies are the host's. When the caller dies, so does the program.

    Raises SurroundingsError with the last lines of output when it does not end with exit status 0.
    """
    specification = json.dumps(
        [os.getpid(), str(root), list(argv), [[str(source), place] for source, place in binds.items()]],
    )
    last: deque[str] = deque(maxlen=_KEPT_LINES)
    with subprocess.Popen(
        python_command("root", specification),
        stdin=subprocess.DEVNULL,
        stdout=stdout or subprocess.PIPE,
        stderr=subprocess.PIPE if stdout else subprocess.STDOUT,
        env=python_environment(),
    ) as process:
        try:
            for line in (process.stderr if stdout else process.stdout) or ():
                text = line.decode("utf-8", "replace").rstrip()
                last.append(text)
                on_line(text)
        except BaseException:
            process.kill()
            raise
        status = process.wait()
    if status != 0:
        raise SurroundingsError(
            f"{argv[0]} failed with exit status {status}: " + "\n".join(last),
            "mend what its last lines name, then run again",
        )


def python_command(module: str, *arguments: str) -> list[str]:
    """Return the command that runs a module of this package with this Python, from any working directory."""
    return [sys.executable, "-m", f"{__package__}.{module}", *arguments]


def python_environment() -> dict[str, str]:
    """Return the environment for `python_command`: the caller's, with this package in reach."""
    project = str(Path(__file__).resolve().parents[len((__package__ or "").split("."))])
    known = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": f"{project}{os.pathsep}{known}" if known else project}


def program_environment() -> dict[str, str]:
    """Return the environment for programs in the private root: theirs, with the host's proxies."""
    proxies = {name: value for name, value in os.environ.items() if name.lower() in _PROXIES}
    return {"PATH": SEARCH_PATH, "HOME": "/root", "LANG": "C.UTF-8", **proxies}


def enter_root(root: str, binds: Sequence[tuple[str, str]]) -> None:
    """Move this process into the private root, in a mount namespace of its own; raises OSError.

    `binds` are pairs of a path on the host and its place inside. /proc and /sys show the namespaces that the process
    is in when it calls. It must have one thread.
    """
    unshare(CLONE_NEWNS)
    mount("none", "/", flags=MS_REC | MS_PRIVATE)
    mount(root, root, flags=MS_BIND)
    mount("none", root, flags=MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID)
    mount("proc", f"{root}/proc", "proc")
    mount("sysfs", f"{root}/sys", "sysfs")
    mount("/sys/fs/cgroup", f"{root}/sys/fs/cgroup", flags=MS_BIND | MS_REC)
    mount("/dev", f"{root}/dev", flags=MS_BIND | MS_REC)
    mount("tmpfs", f"{root}/run", "tmpfs")
    mount("tmpfs", f"{root}/tmp", "tmpfs")  # noqa: S108 - the root's own, empty
    for source, place in binds:
        _bind(Path(source), Path(root + place))
    change_root(root)


def host_name_service() -> list[tuple[str, str]]:
    """Return the binds that give a program on the host's network the host's DNS settings."""
    return [(os.path.realpath(path), path) for path in ("/etc/resolv.conf", "/etc/hosts") if Path(path).exists()]


def _bind(source: Path, target: Path) -> None:
    # Only what lies in /tmp or /run can be missing here: the rest of the root is read-only.
    if source.is_dir():
        target.mkdir(parents=True, exist_ok=True)
    elif not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
    mount(source, target, flags=MS_BIND | MS_REC)


def _main(specification: str) -> int:
    """Run the program as a child that is the first of a new process ID namespace, so that nothing outlives it."""
    caller, root, argv, binds = json.loads(specification)
    die_with_parent()
    if os.getppid() != caller:  # it ended before the line above
        return 1
    unshare(CLONE_NEWPID)
    child = os.fork()
    if child == 0:
        die_with_parent()
        enter_root(root, [*host_name_service(), *binds])
        # tini passes signals on and reaps what the program leaves behind.
        os.execve("/usr/bin/tini", ["tini", "-g", "--", *argv], program_environment())  # noqa: S606 - no shell
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1]))
