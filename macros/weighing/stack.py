"""Takes an image's layers out of what was read, in build order, and says what is wrong where one is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import OtherHash, WeighingError

if TYPE_CHECKING:
    from ..records.stations import LayerContents
    from .archive import Archive
    from .image import Image
    from .manifests import Held


def stack(found: Archive, image: Image, held: Held) -> list[LayerContents]:
    """Return an image's layers. Raises WeighingError where one is missing or is not what the configuration says.

    Raises OtherHash where the configuration names one by a hash that was not taken of it.
    """
    if held.layers and len(held.layers) != len(image.diff_ids):
        raise WeighingError(
            f"the image has {len(held.layers)} layers by its manifest and {len(image.diff_ids)} by its configuration; "
            "save the image again"
        )
    return [_layer(found, image, held, index) for index in range(len(image.diff_ids))]


def _layer(found: Archive, image: Image, held: Held, index: int) -> LayerContents:
    diff_id = image.diff_ids[index]
    path = held.layers[index] if held.layers else ""
    got = found.diff_ids.get(path)
    algorithm = diff_id.partition(":")[0]
    if diff_id not in found.layers and algorithm not in (*found.hashes, *path.split("/")):
        raise OtherHash(
            f"the image names its layers by {algorithm} and its archive does not, so that it has to be read twice; "
            "save it to a file and weigh that"
        )
    # A path that is a link, as in Docker's older archives, is not looked up: the diff ID finds its layer.
    if got and diff_id not in got:
        taken = next((digest for digest in got if digest.startswith(f"{algorithm}:")), got[0])
        raise WeighingError(
            f"layer {index + 1}, {path}, has the diff ID {taken}, expected {diff_id}; save the image again"
        )
    contents = found.layers.get(diff_id)
    if contents is not None:
        return contents
    if held.foreign & {path, diff_id}:
        raise WeighingError(
            f"layer {index + 1}, {diff_id}, is a foreign layer, which is not handed on with its image; "
            "the archive does not have its bytes"
        )
    unread = f" ({'; '.join(found.unread)})" if found.unread else ""
    raise WeighingError(f"the archive has no readable layer {diff_id}, which the image is made of{unread}")
