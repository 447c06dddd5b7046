"""An example as a file to download: the link to it, and the file, the same to the byte on every machine."""

from __future__ import annotations

import io
import os
import zipfile
from typing import TYPE_CHECKING

from ..errors import Fault, WrongSource
from .rendering import render

if TYPE_CHECKING:
    from pathlib import Path

    from markupsafe import Markup

    from .sheet import Sheet

FOLDER = "downloads"
_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest that a ZIP file can tell: a file's own time differs from machine to machine."""
_MADE_BY_PYTHON = "__pycache__"
_LINK, _FILE, _PROGRAM = 0o120777, 0o100644, 0o100755
"""Type and permissions, as Unix writes them."""


def download(sheet: Sheet, example: str) -> Markup:
    """Return the link that downloads an example's folder."""
    found = sheet.example(example)
    names = [name for name, _ in _members(found.folder)]
    return render("download.html", href=f"{sheet.to_root}{FOLDER}/{example}.zip", example=example, files=names)


def zip_folder(folder: Path) -> bytes:
    """Return a ZIP file with the folder in it; only names, contents and who may execute a file enter it.

    A symbolic link stays one, and what it points to is not looked at. Raises WrongSource where a name is not UTF-8,
    which a ZIP file cannot hold.
    """
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, path in _members(folder):
            member = zipfile.ZipInfo(f"{folder.name}/{_utf8(folder, name)}", _TIME)
            member.create_system = 3  # Unix, on every machine
            if path.is_symlink():
                mode, content = _LINK, os.fsencode(path.readlink())
            else:
                mode, content = _PROGRAM if path.stat().st_mode & 0o100 else _FILE, path.read_bytes()
            member.external_attr = mode << 16
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, content, compresslevel=9)
    return target.getvalue()


def _members(folder: Path) -> list[tuple[str, Path]]:
    """Return the folder's files and symbolic links, links to folders and to nothing among them, by name."""
    members = ((path.relative_to(folder), path) for path in folder.rglob("*") if path.is_symlink() or path.is_file())
    return sorted((name.as_posix(), path) for name, path in members if _MADE_BY_PYTHON not in name.parts)


def _utf8(folder: Path, name: str) -> str:
    try:
        name.encode()
    except UnicodeEncodeError:
        readable = os.fsencode(name).decode(errors="backslashreplace")
        problem = "its name is not UTF-8, so that no download can hold it"
        raise WrongSource([Fault(f"examples/{folder.name}/{readable}", None, problem, "rename it")]) from None
    return name
