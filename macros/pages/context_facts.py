"""What lies in the folder that a variant is built in: how much a build can take of it, and how much is kept out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..catalog.ignored import kept_out, offered
from ..plan.macros import CONTEXT
from .answers import called, counted
from .facts import Fact
from .grammar import count_text
from .sheet import MacroFault

if TYPE_CHECKING:
    from ..catalog.ignored import ContextFile
    from .facts import Unit
    from .sheet import Sheet

_SENTENCES = {
    "offered": "Regular files that a build of {} can take out of its context:",
    "kept_out": "Regular files that lie in the folder of {}, and that its ignore file keeps out of builds:",
}


def context_files(sheet: Sheet, reference: str, which: str = "offered") -> Fact:
    """Return how many regular files the build context of a variant offers, or how many its ignore file keeps out."""
    files = _files(sheet, reference, which)
    return _counted(sheet, "context_files", (reference, which), files, len(files))


def context_size(sheet: Sheet, reference: str, which: str = "offered") -> Fact:
    """Return the bytes of those files."""
    files = _files(sheet, reference, which)
    return _counted(sheet, "context_size", (reference, which), files, sum(file.bytes for file in files))


def _files(sheet: Sheet, reference: str, which: str) -> list[ContextFile]:
    """Return the files that are meant, the largest first."""
    if which not in CONTEXT:
        raise MacroFault(f"`{which}` are no files of a build context", f"there are {', '.join(CONTEXT)}")
    dockerfile = sheet.variant(reference).dockerfile
    files = offered(dockerfile) if which == "offered" else tuple(each.file for each in kept_out(dockerfile))
    return sorted(files, key=lambda file: (-file.bytes, file.path))


def _counted(sheet: Sheet, name: str, arguments: tuple[str, str], files: list[ContextFile], value: int) -> Fact:
    reference, which = arguments
    sentence = _SENTENCES[which].format(reference)
    unit: Unit = "bytes" if name == "context_size" else "number"
    data = count_text(name, *(arguments if which != "offered" else arguments[:1]))
    fact = Fact(called(name, *arguments), data, value, unit)
    return counted(sheet, fact, sentence if files else f"{sentence} none.", [file.path for file in files])
