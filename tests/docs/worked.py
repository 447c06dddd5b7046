"""Reads the images that pages work by hand, and builds them.

A code block of class `tare-worked` holds either the layers of an image, under that title, or what one measure says of
the image above it. Columns stand two spaces or more apart; an empty first one repeats the one above it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.unit.weighing.archives import classic, file, hardlink, tar, whiteout

if TYPE_CHECKING:
    import tarfile
    from pathlib import Path

LAYERS = "layers"
_BLOCK = re.compile(r'^``` \{ \.text \.tare-worked title="([^"]+)" \}\n(.*?)^```$', re.DOTALL | re.MULTILINE)
_SUM = re.compile(r"(\d+(?: \+ \d+)+) = (\d+ B)")

Row = tuple[str, ...]
Layer = dict[str, "tarfile.TarInfo | tuple[tarfile.TarInfo, bytes]"]


@dataclass(frozen=True, slots=True)
class Worked:
    """What a page says of an image by one measure."""

    page: str
    layers: tuple[Row, ...]
    measure: str
    rows: tuple[Row, ...]

    def stated(self) -> list[Row]:
        """Return the rows with the result of each sum in the sum's place."""
        return [tuple(_SUM.sub(r"\2", cell) for cell in row) for row in self.rows]

    def wrong_sums(self) -> list[str]:
        """Return the sums that do not add up."""
        sums = [found for row in self.rows for cell in row for found in _SUM.finditer(cell)]
        return [found[0] for found in sums if sum(map(int, found[1].split(" + "))) != int(found[2].removesuffix(" B"))]


def read_worked(docs: Path) -> list[Worked]:
    """Return what the pages under a folder work by hand, in their order."""
    found = []
    for page in sorted(docs.rglob("*.md")):
        layers: tuple[Row, ...] = ()
        for title, text in _BLOCK.findall(page.read_text(encoding="utf-8")):
            if title == LAYERS:
                layers = _rows(text)
            else:
                found.append(Worked(page.relative_to(docs).as_posix(), layers, title, _rows(text)))
    return found


def build(rows: tuple[Row, ...]) -> bytes:
    """Return the archive of an image whose layers a page lists; every file holds the letter x alone."""
    layers: dict[str, Layer] = {}
    lists: dict[str, dict[str, list[str]]] = {}
    for layer, verb, path, *rest in rows:
        members = layers.setdefault(layer, {})
        match verb, rest:
            case "write", [size]:
                members[path] = file(path, _bytes(size))
            case "chmod", [size]:
                members[path] = file(path, _bytes(size), mode=0o755)
            case "delete", []:
                members[path] = whiteout(path)
            case "link", [target]:
                members[path] = hardlink(path, target)
            case "list", [listed]:
                lists.setdefault(layer, {}).setdefault(path, []).append(listed)
            case _:
                raise ValueError(f"{layer}: there is no `{verb} {path} {rest}`")
    for layer, packages in lists.items():
        layers[layer] |= _dpkg(packages)
    return classic(*(tar(*members.values()) for members in layers.values()))


def _dpkg(packages: dict[str, list[str]]) -> Layer:
    """Return what dpkg writes down about packages and their files."""
    stanzas = [f"Package: {name}\nStatus: install ok installed\nVersion: 1\n" for name in packages]
    paths = {"var/lib/dpkg/status": "\n".join(stanzas)} | {
        f"var/lib/dpkg/info/{name}.list": "".join(f"/{path}\n" for path in listed) for name, listed in packages.items()
    }
    return {path: file(path, text.encode()) for path, text in paths.items()}


def _bytes(text: str) -> int:
    return int(text.removesuffix(" B"))


def _rows(text: str) -> tuple[Row, ...]:
    rows: list[Row] = []
    for line in filter(str.strip, text.splitlines()):
        first, *cells = re.split(r" {2,}", line.rstrip())
        rows.append((first or rows[-1][0], *cells))
    return tuple(rows)
