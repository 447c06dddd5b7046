"""Embeds a file of an example as it is, with its name."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from ..errors import did_you_mean
from .rendering import render
from .sheet import MacroFault

if TYPE_CHECKING:
    from markupsafe import Markup

    from .sheet import Sheet


def file(sheet: Sheet, path: str) -> Markup:
    """Return a file of an example, by a path such as "myapp/app.py"."""
    text = text_of_file(sheet, path)
    example, *parts = PurePosixPath(path).parts
    return render("file.html", path=path, name="/".join(parts), example=example, text=text)


def text_of_file(sheet: Sheet, path: str) -> str:
    """Return what a file of an example says. Raises MacroFault where there is none, or where it is no text."""
    relative = PurePosixPath(path)
    example = sheet.example(relative.parts[0] if relative.parts else path)
    folder = example.folder.resolve()
    source = folder.joinpath(*relative.parts[1:]).resolve()
    if not source.is_relative_to(folder) or not source.is_file():
        names = [each.relative_to(folder.parent).as_posix() for each in sorted(folder.rglob("*")) if each.is_file()]
        raise MacroFault(f"there is no file `{path}`", did_you_mean(path, names) or f"there are {', '.join(names)}")
    try:
        return source.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise MacroFault(f"`{path}` is not UTF-8 text", "embed text files only") from error
