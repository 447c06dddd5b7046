"""Edits: each function returns what makes one change to a place, and refuses to change nothing."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sabotage.changes import Edit, Place


def replace(path: str, old: str, new: str) -> Edit:
    """Put `new` in the place of `old`, which a file of the project holds once."""

    def edit(place: Place) -> None:
        file = place.project / path
        text = file.read_text(encoding="utf-8")
        if text.count(old) != 1 or old == new:
            message = f"{path} holds {old!r} {text.count(old)} times, not once"
            raise ValueError(message)
        file.write_text(text.replace(old, new), encoding="utf-8")

    return edit


def remove(path: str, text: str) -> Edit:
    """Remove a text that a file of the project holds once."""
    return replace(path, text, "")


def after(path: str, text: str, addition: str) -> Edit:
    """Put an addition behind a text that a file of the project holds once."""
    return replace(path, text, text + addition)


def exchange(path: str, one: str, other: str) -> Edit:
    """Exchange two texts, each of which a file of the project holds once."""
    mark = "\0"
    return both(replace(path, one, mark), both(replace(path, other, one), replace(path, mark, other)))


def append(path: str, text: str) -> Edit:
    """Put a text at the end of a file of the project."""

    def edit(place: Place) -> None:
        with (place.project / path).open("a", encoding="utf-8") as file:
            file.write(text)

    return edit


def add_file(path: str, text: str) -> Edit:
    """Write a file that the project does not have."""

    def edit(place: Place) -> None:
        file = place.project / path
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as new:
            new.write(text)

    return edit


def rename(path: str, to: str) -> Edit:
    """Rename a file or folder of the project."""

    def edit(place: Place) -> None:
        (place.project / path).rename(place.project / to)

    return edit


def copy(path: str, to: str) -> Edit:
    """Copy a file of the project to where there is none, or one is to be replaced."""

    def edit(place: Place) -> None:
        shutil.copyfile(place.project / path, place.project / to)

    return edit


def rewrite(path: str, change: Callable[[bytes], bytes]) -> Edit:
    """Change the content of a file of the project by a function."""

    def edit(place: Place) -> None:
        file = place.project / path
        file.write_bytes(change(file.read_bytes()))

    return edit


def both(first: Edit, second: Edit) -> Edit:
    """Make two edits that are one change, such as a new name here and there."""

    def edit(place: Place) -> None:
        first(place)
        second(place)

    return edit
