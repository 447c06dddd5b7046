"""Reads manifests and indexes, and chooses the image that an index has for a platform."""

from __future__ import annotations

from typing import Annotated

import msgspec

from .platforms import accepted, normal

INDEXES = ("application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json")
MANIFESTS = ("application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json")
ACCEPT = ", ".join((*INDEXES, *MANIFESTS))
_ATTESTATION = "vnd.docker.reference.type"
"""Annotation of an index's entry that is about another one, and no image."""

_Size = Annotated[int, msgspec.Meta(ge=0)]
_Digest = Annotated[str, msgspec.Meta(pattern=r"^(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$")]


class _Platform(msgspec.Struct, frozen=True):
    os: str = ""
    architecture: str = ""
    variant: str = ""

    def __str__(self) -> str:
        return normal("/".join(part for part in (self.os, self.architecture, self.variant) if part))


class _Descriptor(msgspec.Struct, frozen=True):
    digest: _Digest
    size: _Size
    platform: _Platform | None = None
    annotations: dict[str, str] | None = None

    @property
    def is_image(self) -> bool:
        return (
            self.platform is not None and self.platform.os != "unknown" and _ATTESTATION not in (self.annotations or {})
        )


class Manifest(msgspec.Struct, frozen=True):
    """The manifest of an image for one platform."""

    config: _Descriptor
    layers: tuple[_Descriptor, ...]

    @property
    def transfer_size(self) -> int:
        """Bytes of the layers as the registry stores them."""
        return sum(layer.size for layer in self.layers)


class Index(msgspec.Struct, frozen=True):
    """What a registry has of an image for several platforms."""

    manifests: tuple[_Descriptor, ...]

    @property
    def platforms(self) -> tuple[str, ...]:
        """The platforms that there are images for, in the index's order."""
        return tuple(dict.fromkeys(str(each.platform) for each in self.manifests if each.is_image))

    def digest_for(self, platform: str) -> str | None:
        """Return the digest of the manifest that serves a platform best; None where there is none."""
        there = {str(each.platform): each.digest for each in reversed(self.manifests) if each.is_image}
        return next((there[name] for name in accepted(platform) if name in there), None)


class _Kind(msgspec.Struct, frozen=True):
    manifests: msgspec.Raw = msgspec.Raw()


def read_document(body: bytes) -> Manifest | Index:
    """Return the manifest or index that a registry sent. Raises msgspec.DecodeError for anything else."""
    if bytes(msgspec.json.decode(body, type=_Kind).manifests):
        return msgspec.json.decode(body, type=Index)
    return msgspec.json.decode(body, type=Manifest)


def read_platform(config: bytes) -> str:
    """Return the platform in an image's configuration. Raises msgspec.DecodeError."""
    return str(msgspec.json.decode(config, type=_Platform))
