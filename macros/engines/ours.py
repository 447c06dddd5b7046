"""What tells ours from a reader's own in an engine: a label on everything, a prefix of every image's name."""

from __future__ import annotations

import uuid

LABEL = "io.github.tare"
"""Every image, container, network and volume of ours carries this label."""
RUN_LABEL = f"{LABEL}.run"
"""Containers, networks and volumes carry a second label, with RUN; an image's ID must not change with the run."""
RUN = uuid.uuid4().hex[:12]
"""The name of this process's run: in a reader's engine several may be under way, and each removes what it made."""
PREFIX = f"{LABEL}/"
"""What our images' names begin with. It has a registry's form, so that nobody's image on Docker Hub has such a name."""


def private_name(reference: str) -> str:
    """Return the name that an image has in an engine instead of the one that a reader would type.

    >>> private_name("myapp:fat")
    'io.github.tare/myapp:fat'
    """
    return f"{PREFIX}{reference}"


def run_suffix(run: str) -> str:
    """Return what ends the names of a run's images in a reader's engine, where a name belongs to one run alone."""
    return f"-{run}"


def labels(purpose: str) -> dict[str, str]:
    """Return the labels of a container, network or volume of this run; `purpose` says what it is for."""
    return {LABEL: purpose, RUN_LABEL: RUN}
