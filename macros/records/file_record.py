"""The record of an image that was weighed from a file: a Measurement's fields, with null for what no file can tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from .measurement import Digest, FileSize, HistoryEntry, ImageConfig, Packages, Waste

if TYPE_CHECKING:
    from .stations import Weighing


@dataclass(frozen=True, slots=True)
class FileRecordLayer:
    """A Layer, without what only its Dockerfile can tell."""

    diff_id: Digest
    unpacked_size: int
    transfer_size: int
    files: int
    waste: int
    instruction: None = None
    line: None = None
    from_base: None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRecord:
    """A Measurement, without what only its build can tell; the fields are the same, in the same order."""

    reference: str | None
    """The first of the references that the archive gives the image; None where it gives none."""
    key: None = None
    inputs: None = None
    measured_at: datetime
    oldest_step_at: None = None
    platform: str
    engine: None = None
    bases: None = None
    config_digest: Digest
    unpacked_size: int
    transfer_size: int
    engine_size: None = None
    layers: tuple[FileRecordLayer, ...]
    history: tuple[HistoryEntry, ...]
    waste: Waste
    largest_files: tuple[FileSize, ...]
    packages: Packages
    config: ImageConfig
    smoke_test: None = None
    build: None = None


def file_record(weighing: Weighing, reference: str | None, measured_at: datetime) -> FileRecord:
    """Return the record of an image that was weighed from a file at that time."""
    layers = tuple(
        FileRecordLayer(layer.diff_id, layer.unpacked_size, layer.transfer_size, layer.files, layer.waste)
        for layer in weighing.layers
    )
    return FileRecord(
        reference=reference,
        measured_at=measured_at.astimezone(UTC),
        platform=weighing.platform,
        config_digest=weighing.config_digest,
        unpacked_size=sum(layer.unpacked_size for layer in layers),
        transfer_size=sum(layer.transfer_size for layer in layers),
        layers=layers,
        history=weighing.history,
        waste=weighing.waste,
        largest_files=weighing.largest_files,
        packages=weighing.packages,
        config=weighing.config,
    )


def file_record_json(record: FileRecord) -> bytes:
    """Return the record as JSON, as `results.json` would hold it."""
    return msgspec.json.format(msgspec.json.encode(record), indent=2) + b"\n"
