"""Finds what in an example's folder a reader could not download as it is: from a folder to faults."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import Fault
from .contexts import printable

if TYPE_CHECKING:
    from collections.abc import Iterator


def folder_faults(folder: Path, where: str) -> Iterator[Fault]:
    """Yield a fault for each name that is not UTF-8 and each symbolic link that leads out of the folder.

    `where` is the folder's name in faults.
    """
    top = os.path.realpath(folder)
    for parent, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted([*folders, *files]):
            path = Path(parent, name)
            place = f"{where}/{printable(path.relative_to(folder).as_posix())}"
            if not is_utf_8(name):
                yield not_utf_8(place)
            if path.is_symlink() and _leads_out(path, top):
                problem = "it is a symbolic link that leads out of the example's folder"
                yield Fault(place, None, problem, "put the file itself there: a reader downloads this folder alone")


def is_utf_8(name: str) -> bool:
    """Tell whether a file name, as Python gives it, is text in UTF-8."""
    return printable(name) == name


def not_utf_8(where: str) -> Fault:
    """Return the fault of a file whose name is not UTF-8; `where` is its name, made printable."""
    return Fault(where, None, "its name is not UTF-8", "rename it")


def _leads_out(link: Path, top: str) -> bool:
    # An absolute link names a place on this machine, also where that is in the folder.
    return link.readlink().is_absolute() or os.path.commonpath([top, os.path.realpath(link)]) != top
