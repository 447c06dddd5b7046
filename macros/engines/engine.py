"""What Tare asks of a container engine: build, run, export. Implementations stand beside this module."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from contextlib import AbstractContextManager

    from ..records.measurement import EngineIdentity


@dataclass(frozen=True, slots=True)
class Trial:
    """What keeps the builds of a cache experiment apart from all others in an engine of our own."""

    name: str
    """RUNs and cache mounts are shared by the builds of this name alone."""
    first: bool
    """Take nothing from the build cache."""


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """One `docker build`, with everything pinned."""

    name: str
    """The private name that the image gets in the engine."""
    dockerfile: Path
    context: Path
    target: str | None = None
    named_contexts: Mapping[str, str] = field(default_factory=dict)
    """Base reference → what takes its place, for example "docker-image://python:3.12@sha256:…"."""
    anew: bool = False
    """Take no RUN from the build cache that is older than the engine has been open; builds of then share theirs.

    Ignored by the embedded engine, whose cache is pruned instead.
    """
    apart: str | None = None
    """Take every step from the build cache of the build that was kept apart by this, if it is still there."""
    trial: Trial | None = None
    """It is one of the builds of a cache experiment."""
    platform: str | None = None
    """What the image is for, for example "linux/arm64"; None: the engine's own platform."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a build, as BuildKit names it."""

    name: str
    """For example "[builder 3/4] RUN pip install …"."""
    cached: bool
    seconds: float
    began: bool = True
    """False where nothing came of this name: BuildKit took another step's result, or had no need of one."""


@dataclass(frozen=True, slots=True)
class BuiltImage:
    """What a build gave."""

    image_id: str
    """What the engine calls it: the config digest in the classic image store, the manifest's in the containerd one."""
    config_digest: str
    seconds: float
    context_bytes: int
    steps: tuple[Step, ...]
    apart: str | None
    """What kept the build apart from older ones in a shared engine's cache; None where nothing did."""


class BuildFailed(Exception):
    """A Dockerfile that does not build; the message says which line and what it printed last."""

    def __init__(self, message: str, *, by_instruction: bool = True) -> None:
        super().__init__(message)
        self.by_instruction = by_instruction
        """Whether a program of the Dockerfile failed, or ran too long: to try again would change nothing."""


class RunFailed(Exception):
    """A container that could not be run to its end; the message says why."""


@dataclass(frozen=True, slots=True)
class ImageDetails:
    """What the engine says about an image that it holds."""

    image_id: str
    step_times: tuple[datetime, ...]
    """When each entry of its history was made, oldest first; a step from the cache keeps its time."""
    diff_ids: tuple[str, ...]
    """Its layers', in build order."""


@dataclass(frozen=True, slots=True)
class CommandLine:
    """How to call an engine's own command line, `docker`."""

    program: Path
    environment: Mapping[str, str]
    """Everything that it needs in its environment: address or context, configuration, PATH, HOME."""
    socket: Path | None
    """The engine's Unix socket where it has one; other engines are reached through `docker system dial-stdio`."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a container may use."""

    cpus: float = 1.0
    """How many processors' time."""
    memory: int = 512 * 1024 * 1024
    """Bytes."""
    pids: int = 128
    seconds: float = 30.0
    output: int = 64 * 1024
    """Bytes that it may print, and bytes that it may answer over HTTP."""
    scratch: int = 64 * 1024 * 1024
    """Bytes that it may write to /tmp, where its root file system is read-only."""
    read_only: bool = True
    """Whether its root file system is read-only; it may then write to /tmp alone, which begins empty."""


LIMITS = Limits()
"""What each container of a smoke test may use, and what asks an app for a command."""


@dataclass(frozen=True, slots=True)
class Emulator:
    """What runs the program of an image whose platform is not the engine's own."""

    image: str
    """The image that holds it, of the engine's own platform."""
    program: str
    """Its absolute path, in that image and in the container; nothing else is in its folder."""


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a container did."""

    exit_status: int
    output: str
    """Standard output and standard error, as they came."""
    seconds: float


@dataclass(frozen=True, slots=True)
class HttpReply:
    """What an app in a container answered."""

    status: int
    body: str
    seconds: float


class Engine(Protocol):
    """A container engine that answers."""

    identity: EngineIdentity
    platform: str
    """Its own platform, for example "linux/amd64"."""
    command_line: CommandLine
    unlimited: frozenset[str]
    """Which of a container's limits it cannot set, of "cpus", "memory" and "pids": a container has none there."""

    def build(self, request: BuildRequest, on_step: Callable[[str], None]) -> BuiltImage:
        """Build an image; on_step gets each step's name as it starts. Raises BuildFailed or SurroundingsError."""

    def details(self, image: str) -> ImageDetails | None:
        """Return what the engine knows of an image, by name or ID; None where it holds no such image."""

    def engine_size(self, image_id: str) -> int | None:
        """Return the bytes of an image as the engine's own list of images prints them; None where it is not in it."""

    def export(self, *images: str) -> AbstractContextManager[BinaryIO]:
        """Open the images' archive as a stream that is read once, as `docker save` writes it.

        A layer that several of them have stands in it once.
        """

    def import_root(self, archive: BinaryIO, name: str) -> None:
        """Make an image of a root file system's tar, as `docker import` does, under a private name."""

    def run(
        self, image: str, command: tuple[str, ...] | None, limits: Limits, emulator: Emulator | None = None
    ) -> RunResult:
        """Run a command (None: the image's own) without network, capabilities or new privileges. Raises RunFailed."""

    def ask(  # noqa: PLR0913, PLR0917 - whom to ask, for what, by whom, within what, through what
        self, image: str, port: int, path: str, probe: str, limits: Limits, emulator: Emulator | None = None
    ) -> HttpReply:
        """Start the image on an internal network and GET a path from a container of the image `probe`.

        The probe has python3. Raises RunFailed when nothing answers within the limits.
        """

    def ask_published(self, container: str, url: str, probe: str, limits: Limits) -> HttpReply:
        """GET a URL's path from a running container, by its ID, at the port of the engine's host that it published.

        It is asked from a container of the image `probe`, which has python3, on the host's own network: whatever port
        and host the URL names. Raises RunFailed when nothing answers within the limits.
        """

    def names(self, prefix: str) -> tuple[str, ...]:
        """Return the names that begin with `prefix` among those of the images that the engine holds."""

    def remove(self, name: str) -> None:
        """Remove a private name, and with its last name the image."""

    def prune_build_cache(self) -> None:
        """Forget every cached build step, so that what is built next is built anew. Embedded engine only."""

    def cache_records(self) -> dict[str, str]:
        """Return what the build cache holds: the type of each record, for example "exec.cachemount", by its ID."""

    def prune_cache_records(self, records: Collection[str]) -> None:
        """Forget these records of the build cache, by their IDs. Embedded engine only."""

    def prune_images(self) -> None:
        """Remove images that no name leads to any more. Embedded engine only."""

    def cancel(self) -> None:
        """End the builds and containers that this process has under way."""
