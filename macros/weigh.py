"""Weighs an image from a file, a folder or standard input, for `tare weigh`: without engine, network or store."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from .errors import SurroundingsError, UsageError
from .records.file_record import FileRecord, file_record
from .weighing.errors import WeighingError
from .weighing.ruler import weigh_named

if TYPE_CHECKING:
    from datetime import datetime

    from .records.stations import LayerContents, Weighing

STANDARD_INPUT = "-"


class _NoLayers:
    """A layer cache that remembers nothing: a file is weighed once."""

    def get(self, _: str, /) -> LayerContents | None:
        return None

    def add(self, _: str, __: LayerContents, /) -> None:
        pass


def weigh_source(
    name: str, standard_input: BinaryIO, now: datetime, image: str | None = None, platform: str | None = None
) -> FileRecord:
    """Return the record of an image.

    `name` is the path of an image archive or of an OCI image layout's folder, or "-" for standard input; `image` (a
    reference or a digest) and `platform` choose among several. Raises UsageError, WeighingError or SurroundingsError.
    """
    try:
        weighing, references = _weigh(name, standard_input, image, platform)
    except WeighingError as error:
        # The ruler does not know whose bytes it reads.
        raise WeighingError(f"{'standard input' if name == STANDARD_INPUT else name}: {error}") from error
    except OSError as error:
        raise SurroundingsError(
            f"{error.filename or name} could not be read: {error.strerror}", "look at who may read it, and at its disk"
        ) from error
    return file_record(weighing, references[0] if references else None, now)


def _weigh(
    name: str, standard_input: BinaryIO, image: str | None, platform: str | None
) -> tuple[Weighing, tuple[str, ...]]:
    if name == STANDARD_INPUT:
        if standard_input.isatty():
            raise UsageError("standard input is a terminal; pipe an image in: `docker save myapp:slim | tare weigh -`")
        return weigh_named(standard_input, _NoLayers(), image, platform)
    path = Path(name)
    if path.is_dir():
        return weigh_named(path, _NoLayers(), image, platform)
    if not path.exists():
        raise UsageError(
            f"there is no file or folder `{name}`; name an image archive, as `docker save` writes it, or the folder of "
            f"an OCI image layout; an image in an engine is piped in: `docker save {shlex.quote(name)} | tare weigh -`"
        )
    with path.open("rb") as archive:
        return weigh_named(archive, _NoLayers(), image, platform)
