"""Follows an archive's tables to the images that they name.

Formats: `manifest.json` of <https://github.com/moby/docker-image-spec>; `index.json`, image indexes and manifests of
<https://github.com/opencontainers/image-spec>.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import msgspec

from .errors import WeighingError
from .paths import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .documents import Documents

_ATTESTATION = "vnd.docker.reference.type"
"""BuildKit's annotation on manifests that say something about an image and are none."""
_NAMES = ("io.containerd.image.name", "org.opencontainers.image.ref.name")
"""Annotations that hold an image's name, the fuller one first; the second is often no more than a tag."""
_FOREIGN = ("foreign", "nondistributable")
"""In media types of layers that are not handed on with an image, in Docker's words and in OCI's."""
_MOST_IMAGES = 1000

Document = TypeVar("Document")


class _ArchiveEntry(msgspec.Struct):
    config: str = msgspec.field(name="Config")
    names: list[str] | None = msgspec.field(name="RepoTags", default=None)
    layers: list[str] | None = msgspec.field(name="Layers", default=None)
    sources: dict[str, _Descriptor] | None = msgspec.field(name="LayerSources", default=None)


class _Platform(msgspec.Struct):
    os: str = ""
    architecture: str = ""


class _Descriptor(msgspec.Struct):
    digest: str
    media_type: str = msgspec.field(name="mediaType", default="")
    annotations: dict[str, str] | None = None
    platform: _Platform | None = None


class _Manifest(msgspec.Struct):
    """An OCI index (manifests) or image manifest (config)."""

    manifests: list[_Descriptor] | None = None
    config: _Descriptor | None = None
    layers: list[_Descriptor] | None = None


@dataclass(slots=True)
class Held:
    """An image that an archive holds, as its tables name it."""

    config_digest: str
    document: bytes
    """Its configuration."""
    names: list[str] = field(default_factory=list)
    """Its references, as the writer of the archive put them."""
    manifest_digests: list[str] = field(default_factory=list)
    layers: list[str] = field(default_factory=list)
    """Paths of its layers in the archive, in build order; empty where no table tells them."""
    foreign: set[str] = field(default_factory=set)
    """What is known of layers that are not handed on with the image: their paths or their diff IDs."""


def held_images(documents: Documents) -> list[Held]:
    """Return the images that an archive's tables lead to, attestations left out. Raises WeighingError."""
    found: dict[str, Held] = {}
    for image in _images(documents):
        known = found.setdefault(image.config_digest, image)
        if known is not image:
            known.names += [name for name in image.names if name not in known.names]
            known.manifest_digests += image.manifest_digests
            known.layers = known.layers or image.layers
            known.foreign |= image.foreign
        if len(found) > _MOST_IMAGES:
            raise WeighingError(f"the archive holds more than {_MOST_IMAGES} images; save fewer at once")
    return list(found.values())


def decode(document: bytes, name: str, form: type[Document]) -> Document:
    """Return what a JSON document says. Raises WeighingError."""
    try:
        return msgspec.json.decode(document, type=form)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise WeighingError(f"{name} in the image archive is not what the format says: {error}") from error


def _images(documents: Documents) -> Iterator[Held]:
    table = documents.get("manifest.json")
    if table is not None:
        yield from _of_docker(documents, table)
    index = documents.get("index.json")
    if index is not None:
        yield from _of_oci(documents, index)


def _of_docker(documents: Documents, table: bytes) -> Iterator[Held]:
    for entry in decode(table, "manifest.json", list[_ArchiveEntry]):
        path = normalise(entry.config)
        document = documents.get(path)
        if document is None:
            raise WeighingError(f"the archive lacks the image configuration {entry.config} that its manifest names")
        yield Held(
            config_digest=documents.digest(path),
            document=document,
            names=entry.names or [],
            layers=[normalise(layer) for layer in entry.layers or ()],
            foreign={diff_id for diff_id, source in (entry.sources or {}).items() if _is_foreign(source)},
        )


def _of_oci(documents: Documents, index: bytes) -> Iterator[Held]:
    waiting: list[tuple[str, bytes, list[str]]] = [("index.json", index, [])]
    seen = set()
    while waiting:
        digest, document, names = waiting.pop()
        manifest = decode(document, digest, _Manifest)
        if manifest.config and (config := documents.with_digest(manifest.config.digest)) is not None:
            layers = manifest.layers or []
            yield Held(
                config_digest=manifest.config.digest,
                document=config,
                names=names,
                manifest_digests=[digest],
                layers=[_path(layer.digest) for layer in layers],
                foreign={_path(layer.digest) for layer in layers if _is_foreign(layer)},
            )
        for descriptor in reversed(manifest.manifests or ()):
            child = documents.with_digest(descriptor.digest)
            # An index may name platforms that were not saved with it.
            key = descriptor.digest, tuple(_names(descriptor))
            if child is not None and key not in seen and not _is_attestation(descriptor):
                seen.add(key)
                waiting.append((descriptor.digest, child, [*_names(descriptor), *names]))


def _names(descriptor: _Descriptor) -> list[str]:
    annotations = descriptor.annotations or {}
    return [annotations[name] for name in _NAMES if name in annotations][:1]


def _is_attestation(descriptor: _Descriptor) -> bool:
    platform = descriptor.platform or _Platform()
    return _ATTESTATION in (descriptor.annotations or {}) or (platform.os, platform.architecture) == 2 * ("unknown",)


def _is_foreign(layer: _Descriptor) -> bool:
    return any(word in layer.media_type for word in _FOREIGN)


def _path(digest: str) -> str:
    return f"blobs/{digest.replace(':', '/', 1)}"
