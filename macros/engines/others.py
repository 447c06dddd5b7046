"""Tells which engines of our own there are beside the one that measured, whether they can be had, and opens one."""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from .capabilities import PODMANS_STORE
from .embedded.programs import NEEDED_PROGRAMS, programs_root
from .endpoints import Endpoint
from .memory import Remembered, recall, remember
from .podman.programs import podman_contents, podman_folder, podman_root

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..records.measurement import EngineIdentity
    from ..settings import Settings
    from .loading import LoadingEngine


@dataclass(frozen=True, slots=True)
class OtherEngine:
    """An engine that Tare brings."""

    name: str
    """"docker" or "podman"."""
    image_store: str

    def __str__(self) -> str:
        """Return what a sentence calls it."""
        return "Podman" if self.name == "podman" else f"the embedded engine with the {self.image_store} image store"

    @property
    def place(self) -> str:
        """What it is remembered by."""
        return f"embedded:{self.image_store}"


PODMAN: Final = OtherEngine("podman", PODMANS_STORE)
OURS: Final = (OtherEngine("docker", "classic"), OtherEngine("docker", "containerd"), PODMAN)
"""Every engine that Tare brings, in the order in which pages show them."""


def others(measured_on: EngineIdentity) -> tuple[OtherEngine, ...]:
    """Return the engines of our own but the one that measured."""
    return tuple(
        engine
        for engine in OURS
        if not (
            measured_on.embedded and (measured_on.name, measured_on.image_store) == (engine.name, engine.image_store)
        )
    )


def known_identity(engine: OtherEngine, settings: Settings) -> EngineIdentity | None:
    """Return what an engine was when it was last opened under this TARE_HOME; None where it never was."""
    was = recall(settings.home, engine.place)
    return was.identity if was is not None else None


def is_brought(engine: OtherEngine, settings: Settings) -> bool:
    """Return whether an engine's programs are under TARE_HOME."""
    folder = podman_folder(settings)
    root = podman_root(podman_contents(), folder) if engine == PODMAN else programs_root(settings)
    return root.is_dir()


def why_not_had(engine: OtherEngine, settings: Settings) -> str | None:
    """Return why an engine cannot be had here, as far as that can be told without trying; None where it may be."""
    if os.geteuid() != 0:
        return "it needs root; run the command as root"
    missing = [name for name in NEEDED_PROGRAMS if shutil.which(name) is None]
    if not missing or is_brought(engine, settings):
        return None
    return f"it comes from Debian's packages, and there is no {', '.join(missing)}; run the command on Debian 12 or 13"


@contextmanager
def open_other(engine: OtherEngine, settings: Settings, on_message: Callable[[str], None]) -> Iterator[LoadingEngine]:
    """Open an engine of our own for the length of a `with` block, and remember what it is.

    Programs that are missing are brought first; `on_message` gets a line on each thing that takes long. Raises
    SurroundingsError where it cannot be had.
    """
    from .client import connect
    from .embedded.engine import open_embedded
    from .loading import LoadingEngine
    from .podman.service import open_podman

    with ExitStack() as opened:
        if engine == PODMAN:
            endpoint = opened.enter_context(open_podman(settings, on_message))
        else:
            embedded = open_embedded(replace(settings, image_store=engine.image_store), on_message)
            endpoint = Endpoint(opened.enter_context(embedded).docker_host)
        client = opened.enter_context(closing(connect(endpoint, {})))
        loading = LoadingEngine(client, str(engine))
        remember(settings.home, engine.place, Remembered(loading.identity, loading.platform))
        yield loading
