"""Chooses among the images that an archive holds: the one that is named, else the one for this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import WeighingError
from .image import Image, read_image
from .manifests import held_images

if TYPE_CHECKING:
    from .archive import Archive
    from .manifests import Held

_LISTED = 20
"""How many images a message names."""


def choose(found: Archive, wanted: str | None, wanted_platform: str | None, machine: str) -> tuple[Image, Held]:
    """Return the image that is meant, and how the archive names it.

    `wanted` is a reference, a config digest or a manifest digest; `wanted_platform` for example "linux/arm64".
    Among several that are left, one whose layers are there comes before one whose layers are not, and one for
    `machine` before the others. Raises WeighingError.
    """
    held = held_images(found.documents)
    if not held:
        raise WeighingError("the archive holds no image: no manifest in it leads to a configuration")
    all_of_them = held
    if wanted is not None:
        held = [image for image in held if _is_called(image, wanted)]
    images = [(read_image(image), image) for image in held]
    if wanted_platform is not None:
        images = [pair for pair in images if _is_for(pair[0], wanted_platform)]
    if not images:
        raise WeighingError(_lacks(wanted, wanted_platform, all_of_them))
    if len(images) > 1:
        images = [pair for pair in images if all(diff_id in found.layers for diff_id in pair[0].diff_ids)] or images
    if len(images) > 1:
        mine = [pair for pair in images if _is_for(pair[0], machine)]
        if len(mine) != 1:
            raise WeighingError(
                f"the archive holds {len(images)} images; name the one that is meant, by reference, digest or "
                f"platform: {_list([pair[0] for pair in images])}"
            )
        images = mine
    return images[0]


def _is_called(image: Held, wanted: str) -> bool:
    """Tell whether an image has that name; "myapp" is "myapp:latest", and its registry may be left out."""
    last = wanted.rpartition("/")[2]
    wanted_name = wanted if ":" in last else f"{wanted}:latest"
    return wanted in (image.config_digest, *image.manifest_digests) or any(
        name in (wanted, wanted_name) or name.endswith((f"/{wanted}", f"/{wanted_name}")) for name in image.names
    )


def _is_for(image: Image, wanted: str) -> bool:
    """Tell whether an image is for a platform; one that is named without a variant takes any."""
    return image.platform == wanted or image.platform.startswith(f"{wanted}/")


def _lacks(wanted: str | None, wanted_platform: str | None, held: list[Held]) -> str:
    asked_for = f"the image {wanted}" if wanted else "an image"
    if wanted_platform:
        asked_for += f" for {wanted_platform}"
    return f"the archive lacks {asked_for}; it holds {_list([read_image(image) for image in held])}"


def _list(images: list[Image]) -> str:
    shown = [" ".join([*image.names[:1], image.platform, image.config_digest]) for image in images[:_LISTED]]
    more = len(images) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
