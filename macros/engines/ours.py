"""What tells ours from a reader's own in an engine: a label on everything, a prefix of every image's name."""

from __future__ import annotations

LABEL = "io.github.tare"
"""Every image, container, network and volume of ours carries this label."""
PREFIX = f"{LABEL}/"
"""What our images' names begin with. It has a registry's form, so that nobody's image on Docker Hub has such a name."""


def private_name(reference: str) -> str:
    """Return the name that an image has in an engine instead of the one that a reader would type.

    >>> private_name("myapp:fat")
    'io.github.tare/myapp:fat'
    """
    return f"{PREFIX}{reference}"
