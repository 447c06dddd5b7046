"""Reads what a stand-in takes from the machine that makes it: package sources and certificates."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ..engines.embedded.sources import SUITE, derive_sources, read_sources
from ..errors import SurroundingsError

SOURCES = PurePosixPath("etc/apt/sources.list.d/debian.sources")
_CERTIFICATES = PurePosixPath("usr/local/share/ca-certificates")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Files that are the machine's own: a recipe's digest knows nothing of them, a stand-in's private name does.

    So a record is the same on every machine, and a stand-in is made anew where a mirror or a certificate changed.
    """

    files: Mapping[PurePosixPath, bytes]
    """By their path in the stand-in."""

    @property
    def digest(self) -> str:
        """Hexadecimal hash over all files."""
        hashes = {str(path): hashlib.sha256(content).hexdigest() for path, content in self.files.items()}
        return hashlib.sha256(json.dumps(hashes, sort_keys=True).encode()).hexdigest()


def read_surroundings(root: Path = Path("/")) -> Surroundings:
    """Return the machine's sources of Debian packages, rewritten for trixie, and its administrator's certificates.

    A machine without Debian's sources has none to give, which matters only when a stand-in is made there.
    """
    files = {}
    for path in sorted((root / _CERTIFICATES).glob("*.crt")):
        if path.is_file():
            files[_CERTIFICATES / path.name] = path.read_bytes()
    try:
        machine = read_sources(root / "etc/apt")
        sources = derive_sources(machine)
    except SurroundingsError:
        return Surroundings(files)
    if any("-updates" in text for text in machine.values()):
        # As in the official image; only where the machine's own mirror has them.
        sources = sources.replace(f"Suites: {SUITE}\n", f"Suites: {SUITE} {SUITE}-updates\n")
    return Surroundings(files | {SOURCES: sources.encode(errors="surrogateescape")})
