"""Lists `examples/`: from what stands in it to the names of examples, and a fault for what is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import Fault
from .contexts import printable
from .folders import is_utf_8, not_utf_8

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = "examples"


def list_sources(parent: Path, faults: list[Fault]) -> tuple[set[str], set[str]]:
    """Return the names that have a folder in `parent` and those that have a TOML file; `faults` takes the rest."""
    folders: set[str] = set()
    tomls: set[str] = set()
    for path in sorted(parent.iterdir()) if parent.is_dir() else ():
        where = f"{FOLDER}/{printable(path.name)}"
        # What editors and desktops leave behind is not the author's.
        if path.name.startswith(".") or path.name.endswith("~"):
            continue
        if not is_utf_8(path.name):
            faults.append(not_utf_8(where))
        elif path.is_symlink():
            faults.append(Fault(where, None, "it is a symbolic link", "put the file or folder itself there"))
        elif path.is_dir():
            folders.add(path.name)
        elif path.suffix == ".toml" and path.is_file():
            tomls.add(path.stem)
        else:
            faults.append(
                Fault(
                    where,
                    None,
                    "it is neither an example's folder nor its TOML file",
                    f"move it into the example that needs it, or name it {path.stem}.toml",
                )
            )
    return folders, tomls
