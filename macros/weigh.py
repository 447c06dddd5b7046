"""Weighs one image for `tare weigh`: from a file, a folder or standard input, or else the image of that name."""

from __future__ import annotations

import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from .errors import SurroundingsError, UsageError, did_you_mean
from .records.unbuilt import UnbuiltRecord, unbuilt_record
from .weighing.errors import WeighingError
from .weighing.ruler import weigh_named

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from .engines.images import EngineImages
    from .records.stations import LayerContents, LayerDigests, Weighing
    from .settings import Settings

STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be weighed."""

    source: str
    """Path of an image archive or of an OCI image layout's folder, "-" for standard input, or what an engine calls an
    image."""
    image: str | None = None
    """Of several images in an archive the one of that reference or digest."""
    platform: str | None = None
    """Of several the one for that platform, for example "linux/arm64"."""


class _NoLayers:
    """A layer cache that remembers nothing: a file is weighed once, and needs no TARE_HOME."""

    def get(self, _: str, /) -> LayerContents | None:
        return None

    def has(self, _: str, /) -> bool:
        return False

    def add(self, _: str, __: LayerContents, ___: LayerDigests, /) -> None:
        pass


def weigh_source(
    wanted: Wanted, standard_input: BinaryIO, now: datetime, settings: Settings, environment: Mapping[str, str]
) -> UnbuiltRecord:
    """Return the record of an image; settings and environment say which engine is asked where there is no such file.

    Raises UsageError, WeighingError or SurroundingsError.
    """
    path = Path(wanted.source)
    try:
        if wanted.source == STANDARD_INPUT:
            weighing, references = _weigh_input(standard_input, wanted)
        elif path.is_dir():
            weighing, references = weigh_named(path, _NoLayers(), wanted.image, wanted.platform)
        elif path.exists():
            with path.open("rb") as archive:
                weighing, references = weigh_named(archive, _NoLayers(), wanted.image, wanted.platform)
        else:
            return _weigh_held(wanted, now, settings, environment)
    except WeighingError as error:
        # The ruler does not know whose bytes it reads.
        place = "standard input" if wanted.source == STANDARD_INPUT else wanted.source
        raise WeighingError(f"{place}: {error}") from error
    except OSError as error:
        raise SurroundingsError(
            f"{error.filename or wanted.source} could not be read: {error.strerror}",
            "look at who may read it, and at its disk",
        ) from error
    return unbuilt_record(weighing, references[0] if references else None, now)


def _weigh_input(standard_input: BinaryIO, wanted: Wanted) -> tuple[Weighing, tuple[str, ...]]:
    if standard_input.isatty():
        raise UsageError("standard input is a terminal; pipe an image in: `docker save myapp:slim | tare weigh -`")
    return weigh_named(standard_input, _NoLayers(), wanted.image, wanted.platform)


def _weigh_held(wanted: Wanted, now: datetime, settings: Settings, environment: Mapping[str, str]) -> UnbuiltRecord:
    """Weigh an image that an engine holds, with the layers that were weighed before under TARE_HOME."""
    # What speaks to engines takes longer to load than a file takes to be weighed.
    from .engines.reading import NoEngine, open_images
    from .records.store import Store
    from .settings import ensure_home

    try:
        with open_images(settings, environment, _say) as images:
            image = images.find(wanted.source)
            if image is None:
                raise UsageError(_no_image(wanted.source, images))
            layers = Store(ensure_home(settings.home)).layers
            with images.export(image) as archive:
                weighing, _ = weigh_named(archive, layers, wanted.image, wanted.platform)
            return unbuilt_record(weighing, wanted.source, now, images.identity, image.engine_size)
    except NoEngine as error:
        raise UsageError(
            f"there is no file or folder `{wanted.source}`, and no engine that could hold an image of that name: "
            f"{error}; name an image archive, as `docker save` writes it, or start Docker or Podman"
        ) from error


def _no_image(name: str, images: EngineImages) -> str:
    """Say that there is no image of that name, and what would be."""
    problem = f"there is no file or folder `{name}`, and no image of that name in {images}"
    remedy = did_you_mean(name, images.names())
    if not remedy and images.identity.embedded:
        remedy = "`tare measure` builds those of examples/; others come as archives, as `docker save` writes them"
    program = "podman" if images.identity.name == "podman" else "docker"
    return f"{problem}; {remedy or f'`{program} pull {shlex.quote(name)}` brings one from its registry'}"


def _say(message: str) -> None:
    sys.stderr.write(f"tare: {message}\n")
