"""Brings a name from a tar, or from a list of files, into the form in which paths are compared."""

from __future__ import annotations

import posixpath


def normalise(name: str) -> str:
    """Return a name relative to the root and without detours.

    >>> normalise("./usr//bin/../lib/"), normalise("/../etc"), normalise("./")
    ('usr/lib', 'etc', '')
    """
    return posixpath.normpath(f"/{name}").lstrip("/")
