"""Weighs an image: from its archive, as it streams by, to sizes, files and waste."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, BinaryIO, Protocol

from ..records.measurement import Packages
from ..records.stations import WeighedLayer, Weighing
from .errors import WeighingError

if TYPE_CHECKING:
    from ..records.stations import LayerContents

RULER_VERSION = "1"
"""Changes whenever one and the same image would weigh otherwise; keys contain it."""


class LayerCache(Protocol):
    """Where layers are kept that were read once."""

    def get(self, key: str, /) -> LayerContents | None:
        """Return the layer under that key, if it was read before."""

    def add(self, key: str, record: LayerContents, /) -> None:
        """Keep a layer under that key."""


def layer_key(digest: str) -> str:
    """Return the key of a layer: of its diff ID or of a compressed blob's digest, and of the ruler that read it."""
    return f"sha256:{hashlib.sha256(f'layer {RULER_VERSION} {digest}'.encode()).hexdigest()}"


def weigh(archive: BinaryIO, layers: LayerCache, config_digest: str | None = None) -> Weighing:
    """Return what the image in an archive weighs; the archive is read once, forward only, and never unpacked to disk.

    It is what `docker save` writes, from either image store, or an OCI archive; of several images in it,
    `config_digest` names the one that is meant. A layer that `layers` holds is hashed, no more.
    Raises WeighingError.
    """
    # tarfile and zlib-ng cost a run nothing in which everything was weighed before.
    from .archive import read_archive
    from .image import find_image
    from .waste import lay

    found = read_archive(archive, lambda digest: layers.get(layer_key(digest)))
    for digest, contents in found.read.items():
        layers.add(layer_key(digest), contents)
    image = find_image(found.documents, config_digest)
    for diff_id in image.diff_ids:
        if diff_id not in found.layers:
            unread = f" ({'; '.join(found.unread)})" if found.unread else ""
            raise WeighingError(f"the archive has no readable layer {diff_id}, which the image is made of{unread}")
    stack = [found.layers[diff_id] for diff_id in image.diff_ids]
    sight = lay([contents.entries for contents in stack])
    return Weighing(
        config_digest=image.config_digest,
        platform=image.platform,
        layers=tuple(
            WeighedLayer(contents.diff_id, contents.unpacked_size, contents.transfer_size, contents.files, waste)
            for contents, waste in zip(stack, sight.waste_by_layer, strict=True)
        ),
        history=image.history,
        history_created=image.history_created,
        waste=sight.waste,
        largest_files=sight.largest_files,
        packages=Packages(None, None, None),
        config=image.config,
    )
