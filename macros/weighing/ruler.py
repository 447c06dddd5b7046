"""Weighs an image: from its archive, as it streams by, to sizes, files and waste."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from ..records.stations import WeighedLayer, Weighing
from .errors import OtherHash

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..records.stations import LayerContents, LayerDigests
    from .archive import Archive

RULER_VERSION = "5"
"""Changes whenever the record of one and the same image would be another; keys contain it."""
_LAYER_VERSION = "3"
"""Changes whenever one and the same layer would be read otherwise, and RULER_VERSION with it."""


class LayerCache(Protocol):
    """Where layers are kept that were read once."""

    def get(self, key: str, /) -> LayerContents | None:
        """Return the layer under that key, if it was read before."""

    def has(self, key: str, /) -> bool:
        """Tell whether a layer and its files' digests are kept under that key."""

    def add(self, key: str, record: LayerContents, digests: LayerDigests, /) -> None:
        """Keep a layer and its files' digests under that key."""


def layer_key(digest: str) -> str:
    """Return the key of a layer: of its diff ID or of a compressed blob's digest, and of how it was read."""
    return f"sha256:{hashlib.sha256(f'layer {_LAYER_VERSION} {digest}'.encode()).hexdigest()}"


def weigh(archive: BinaryIO, layers: LayerCache, config_digest: str | None = None) -> Weighing:
    """Return what the image in an archive weighs; the archive is read once, forward only, and never unpacked to disk.

    It is what an engine's export is, or any other image archive; of several images in it, `config_digest` names the
    one that is meant. A layer that `layers` holds is hashed, no more. Raises WeighingError.
    """
    return weigh_named(archive, layers, config_digest)[0]


def weigh_named(
    source: BinaryIO | Path, layers: LayerCache, wanted: str | None = None, platform: str | None = None
) -> tuple[Weighing, tuple[str, ...]]:
    """Return what an image weighs, and the references that it has in its archive.

    `source` is an open archive, as `docker save`, BuildKit, Podman and skopeo write them, or the folder of an OCI
    image layout. Of several images, `wanted` (a reference or a digest) and `platform` name the one that is meant.
    Raises WeighingError.
    """
    start = source.tell() if not isinstance(source, Path) and source.seekable() else None
    try:
        return _weigh(_read(source, layers), wanted, platform)
    except OtherHash:
        if not isinstance(source, Path):
            if start is None:
                raise
            source.seek(start)
        # No engine makes such images, and a second hash of every byte is not free.
        return _weigh(_read(source, layers, "sha256", "sha512"), wanted, platform)


def weigh_several(archive: BinaryIO, layers: LayerCache, config_digests: Iterable[str]) -> dict[str, Weighing]:
    """Return what several images in one archive weigh, by their config digests.

    A layer that they share is read once. Raises WeighingError where one of them cannot be weighed.
    """
    found = _read(archive, layers)
    return {config_digest: _weigh(found, config_digest)[0] for config_digest in config_digests}


def _read(source: BinaryIO | Path, layers: LayerCache, *hashes: str) -> Archive:
    # tarfile and zlib-ng cost a run nothing in which everything was weighed before.
    from .archive import Archive, read_archive
    from .layout import read_layout

    def known(digest: str) -> LayerContents | None:
        contents = layers.get(layer_key(digest))
        # Whoever asks for its files later, asks by its diff ID.
        return contents if contents is not None and layers.has(layer_key(contents.diff_id)) else None

    found = Archive(hashes) if hashes else Archive()
    if isinstance(source, Path):
        read_layout(found, source, known)
    else:
        read_archive(found, source, known)
    for digest, (contents, digests) in found.read.items():
        layers.add(layer_key(digest), contents, digests)
    # Nobody asks for its files' digests while it is weighed, and they take as much memory as their names.
    found.read.clear()
    return found


def _weigh(found: Archive, wanted: str | None, platform: str | None = None) -> tuple[Weighing, tuple[str, ...]]:
    from ..machine import machine_platform
    from .choose import choose
    from .packages import find_packages
    from .stack import stack
    from .tree import Tree
    from .waste import look

    image, held = choose(found, wanted, platform, machine_platform())
    stacked = stack(found, image, held)
    tree = Tree()
    changes = [tree.apply(index, contents.entries) for index, contents in enumerate(stacked)]
    sight = look(tree, len(stacked))
    weighing = Weighing(
        config_digest=image.config_digest,
        platform=image.platform,
        layers=tuple(
            WeighedLayer(
                diff_id=contents.diff_id,
                unpacked_size=contents.unpacked_size,
                transfer_size=contents.transfer_size,
                files=contents.files,
                waste=waste,
                added=change.added,
                replaced=change.replaced,
                deleted=change.deleted,
            )
            for contents, change, waste in zip(stacked, changes, sight.waste_by_layer, strict=True)
        ),
        history=image.history,
        history_created=image.history_created,
        waste=sight.waste,
        largest_files=sight.largest_files,
        largest_folders=sight.largest_folders,
        packages=find_packages(tree, [contents.notes for contents in stacked]),
        config=image.config,
    )
    return weighing, image.names
