"""Lists and removes what is ours in an engine, through its command line: what others made is not looked at."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import SurroundingsError
from .ours import LABEL, PREFIX, RUN_LABEL, run_suffix

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .engine import CommandLine

_SECONDS = 120
_LISTS = {
    "container": ("ps", "--all", "--format", "{{.Names}}\t"),
    "network": ("network", "ls", "--format", "{{.Name}}\t"),
    "volume": ("volume", "ls", "--format", "{{.Name}}\t"),
    "image": ("images", "--format", "{{.Repository}}:{{.Tag}}\t{{.Size}}"),
}
"""How each kind is listed: its name and, where the engine knows it, its size."""
_REMOVALS = {
    "container": ("rm", "--force", "--volumes"),
    "network": ("network", "rm"),
    "volume": ("volume", "rm", "--force"),
    # Untagged images that a reader has are none of ours, whatever they are parents of.
    "image": ("rmi", "--force", "--no-prune"),
}
"""How each kind is removed, in this order: a network or an image in use cannot be."""


@dataclass(frozen=True, slots=True)
class Leftover:
    """A thing of ours in an engine."""

    kind: str
    """"container", "network", "volume" or "image"."""
    name: str
    size: str | None
    """As the engine prints it, for example "129MB"; None where it tells none."""

    def __str__(self) -> str:
        return f"{self.kind} {self.name}" + (f" ({self.size})" if self.size else "")


def leftovers(command_line: CommandLine, run: str | None = None) -> tuple[Leftover, ...]:
    """Return what an engine holds of a run, or of all runs. Raises SurroundingsError when the engine does not answer.

    An image is ours when it has both our label and our prefix: one that a reader built on ours has the label too.
    """
    return tuple(each for kind in _LISTS for each in _listed(kind, command_line, run))


def remove(found: Iterable[Leftover], command_line: CommandLine) -> None:
    """Remove what was found. Raises SurroundingsError when the engine refuses."""
    names: dict[str, list[str]] = {}
    for leftover in found:
        names.setdefault(leftover.kind, []).append(leftover.name)
    for kind, removal in _REMOVALS.items():
        if kind in names:
            _docker(command_line, *removal, *names[kind])


def _listed(kind: str, command_line: CommandLine, run: str | None) -> Iterator[Leftover]:
    image = kind == "image"
    label = LABEL if image or run is None else f"{RUN_LABEL}={run}"
    for line in _docker(command_line, *_LISTS[kind], "--filter", f"label={label}").splitlines():
        name, _, size = line.partition("\t")
        if not image or (name.startswith(PREFIX) and (run is None or name.endswith(run_suffix(run)))):
            yield Leftover(kind, name, size or None)


def _docker(command_line: CommandLine, *arguments: str) -> str:
    """Return what a command of the engine's command line prints."""
    try:
        done = subprocess.run(
            [command_line.program, *arguments],
            env=dict(command_line.environment),
            # A folder that cannot go away: the one that tare was started in can.
            cwd=Path("/"),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        problem = f"`docker {arguments[0]}`: the engine did not answer within {_SECONDS} s"
        raise SurroundingsError(problem, "run `tare clean` when it does") from error
    if done.returncode != 0:
        said = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise SurroundingsError(f"`docker {arguments[0]}` failed: {said}", "run `tare clean` when the engine answers")
    return done.stdout
