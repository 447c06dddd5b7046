"""The record of one image, measured once: frozen, each field with its unit.

The fields of Measurement and of what it contains are the contract of `results.json`;
they are only ever added to.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Literal

import msgspec

Digest = Annotated[str, msgspec.Meta(pattern=r"^(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$")]
"""Algorithm and hexadecimal hash, as in the OCI image specification."""


@dataclass(frozen=True, slots=True)
class EngineIdentity:
    """What built, ran and exported an image."""

    name: str
    """"docker" or "podman"."""
    version: str
    image_store: str
    """"classic" or "containerd"."""
    embedded: bool


@dataclass(frozen=True, slots=True)
class StandIn:
    """An image that takes a base image's place where no registry is asked."""

    name: str
    """The reference that it stands in for, for example "python:3.12-slim"."""
    recipe: Digest
    """Hash of everything that its recipe is made of."""
    contents: str
    """What it really holds, in words, for example "CPython 3.13.5 on Debian 13"."""
    official: str | None = None
    """The published size of the image that it stands in for, what that counts, and who says so; None: not known."""


@dataclass(frozen=True, slots=True)
class Base:
    """A base reference of a Dockerfile and what it was pinned to: a digest or a stand-in."""

    reference: str
    digest: Digest | None
    """What the registry calls it: of an image for several platforms, the index."""
    stand_in: StandIn | None
    platform_digest: Digest | None = None
    """The manifest for the measured platform; the same as `digest` where there is no index."""
    transfer_size: int | None = None
    """Bytes of its layers as the registry stores them; None for a stand-in."""
    checked_at: datetime | None = None
    """When the registry last said so; None for a stand-in. The registry was away since where that is days ago."""


@dataclass(frozen=True, slots=True)
class Change:
    """Regular files that a layer adds, replaces or deletes."""

    files: int
    """Number of files, each once, whatever its hard links; empty ones count."""
    bytes: int


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer, measured from its own bytes."""

    diff_id: Digest
    """Digest of the uncompressed layer."""
    unpacked_size: int
    """Bytes of the regular files in the layer's tar."""
    transfer_size: int
    """Bytes of the layer, compressed as a push would send it."""
    files: int
    """Number of regular files in the layer's tar."""
    waste: int
    """Bytes of its files that no container can see, because a later layer deletes or replaces them."""
    added: Change
    """Files of its own that take no file's place."""
    replaced: Change
    """Files of its own that take the place of one that could be seen below; the bytes are the new ones'."""
    deleted: Change
    """Files that could be seen below, are hidden by it, and have no file of its own in their place; their bytes."""
    instruction: str | None
    """The Dockerfile instruction that made it; None for a layer of the base image."""
    line: int | None
    """That instruction's first line in the Dockerfile, from 1."""
    from_base: bool


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One entry of the image configuration's history."""

    created_by: str
    layer: int | None
    """Index into the layers; None for an entry without a layer."""


@dataclass(frozen=True, slots=True)
class WastedFile:
    """A file that one layer carries and a later one deletes or replaces."""

    path: str
    bytes: int
    layer: int
    """Index of the layer that carries it."""
    hidden_by: int
    """Index of the layer that deletes or replaces it."""


@dataclass(frozen=True, slots=True)
class Waste:
    """Bytes that no container can see."""

    bytes: int
    count: int
    """Number of wasted files."""
    largest: tuple[WastedFile, ...]


@dataclass(frozen=True, slots=True)
class FileSize:
    """A file that a container sees."""

    path: str
    bytes: int
    layer: int
    """Index of the layer that it comes from."""


@dataclass(frozen=True, slots=True)
class FolderSize:
    """A folder that a container sees, with all that lies below it.

    A file counts in the folders above the first by name of its hard links.
    """

    path: str
    bytes: int
    files: int
    """Number of regular files."""


