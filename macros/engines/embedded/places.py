"""Where one embedded engine keeps what: its data under TARE_HOME, its sockets under a short name in /run."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_CGROUPS = Path("/sys/fs/cgroup")


@dataclass(frozen=True, slots=True)
class Places:
    """The places of the embedded engine with one image store under one TARE_HOME."""

    home: Path
    image_store: str
    """"classic" or "containerd"."""

    @property
    def folder(self) -> Path:
        """What both image stores' engines share."""
        return self.home / "engine"

    @property
    def data(self) -> Path:
        """Docker's data root. Its own flock is held as long as an engine uses it."""
        return self.folder / f"data-{self.image_store}"

    @property
    def log(self) -> Path:
        """What the engine and its supervisor print; begun anew at each start."""
        return self.folder / f"{self.image_store}.log"

    @property
    def start_lock(self) -> Path:
        """Held by the one who looks for the supervisor and starts it where there is none."""
        return self.folder / f"{self.image_store}.lock"

    @property
    def identity(self) -> str:
        """A short name that is this engine's own on this machine."""
        # Homes that share one folder by a link share its engine.
        home = self.folder.resolve().parent
        return hashlib.sha256(os.fsencode(home) + b"\0" + self.image_store.encode()).hexdigest()[:12]

    @property
    def run(self) -> Path:
        """Folder of the sockets, whose paths must not be longer than 107 bytes; see unix(7)."""
        return Path(f"/run/tare-{self.identity}")

    @property
    def docker_socket(self) -> Path:
        """Where Docker's API answers."""
        return self.run / "docker.sock"

    @property
    def lease_socket(self) -> Path:
        """Where the supervisor gives leases."""
        return self.run / "lease.sock"

    @property
    def cgroup_parent(self) -> str:
        """The control group under which all containers of this engine run."""
        return f"/tare-{self.identity}"


def remove_traces(places: Places) -> None:
    """Remove sockets and control groups of an engine that has ended; call it with the data root's lock only."""
    shutil.rmtree(places.run, ignore_errors=True)
    # Version 1 has a tree for each controller, version 2 one for all; a hybrid has both.
    name = places.cgroup_parent.lstrip("/")
    for top in [_CGROUPS / name, *(tree / name for tree in _CGROUPS.iterdir() if tree.is_dir())]:
        _remove_cgroup(top)


def _remove_cgroup(top: Path) -> None:
    """Remove a control group and those below it; processes that were just killed may need a moment to leave."""
    for folder, _, _ in os.walk(top, topdown=False):
        for _ in range(50):
            with suppress(FileNotFoundError):
                try:
                    Path(folder).rmdir()
                except OSError:
                    time.sleep(0.02)
                    continue
            break
