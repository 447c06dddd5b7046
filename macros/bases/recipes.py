"""Reads the stand-ins' recipes: a folder each, with what it is made of, and a digest over all that matters."""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..records.measurement import Digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FOLDER = Path(__file__).parent / "standins"
FINISH_ROOT = "finish-root.sh"
"""What every root file system goes through last, relative to the folder of recipes."""
_DESCRIPTION = "recipe.toml"


@dataclass(frozen=True, slots=True)
class Root:
    """A root file system that mmdebstrap makes."""

    suite: str
    options: tuple[str, ...]
    """Of mmdebstrap; the folders below are in /tmp/files/0, /tmp/files/1 and so on."""
    folders: tuple[Path, ...]
    """Their files are put over the finished root, in this order."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How an image is made that stands in for a base image, or is a part of others."""

    name: str
    """The reference that it stands in for, or its folder's name."""
    is_stand_in: bool
    """False: only a part of others, never in a base's place."""
    contents: str
    """What it really holds, in words."""
    official: str | None
    """The published size of the image that it stands in for, what that counts, and who says so; None for a part."""
    made_of: tuple[Recipe, ...]
    """The recipes whose names its Dockerfile uses."""
    root: Root | None
    """The image that its Dockerfile calls "root"."""
    dockerfile: Path
    kept: bool
    """Its file system is kept as an archive too, so that another image store does not make it again."""
    seconds: float
    """What it took on two cores, with everything that it is made of there."""
    disk: int
    """Bytes that making it takes in TARE_HOME; what only the making needs is freed afterwards."""
    download: int
    """Bytes that it downloads."""
    digest: Digest
    """Hash over its files, its root's options and the digests of what it is made of."""

    @property
    def slug(self) -> str:
        """Its name as part of a file name."""
        return self.name.replace(":", "-")


def read_recipes(folder: Path = FOLDER) -> dict[str, Recipe]:
    """Return every recipe in a folder of recipes by its name, parts before what is made of them."""
    tables = {}
    for path in sorted(folder.glob(f"*/{_DESCRIPTION}")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        tables[table.get("stands_in_for", path.parent.name)] = (path.parent, table)
    recipes: dict[str, Recipe] = {}
    while len(recipes) < len(tables):
        ready = [name for name in tables if name not in recipes and recipes.keys() >= _parts(tables[name][1])]
        if not ready:
            stuck = ", ".join(sorted(tables.keys() - recipes.keys()))
            raise ValueError(f"{folder}: these recipes are made of each other or of what is not there: {stuck}")
        recipes |= {name: _recipe(name, *tables[name], recipes) for name in ready}
    return recipes


def with_parts(recipes: Iterable[Recipe]) -> tuple[Recipe, ...]:
    """Return recipes and all that they are made of, once each, parts first."""
    found: dict[str, Recipe] = {}
    for recipe in recipes:
        found |= {part.name: part for part in (*with_parts(recipe.made_of), recipe)}
    return tuple(found.values())


def _parts(table: Mapping[str, Any]) -> set[str]:
    return set(table.get("made_of", ()))


def _recipe(name: str, folder: Path, table: Mapping[str, Any], known: Mapping[str, Recipe]) -> Recipe:
    made_of = tuple(known[part] for part in table.get("made_of", ()))
    root = _root(folder.parent, table["root"]) if "root" in table else None
    return Recipe(
        name=name,
        is_stand_in="stands_in_for" in table,
        contents=table["contents"],
        official=table.get("official"),
        made_of=made_of,
        root=root,
        dockerfile=folder / "Dockerfile",
        kept=table.get("kept", False),
        seconds=table["seconds"],
        disk=table["disk"],
        download=table["download"],
        digest=_digest(folder, made_of, root),
    )


def _root(recipes: Path, table: Mapping[str, Any]) -> Root:
    return Root(table["suite"], tuple(table["options"]), tuple(recipes / name for name in table["files"]))


def _digest(folder: Path, made_of: tuple[Recipe, ...], root: Root | None) -> Digest:
    paths = [path for path in folder.rglob("*") if path.is_file() and path.name != _DESCRIPTION]
    matter: dict[str, Any] = {"made_of": {part.name: part.digest for part in made_of}}
    if root is not None:
        matter["root"] = [root.suite, root.options]
        put = [path for folder_put in root.folders for path in folder_put.rglob("*") if path.is_file()]
        paths += [folder.parent / FINISH_ROOT, *put]
    matter["files"] = {
        path.relative_to(folder.parent).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths
    }
    return f"sha256:{hashlib.sha256(json.dumps(matter, sort_keys=True).encode()).hexdigest()}"