@dataclass(frozen=True, slots=True)
class Package:
    """An installed package, as the image's own package records tell it."""

    name: str
    version: str
    bytes: int | None
    """Bytes of those of its files that a container sees, each counted once; None where the image does not tell which
    files are the package's. What it wrote after it was installed is not counted."""


@dataclass(frozen=True, slots=True)
class Packages:
    """Installed packages by the system that installed them, the largest first; None where its records cannot be read.

    Copies of one version at several places are one package. A file that several packages list counts in each.
    """

    debian: tuple[Package, ...] | None
    python: tuple[Package, ...] | None
    node: tuple[Package, ...] | None


@dataclass(frozen=True, slots=True)
class ImageConfig:
    """What the image configuration says about running it."""

    entrypoint: tuple[str, ...]
    command: tuple[str, ...]
    environment: tuple[str, ...]
    working_directory: str
    user: str
    exposed_ports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SmokeTestLimits:
    """What a smoke test's container could use at most; None where the engine cannot limit it."""

    cpus: float | None
    """How many processors' time."""
    memory: int | None
    """Bytes."""
    pids: int | None
    """Number of processes."""
    seconds: float
    output: int
    """Bytes printed, and bytes answered over HTTP."""


@dataclass(frozen=True, slots=True)
class SmokeTest:
    """A smoke test that an image passed."""

    kind: Literal["command", "http"]
    check: str
    """What was run or asked, in words, for example "GET / on port 8000"."""
    expected: str
    got: str
    seconds: float
    read_only: bool = False
    """Whether the root file system was read-only, so that it wrote to /tmp alone; before that was told, it was not."""
    limits: SmokeTestLimits | None = None
    """None in a record of before they were told."""
    emulator: str | None = None
    """What ran a program that is not for the engine's own platform, in its own words; None where the engine did."""


@dataclass(frozen=True, slots=True)
class BuildStep:
    """One instruction as the builder went through it."""

    instruction: str
    line: int | None
    cached: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class Build:
    """How the image was built."""

    seconds: float
    context_bytes: int
    """Bytes of the build context that were sent; not reproducible, since the builder asks only for what changed."""
    steps: tuple[BuildStep, ...]


@dataclass(frozen=True, slots=True)
class Measurement:
    """The record of one image."""

    reference: str
    key: Digest
    inputs: dict[str, Digest]
    """Hash of each thing that the measurement depends on, by name."""
    measured_at: datetime
    oldest_step_at: datetime
    """When the oldest RUN of its Dockerfile ran, or when it was built: other steps depend on what `inputs` covers."""
    platform: str
    engine: EngineIdentity
    bases: tuple[Base, ...]
    config_digest: Digest
    unpacked_size: int
    transfer_size: int
    engine_size: int | None
    """Bytes as the engine prints them; None where not available."""
    layers: tuple[Layer, ...]
    """In build order."""
    history: tuple[HistoryEntry, ...]
    waste: Waste
    largest_files: tuple[FileSize, ...]
    largest_folders: tuple[FolderSize, ...]
    """A folder of which one subfolder holds nine tenths or more is left out: the subfolder tells more."""
    packages: Packages
    config: ImageConfig
    smoke_test: SmokeTest
    """The first that was declared."""
    build: Build
    further_smoke_tests: tuple[SmokeTest, ...] = ()
    """Those after the first, in the order of their declaration."""
    build_platform: str | None = None
    """The engine's own platform, where the example declares what the image is for; None elsewhere."""

    @property
    def smoke_tests(self) -> tuple[SmokeTest, ...]:
        """All that it passed."""
        return (self.smoke_test, *self.further_smoke_tests)


@dataclass(frozen=True, slots=True)
class NotMeasured:
    """An image without a measurement, and why."""

    reference: str
    reason: str
    needs_registry: bool = False
    """The example declares that this variant needs a registry, so that this is no fault."""
    by_source: bool = field(default=False, compare=False)
    """Its Dockerfile does not build, or its image does not do its job. Not published."""


Outcome = Measurement | NotMeasured
