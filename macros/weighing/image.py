"""Finds an image's configuration among an archive's documents and reads what it says.

Formats: `manifest.json` of <https://github.com/moby/docker-image-spec>, `index.json` and the image configuration of
<https://github.com/opencontainers/image-spec>.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from ..records.measurement import Digest, HistoryEntry, ImageConfig
from .errors import WeighingError
from .layer import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ATTESTATION = "vnd.docker.reference.type"
"""BuildKit's annotation on manifests that say something about an image and are none."""

Document = TypeVar("Document")


class _ArchiveEntry(msgspec.Struct):
    config: str = msgspec.field(name="Config")


class _Descriptor(msgspec.Struct):
    digest: str
    annotations: dict[str, str] | None = None


class _Manifest(msgspec.Struct):
    """An OCI index (manifests) or image manifest (config)."""

    manifests: list[_Descriptor] | None = None
    config: _Descriptor | None = None


class _Running(msgspec.Struct, rename="pascal"):
    entrypoint: tuple[str, ...] | None = None
    cmd: tuple[str, ...] | None = None
    env: tuple[str, ...] | None = None
    working_dir: str = ""
    user: str = ""
    exposed_ports: dict[str, Any] | None = None


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
    platform: str
    diff_ids: tuple[Digest, ...]
    history: tuple[HistoryEntry, ...]
    history_created: tuple[datetime | None, ...]
    config: ImageConfig


def find_image(documents: Mapping[str, bytes], config_digest: str | None) -> Image:
    """Return the image with that config digest, or the archive's only image. Raises WeighingError."""
    by_digest = {f"sha256:{hashlib.sha256(document).hexdigest()}": document for document in documents.values()}
    held = sorted(set(_config_digests(documents, by_digest)))
    if config_digest is None:
        if not held:
            raise WeighingError("the archive holds no image: no manifest in it leads to a configuration")
        if len(held) > 1:
            raise WeighingError(f"the archive holds {len(held)} images; name one by config digest: {', '.join(held)}")
        config_digest = held[0]
    if config_digest not in by_digest:
        others = f"it holds {', '.join(held)}" if held else "it holds no image"
        raise WeighingError(f"the archive lacks the image with the configuration {config_digest}; {others}")
    configuration = _decode(by_digest[config_digest], f"the image configuration {config_digest}", _Configuration)
    return _image(config_digest, configuration)


def _config_digests(documents: Mapping[str, bytes], by_digest: Mapping[str, bytes]) -> Iterator[str]:
    """Yield the config digests that the archive's own tables lead to."""
    if "manifest.json" in documents:
        for entry in _decode(documents["manifest.json"], "manifest.json", list[_ArchiveEntry]):
            document = documents.get(normalise(entry.config))
            if document is None:
                raise WeighingError(f"the archive lacks the image configuration {entry.config} that its manifest names")
            yield f"sha256:{hashlib.sha256(document).hexdigest()}"
    elif "index.json" in documents:
        waiting = [(documents["index.json"], "index.json")]
        seen = set()
        while waiting:
            document, name = waiting.pop()
            manifest = _decode(document, name, _Manifest)
            if manifest.config and manifest.config.digest in by_digest:
                yield manifest.config.digest
            for descriptor in manifest.manifests or ():
                digest = descriptor.digest
                # An index may name platforms that were not saved with it.
                if digest in by_digest and digest not in seen and _ATTESTATION not in (descriptor.annotations or {}):
                    seen.add(digest)
                    waiting.append((by_digest[digest], digest))


def _decode(document: bytes, name: str, form: type[Document]) -> Document:
    try:
        return msgspec.json.decode(document, type=form)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise WeighingError(f"{name} in the image archive is not what the format says: {error}") from error


def _image(config_digest: str, configuration: _Configuration) -> Image:
    running = configuration.config or _Running()
    entries = configuration.history or ()
    variant = f"/{configuration.variant}" if configuration.variant else ""
    return Image(
        config_digest=config_digest,
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
