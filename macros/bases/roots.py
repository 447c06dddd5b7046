"""Makes Debian root file systems with mmdebstrap, once, as archives under TARE_HOME."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

from zlib_ng import zlib_ng

from ..engines.embedded.programs import ensure_programs
from ..engines.embedded.root import run_in_root
from ..errors import SurroundingsError
from ..temporary import temporary_folder
from .archives import whole_file
from .recipes import FINISH_ROOT, FOLDER
from .surroundings import SOURCES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ..settings import Settings
    from .recipes import Root
    from .surroundings import Surroundings

_GZIP = 31
"""zlib's `wbits` for a gzip stream with the largest window."""


def make_root(
    root: Root, surroundings: Surroundings, archive: Path, settings: Settings, on_step: Callable[[str], None]
) -> None:
    """Write a root file system as a compressed tar; on_step gets what mmdebstrap is at.

    Raises SurroundingsError without root, Debian's sources, network or room on the disk.
    """
    if SOURCES not in surroundings.files:
        raise SurroundingsError(
            "a stand-in is made of Debian's packages, and no mirror of Debian stands in /etc/apt",
            "run on Debian 12 or 13",
        )
    programs = ensure_programs(settings, on_step)
    with temporary_folder("root") as temporary, tempfile.TemporaryFile() as tar:
        for path, content in surroundings.files.items():
            place = temporary / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        folders = (*root.folders, temporary)
        binds = {folder: f"/tmp/files/{index}" for index, folder in enumerate(folders)}  # noqa: S108 - in memory, its own
        finish = f"/tmp/{FINISH_ROOT}"  # noqa: S108 - as above
        sources = f"/tmp/files/{len(root.folders)}/{SOURCES}"  # noqa: S108 - as above
        hook = f'--customize-hook=sh {finish} "$1"'
        run_in_root(
            programs,
            ["mmdebstrap", "--mode=root", "--format=tar", *root.options, hook, root.suite, "-", sources],
            {**binds, FOLDER / FINISH_ROOT: finish},
            tar,
            lambda line: on_step(line.removeprefix("I: ")) if line.startswith("I: ") else None,
        )
        tar.seek(0)
        with whole_file(archive) as file:
            gzip = zlib_ng.compressobj(level=6, wbits=_GZIP)
            while chunk := tar.read(1 << 20):
                file.write(gzip.compress(chunk))
            file.write(gzip.flush())
