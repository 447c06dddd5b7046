"""What each station of a measurement leaves behind: the build, the weighing, one layer's contents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .measurement import (
    Build,
    Change,
    Digest,
    EngineIdentity,
    FileSize,
    FolderSize,
    HistoryEntry,
    ImageConfig,
    Packages,
    Waste,
)


@dataclass(frozen=True, slots=True)
class BuildRecord:
    """An image that was built once; filed under its build key."""

    image_id: str
    """What that engine calls it."""
    config_digest: Digest
    engine: EngineIdentity
    engine_size: int | None
    """Bytes as the engine prints them."""
    platform: str
    built_at: datetime
    oldest_step_at: datetime
    """When the oldest step that the image was made by ran: a cached step is as old as when it was made."""
    build: Build
    apart: str | None = None
    """What kept the build apart in a shared engine's build cache, which has its steps under that; None: nothing."""


@dataclass(frozen=True, slots=True)
class WeighedLayer:
    """One layer of a weighed image, without what only its Dockerfile can tell."""

    diff_id: Digest
    unpacked_size: int
    transfer_size: int
    files: int
    waste: int
    added: Change
    replaced: Change
    deleted: Change


@dataclass(frozen=True, slots=True)
class Weighing:
    """What the ruler read off an image's archive; filed under config digest and ruler version."""

    config_digest: Digest
    platform: str
    layers: tuple[WeighedLayer, ...]
    history: tuple[HistoryEntry, ...]
    history_created: tuple[datetime | None, ...]
    """When each history entry was made, in the order of `history`; None where the image does not say."""
    waste: Waste
    largest_files: tuple[FileSize, ...]
    largest_folders: tuple[FolderSize, ...]
    packages: Packages
    config: ImageConfig


@dataclass(frozen=True, slots=True)
class LayerEntry:
    """One member of a layer's tar that matters to what a container sees."""

    path: str
    """Relative, normalised, without a leading slash; whiteouts as the path that they delete."""
    kind: str
    """"file", "hardlink", "directory", "symlink", "other", "whiteout" or "opaque" (a directory's opaque whiteout)."""
    bytes: int
    """Size of a regular file; 0 for everything else."""
    link: str | None
    """Target of a hard link, normalised as `path` is; of a symbolic link, as it stands in the tar."""


@dataclass(frozen=True, slots=True)
class Installed:
    """A package as one of the image's own package records names it."""

    name: str
    version: str
    architecture: str
    """Debian's, for example "amd64"; empty for packages of Python and Node."""


@dataclass(frozen=True, slots=True)
class PackageNote:
    """One file of dpkg's, pip's or npm's own records, as it stands in a layer."""

    path: str
    """As a LayerEntry's."""
    installed: tuple[Installed, ...]
    """The packages that it names."""
    files: tuple[str, ...]
    """The paths that it lists, relative to the root and normalised."""
    readable: bool
    """False where it is too large or not what its format says; it then names and lists nothing."""


@dataclass(frozen=True, slots=True)
class LayerContents:
    """One layer, read once; filed under its diff ID and the ruler version."""

    diff_id: Digest
    unpacked_size: int
    transfer_size: int
    files: int
    entries: tuple[LayerEntry, ...]
    """In the order of the tar."""
    notes: tuple[PackageNote, ...]
    """The package records among its files; of two at one path the last."""


@dataclass(frozen=True, slots=True)
class LayerDigests:
    """What tells the files of a layer apart; filed as its LayerContents is, which are read far more often."""

    diff_id: Digest
    digests: tuple[str, ...]
    """For each of its entries the first 32 hexadecimal digits of the sha256 of a regular file's content; empty for
    whatever else there is."""
    setuid: tuple[int, ...] = ()
    """The places among its entries of the regular files that run with the rights of their owner."""
