"""Keeps file systems of images as archives, which any engine can import."""

from __future__ import annotations

import shutil
import tarfile
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator

_SMALL = 64 * 1024
"""Bytes; whatever in an image's archive is smaller is configuration or manifest."""


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that appears under its name when it is complete, and never otherwise."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(prefix=f".{path.name}.", dir=path.parent, delete=False) as file:
        temporary = Path(file.name)
        try:
            yield file
            file.close()
            temporary.rename(path)
        except BaseException:
            with suppress(FileNotFoundError):
                temporary.unlink()
            raise


def keep_only_layer(image: BinaryIO, archive: Path) -> None:
    """Write the layer of an image that has only one, read from the archive that an engine exports.

    It stays compressed as the engine had it, or not: an import takes both.
    """
    with tarfile.open(fileobj=image, mode="r|") as members:
        for member in members:
            layer = members.extractfile(member) if member.isreg() and member.size > _SMALL else None
            if layer is not None:
                with whole_file(archive) as file:
                    shutil.copyfileobj(layer, file, 1 << 20)
                # The rest is small; an engine that is cut short reports an error.
                while image.read(1 << 20):
                    pass
                return
    raise ValueError(f"{archive.name}: the image has no layer of more than {_SMALL} bytes")
