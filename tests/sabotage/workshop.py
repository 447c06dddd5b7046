"""Copies of the project to make changes in, each with the records of an unchanged build and its last good site."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from macros.engines.choose import choose, open_engine
from macros.settings import ensure_home, read_settings
from tests.sabotage.changes import Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOT = Path(__file__).resolve().parents[2]
NOTHING = "Nothing had changed"
"""How a run begins its summary that measured nothing."""
_TARE = "import sys; from macros.cli import main; sys.exit(main(sys.argv[1:]))"
_SECONDS = 1200
_SHARED = ("engine", "stand-ins", "podman")
"""What homes share: large, slow to make, and filed under what it was made of."""
_LOCKS = tuple(
    f"measuring-{kind}-{store}.lock" for kind in ("embedded", "docker", "podman") for store in ("classic", "containerd")
)
"""Shared too: whoever measures on these engines takes turns."""
_COPIED = ("docs", "examples", "macros", "tests", "README.md", "Makefile", "mkdocs.yml", "pyproject.toml", "LICENSE")
_PROGRAM = ("macros", "tests")
"""What no change touches: linked, so that Python compiles it once."""
_OF_THE_BUILD = ("generated_at", "checksum")
"""What two builds of one site differ in; nothing else does, or the workshop does not open."""
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc", ".*_cache")


@dataclass(frozen=True, slots=True)
class Run:
    """What `tare` did."""

    status: int
    said: str
    """Everything that it printed, standard output and standard error."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where trials are made."""

    folder: Path
    original: Place
    """The unchanged project and its records; nobody changes it."""
    home: Path
    """The TARE_HOME whose engines and stand-ins are used."""

    @contextmanager
    def trial(self) -> Iterator[Place]:
        """Give a copy of the unchanged project, with site and records, to change; it is removed afterwards."""
        with tempfile.TemporaryDirectory(dir=self.folder, prefix="trial-") as folder:
            place = Place(Path(folder) / "project", Path(folder) / "home")
            shutil.copytree(self.original.project, place.project, symlinks=True)
            _make_home(place.home, self.home, self.original.home / "records")
            yield place


@contextmanager
def open_workshop(*, anew: bool) -> Iterator[Workshop]:
    """Build the unchanged project twice, and give the workshop with what that made; the engine runs until the end.

    `anew`: without the records that there are, from the build cache.

    Raises RuntimeError where it does not build, or the second time not the same to the byte.
    """
    settings = read_settings(os.environ)
    home = ensure_home(settings.home)
    with ExitStack() as closing:
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="tare-sabotage-")))
        place = Place(folder / "original" / "project", folder / "original" / "home")
        _copy_project(folder / "program", place.project)
        # Who shared the engine may have built otherwise since: an image that a change replaces must come back the same.
        _make_home(place.home, home, None if anew else home / "records")
        first = run_tare(place, ("site",))
        if first.status != 0:
            message = f"the unchanged project does not build:\n{first.said}"
            raise RuntimeError(message)
        before = site_snapshot(place.project)
        second = run_tare(place, ("site",))
        differing = sorted(changed(before, site_snapshot(place.project)))
        if NOTHING not in second.said or differing:
            message = f"the unchanged project builds another site the second time: {differing}\n{second.said}"
            raise RuntimeError(message)
        if settings.engine in {"auto", "embedded"} and (choice := choose(settings, os.environ)).kind == "embedded":
            # One that is kept running need not start for each trial.
            closing.enter_context(open_engine(settings, choice, lambda _: None))
        yield Workshop(folder, place, home)


def run_tare(place: Place, arguments: Sequence[str]) -> Run:
    """Run `tare` in a place and wait for its end."""
    done = subprocess.run(
        [sys.executable, "-c", _TARE, *arguments],
        cwd=place.project,
        env={**os.environ, "TARE_HOME": str(place.home)},
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=_SECONDS,
    )
    return Run(done.returncode, done.stdout)


def snapshot(folder: Path) -> dict[str, str]:
    """Return the digest of each file under a folder by its path in it; links are no files."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


def site_snapshot(project: Path) -> dict[str, str]:
    """Return the digest of each file of a project's site, of `results.json` without the time of the build."""
    site = project / "site"
    results = site / "results.json"
    told = results.read_bytes()
    try:
        document = {name: value for name, value in json.loads(told).items() if name not in _OF_THE_BUILD}
        told = json.dumps(document).encode()
    except ValueError:
        pass  # what a change made of it
    return snapshot(site) | {results.name: hashlib.sha256(told).hexdigest()}


def changed(before: Mapping[str, str], now: Mapping[str, str]) -> set[str]:
    """Return the paths of what is in one of two snapshots only, or differs between them."""
    return {path for path in before.keys() | now.keys() if before.get(path) != now.get(path)}


def _copy_project(program: Path, project: Path) -> None:
    program.mkdir(parents=True)
    project.mkdir(parents=True)
    for name in _COPIED:
        source = ROOT / name
        target = (program if name in _PROGRAM else project) / name
        if source.is_dir():
            shutil.copytree(source, target, symlinks=True, ignore=_LEFT_OUT)
        else:
            shutil.copy2(source, target)
    for name in _PROGRAM:
        (project / name).symlink_to(program / name)


def _make_home(home: Path, shared: Path, records: Path | None) -> None:
    home.mkdir(parents=True)
    for name in _SHARED:
        (shared / name).mkdir(exist_ok=True)
        (home / name).symlink_to(shared / name)
    if records is not None and records.is_dir():
        shutil.copytree(records, home / "records", ignore=lambda _, names: {*names} & {*_LOCKS})
    (home / "records").mkdir(exist_ok=True)
    (shared / "records").mkdir(exist_ok=True)
    for name in _LOCKS:
        (home / "records" / name).symlink_to(shared / "records" / name)
