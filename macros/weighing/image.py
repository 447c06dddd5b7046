"""Reads what an image's configuration says (<https://github.com/opencontainers/image-spec/blob/main/config.md>)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from ..records.measurement import Digest, HistoryEntry, ImageConfig
from .manifests import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .manifests import Held


class _Running(msgspec.Struct, rename="pascal"):
    entrypoint: tuple[str, ...] | None = None
    cmd: tuple[str, ...] | None = None
    env: tuple[str, ...] | None = None
    working_dir: str = ""
    user: str = ""
    exposed_ports: dict[str, msgspec.Raw] | None = None


class _RootFs(msgspec.Struct):
    diff_ids: tuple[Digest, ...]


class _Entry(msgspec.Struct):
    created: str = ""
    created_by: str = ""
    empty_layer: bool = False


class _Configuration(msgspec.Struct):
    architecture: str
    os: str
    rootfs: _RootFs
    variant: str = ""
    config: _Running | None = None
    history: tuple[_Entry, ...] | None = None


@dataclass(frozen=True, slots=True)
class Image:
    """What an image's configuration says."""

    config_digest: Digest
    names: tuple[str, ...]
    """The image's references, as the writer of the archive put them."""
    platform: str
    diff_ids: tuple[Digest, ...]
    history: tuple[HistoryEntry, ...]
    history_created: tuple[datetime | None, ...]
    config: ImageConfig


def read_image(held: Held) -> Image:
    """Return what the configuration of an image says that an archive holds. Raises WeighingError."""
    name = f"the image configuration {held.config_digest}"
    return _image(held, decode(held.document, name, _Configuration))


def _image(held: Held, configuration: _Configuration) -> Image:
    running = configuration.config or _Running()
    entries = configuration.history or ()
    variant = f"/{configuration.variant}" if configuration.variant else ""
    return Image(
        config_digest=held.config_digest,
        names=tuple(held.names),
        platform=f"{configuration.os}/{configuration.architecture}{variant}",
        diff_ids=configuration.rootfs.diff_ids,
        history=tuple(_with_layers(entries, len(configuration.rootfs.diff_ids))),
        history_created=tuple(_time(entry.created) for entry in entries),
        config=ImageConfig(
            entrypoint=running.entrypoint or (),
            command=running.cmd or (),
            environment=running.env or (),
            working_directory=running.working_dir,
            user=running.user,
            exposed_ports=tuple(sorted(running.exposed_ports or ())),
        ),
    )


def _with_layers(entries: tuple[_Entry, ...], layers: int) -> Iterator[HistoryEntry]:
    """Yield history entries with their layers: each one that is not empty made the next layer."""
    layer = 0
    for entry in entries:
        if entry.empty_layer or layer >= layers:
            yield HistoryEntry(entry.created_by, None)
        else:
            yield HistoryEntry(entry.created_by, layer)
            layer += 1


def _time(text: str) -> datetime | None:
    """Return an RFC 3339 time in UTC; None for what says nothing, Go's zero time included."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time.astimezone(UTC) if time.tzinfo is not None and time.year > 1 else None
