"""Tells what this machine is."""

from __future__ import annotations

import platform

_ARCHITECTURES = {
    "x86_64": "amd64",
    "aarch64": "arm64",
    "armv7l": "arm",
    "armv6l": "arm",
    "i686": "386",
    "i386": "386",
}
"""Linux's names where Go's, which images have, are others."""


def machine_platform() -> str:
    """Return the platform of the images that this machine runs, for example "linux/amd64"."""
    machine = platform.machine().lower()
    return f"linux/{_ARCHITECTURES.get(machine, machine)}"
