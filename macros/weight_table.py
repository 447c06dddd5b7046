"""Writes the record of an image as a table of 80 columns."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from rich.cells import cell_len

from .units import format_size
from .weighing.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .records.measurement import Layer, Measurement, Package
    from .records.unbuilt import UnbuiltLayer, UnbuiltRecord

COLUMNS = 80
_ROWS = 10
"""Rows of each list of the largest."""
_NO_RUN = "/bin/sh -c #(nop) "
"""What Docker's classic builder writes before the text of any instruction but RUN."""
_RUN = ("RUN /bin/sh -c ", "/bin/sh -c ")
"""What BuildKit and the classic builder write in the place of RUN."""
_BUILDKIT = " # buildkit"


def weight_table(record: UnbuiltRecord | Measurement) -> Iterator[str]:
    """Yield the lines; whatever comes out of the image is made harmless and cut to fit."""
    yield fit(printable(", ".join(filter(None, (record.reference, record.platform)))), COLUMNS).rstrip()
    yield fit(record.config_digest, COLUMNS).rstrip()
    yield ""
    yield f"unpacked  {format_size(record.unpacked_size):>8}  the files in all layers"
    yield f"transfer  {format_size(record.transfer_size):>8}  all layers, gzipped as for a push"
    yield from _engine_size(record)
    wasted = _count(record.waste.count, "file")
    yield f"waste     {format_size(record.waste.bytes):>8}  in {wasted} that no container can see"
    yield from _layers(record)
    yield from _waste(record)
    yield from _files(record)
    yield from _folders(record)
    for system, packages in (
        ("Debian", record.packages.debian),
        ("Python", record.packages.python),
        ("Node", record.packages.node),
    ):
        yield from _packages(system, packages)


def fit(text: str, width: int, *, keep_end: bool = False) -> str:
    """Return text padded to that many terminal cells, or cut, with an ellipsis at its end or at its beginning.

    >>> fit("abc", 5), fit("abcdef", 4), fit("usr/lib/a", 6, keep_end=True)
    ('abc  ', 'abc…', '…lib/a')
    """
    size = cell_len(text)
    if size > width:
        # A wide character more or less may leave one cell too many.
        kept = text[-width:] if keep_end else text[:width]
        while cell_len(kept) > width - 1:
            kept = kept[1:] if keep_end else kept[:-1]
        text = f"…{kept}" if keep_end else f"{kept}…"
        size = cell_len(text)
    return text + " " * (width - size)


def _engine_size(record: UnbuiltRecord | Measurement) -> Iterator[str]:
    if record.engine is not None and record.engine_size is not None:
        engine = f"{record.engine.name.capitalize()} {record.engine.version}"
        row = f"engine    {format_size(record.engine_size):>8}  "
        yield _row(row, f"as {engine} prints it, image store {record.engine.image_store}")


def _layers(record: UnbuiltRecord | Measurement) -> Iterator[str]:
    made_by = {entry.layer: entry.created_by for entry in record.history if entry.layer is not None}
    yield from _heading(f"{_count(len(record.layers), 'layer')}, in build order")
    yield "  # unpacked transfer   files    waste  made by"
    layers: tuple[UnbuiltLayer | Layer, ...] = record.layers
    for index, layer in enumerate(layers):
        sizes = " ".join(f"{format_size(size):>8}" for size in (layer.unpacked_size, layer.transfer_size))
        row = f"{index + 1:>3} {sizes} {layer.files:>7} {format_size(layer.waste):>8}  "
        yield _row(row, _instruction(made_by.get(index, "")))


def _instruction(created_by: str) -> str:
    """Return what made a layer, on one line, as a Dockerfile has it."""
    text = " ".join(created_by.split()).removesuffix(_BUILDKIT)
    if text.startswith(_NO_RUN):
        return text.removeprefix(_NO_RUN)
    shell = next((shell for shell in _RUN if text.startswith(shell)), None)
    return f"RUN {text.removeprefix(shell)}" if shell else text


def _waste(record: UnbuiltRecord | Measurement) -> Iterator[str]:
    wasted = record.waste.largest[:_ROWS]
    if wasted:
        yield from _heading(f"waste: {_of(len(wasted), record.waste.count, 'file')}")
        yield "   bytes  in layer, hidden by  path"
    for file in wasted:
        yield _row(
            f"{format_size(file.bytes):>8}  {file.layer + 1:>8}  {file.hidden_by + 1:>9}  ", file.path, keep_end=True
        )


def _files(record: UnbuiltRecord | Measurement) -> Iterator[str]:
    files = record.largest_files[:_ROWS]
    if files:
        yield from _heading("the largest files that a container sees")
        yield "   bytes  in layer  path"
    for file in files:
        yield _row(f"{format_size(file.bytes):>8}  {file.layer + 1:>8}  ", file.path, keep_end=True)


def _folders(record: UnbuiltRecord | Measurement) -> Iterator[str]:
    folders = record.largest_folders[:_ROWS]
    if folders:
        yield from _heading("the largest folders that a container sees")
        yield "   bytes    files  path"
    for folder in folders:
        yield _row(f"{format_size(folder.bytes):>8}  {folder.files:>7}  ", folder.path, keep_end=True)


def _packages(system: str, packages: tuple[Package, ...] | None) -> Iterator[str]:
    if packages is None:
        yield from _heading(f"{system} packages: not known, since a record of them cannot be read")
    elif packages:
        together = format_size(sum(package.bytes or 0 for package in packages))
        shown = _of(min(_ROWS, len(packages)), len(packages), "package")
        yield from _heading(f"{system} packages: {shown}; all together {together}")
        yield "   bytes  name, version"
        for package in islice(packages, _ROWS):
            size = "not told" if package.bytes is None else format_size(package.bytes)
            yield _row(f"{size:>8}  ", f"{package.name} {package.version}")


def _heading(text: str) -> Iterator[str]:
    yield ""
    yield text


def _row(beginning: str, text: str, *, keep_end: bool = False) -> str:
    return (beginning + fit(printable(text), COLUMNS - len(beginning), keep_end=keep_end)).rstrip()


def _of(shown: int, number: int, noun: str) -> str:
    return _count(number, noun) if shown == number else f"the {shown} largest of {_count(number, noun)}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
