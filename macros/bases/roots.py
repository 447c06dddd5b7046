"""Makes Debian root file systems with mmdebstrap, once, as archives under TARE_HOME."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from zlib_ng import gzip_ng

from ..engines.embedded.programs import ensure_programs
from ..engines.embedded.root import run_in_root
from ..errors import SurroundingsError
from .archives import whole_file
from .recipes import FINISH_ROOT, FOLDER
from .surroundings import SOURCES

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..settings import Settings
    from .recipes import Root
    from .surroundings import Surroundings


def make_root(
    root: Root, surroundings: Surroundings, archive: Path, settings: Settings, on_line: Callable[[str], None]
) -> None:
    """Write a root file system as a compressed tar.

    Raises SurroundingsError without root, Debian's sources, network or room on the disk.
    """
    if SOURCES not in surroundings.files:
        raise SurroundingsError(
            "a stand-in is made of Debian's packages, and no mirror of Debian stands in /etc/apt",
            "run on Debian 12 or 13",
        )
    programs = ensure_programs(settings, on_line)
    with tempfile.TemporaryDirectory(prefix="tare-") as temporary, tempfile.TemporaryFile() as tar:
        for path, content in surroundings.files.items():
            file = Path(temporary, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        folders = (*root.folders, Path(temporary))
        binds = {folder: f"/tmp/files/{index}" for index, folder in enumerate(folders)}  # noqa: S108 - in memory, its own
        finish = f"/tmp/{FINISH_ROOT}"  # noqa: S108 - as above
        sources = f"/tmp/files/{len(root.folders)}/{SOURCES}"  # noqa: S108 - as above
        run_in_root(
            programs,
            ["mmdebstrap", "--mode=root", "--format=tar", *root.options, f"--customize-hook=sh {finish} \"$1\"",
             root.suite, "-", sources],
            {**binds, FOLDER / FINISH_ROOT: finish},
            tar,
            on_line,
        )  # fmt: skip
        tar.seek(0)
        with whole_file(archive) as file, gzip_ng.open(file, "wb", compresslevel=1) as compressed:
            shutil.copyfileobj(tar, compressed, 1 << 20)
