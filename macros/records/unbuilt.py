"""The record of an image that Tare did not build: a Measurement's fields, with null for what only a build can tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from .measurement import (
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

if TYPE_CHECKING:
    from .stations import Weighing


@dataclass(frozen=True, slots=True)
class UnbuiltLayer:
    """A Layer, without what only its Dockerfile can tell."""

    diff_id: Digest
    unpacked_size: int
    transfer_size: int
    files: int
    waste: int
    added: Change
    replaced: Change
    deleted: Change
    instruction: None = None
    line: None = None
    from_base: None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnbuiltRecord:
    """A Measurement, without what only its build can tell; the fields are the same, in the same order."""

    reference: str | None
    """As it was typed, of an image in an engine; else the first that the archive gives the image, None without one."""
    key: None = None
    inputs: None = None
    measured_at: datetime
    oldest_step_at: None = None
    platform: str
    engine: EngineIdentity | None
    """What exported it; None for an image from a file."""
    bases: None = None
    config_digest: Digest
    unpacked_size: int
    transfer_size: int
    engine_size: int | None
    """Bytes as the engine counts them; None for an image from a file."""
    layers: tuple[UnbuiltLayer, ...]
    history: tuple[HistoryEntry, ...]
    waste: Waste
    largest_files: tuple[FileSize, ...]
    largest_folders: tuple[FolderSize, ...]
    packages: Packages
    config: ImageConfig
    smoke_test: None = None
    build: None = None
    further_smoke_tests: None = None
    build_platform: None = None


def unbuilt_record(
    weighing: Weighing,
    reference: str | None,
    measured_at: datetime,
    engine: EngineIdentity | None = None,
    engine_size: int | None = None,
) -> UnbuiltRecord:
    """Return the record of an image that was weighed at that time, from a file or out of an engine."""
    layers = tuple(
        UnbuiltLayer(
            diff_id=layer.diff_id,
            unpacked_size=layer.unpacked_size,
            transfer_size=layer.transfer_size,
            files=layer.files,
            waste=layer.waste,
            added=layer.added,
            replaced=layer.replaced,
            deleted=layer.deleted,
        )
        for layer in weighing.layers
    )
    return UnbuiltRecord(
        reference=reference,
        measured_at=measured_at.astimezone(UTC),
        platform=weighing.platform,
        engine=engine,
        config_digest=weighing.config_digest,
        unpacked_size=sum(layer.unpacked_size for layer in layers),
        transfer_size=sum(layer.transfer_size for layer in layers),
        engine_size=engine_size,
        layers=layers,
        history=weighing.history,
        waste=weighing.waste,
        largest_files=weighing.largest_files,
        largest_folders=weighing.largest_folders,
        packages=weighing.packages,
        config=weighing.config,
    )


def unbuilt_json(record: UnbuiltRecord) -> bytes:
    """Return the record as JSON, as `results.json` would hold it."""
    return msgspec.json.format(msgspec.json.encode(record), indent=2) + b"\n"
