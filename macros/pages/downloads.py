"""An example as a file to download: the link to it, and the file, the same to the byte on every machine."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from .rendering import render

if TYPE_CHECKING:
    from pathlib import Path

    from markupsafe import Markup

    from .sheet import Sheet

FOLDER = "downloads"
_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest that a ZIP file can tell: a file's own time differs from machine to machine."""
_MADE_BY_PYTHON = "__pycache__"


def download(sheet: Sheet, example: str) -> Markup:
    """Return the link that downloads an example's folder."""
    found = sheet.example(example)
    names = [name for name, _ in _members(found.folder)]
    return render("download.html", href=f"{sheet.to_root}{FOLDER}/{example}.zip", example=example, files=names)


def zip_folder(folder: Path) -> bytes:
    """Return a ZIP file with the folder in it; only names, contents and who may execute a file enter it."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, path in _members(folder):
            member = zipfile.ZipInfo(f"{folder.name}/{name}", _TIME)
            member.create_system = 3  # Unix, on every machine
            member.external_attr = (0o100755 if path.stat().st_mode & 0o100 else 0o100644) << 16
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, path.read_bytes(), compresslevel=9)
    return target.getvalue()


def _members(folder: Path) -> list[tuple[str, Path]]:
    files = (path for path in folder.rglob("*") if path.is_file() and _MADE_BY_PYTHON not in path.parts)
    return sorted((path.relative_to(folder).as_posix(), path) for path in files)
