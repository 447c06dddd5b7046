"""Passports: from a record to what its figures open, where it comes from and how old it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from markupsafe import Markup

from ..records.measurement import Base
from .notes import Figure, Note, check_path, record_path
from .times import time_html

if TYPE_CHECKING:
    from datetime import datetime

    from ..records.commands import CommandRecord
    from ..records.experiments import ExperimentRecord
    from ..records.measurement import EngineIdentity, Measurement

_TRUSTED = timedelta(days=1)
"""How long what a registry said of a base counts as checked."""
_SHORT = len("sha256:") + 12
"""Characters of a digest that tell it from others."""


@dataclass(frozen=True, slots=True)
class BaseLine:
    """What a passport says of one base."""

    base: Base
    short_digest: str
    checked_at: Markup | None
    unchecked: bool
    """The registry has not been asked since, for longer than what it says is trusted."""
    stored: Figure | None
    """What the registry stores for its layers."""
    weighed: Figure | None
    """What those layers are to transfer by our ruler; None for a base that only lends files."""
    unpacked: Figure | None
    """What they are unpacked; None for a base that only lends files."""


def passport(target: str, image: Measurement, base: str, now: datetime, also: int | None = None) -> Note:
    """Return the passport of an image on `base` as it is published at `now`; `target` is its element id.

    `also` is the measurement's place among those on other engines.
    """
    record = record_path(image.reference, also)
    return Note(
        "passport.html",
        {
            "id": target,
            "image": image,
            "elsewhere": also is not None,
            "measured_at": time_html(image.measured_at),
            "oldest_step_at": time_html(image.oldest_step_at),
            "engine": engine_text(image.engine),
            "checks": [
                (test, Figure.of(f"{record}{check_path(index)}.seconds", test.seconds))
                for index, test in enumerate(image.smoke_tests)
            ],
            "bases": [_base_line(image, record, index, base, now) for index in range(len(image.bases))],
        },
    )


def command_passport(target: str, record: CommandRecord) -> Note:
    """Return the passport of a command that was run; `target` is its element id."""
    return Note(
        "command_note.html",
        {
            "id": target,
            "record": record,
            "ran_at": time_html(record.ran_at),
            "engine": engine_text(record.engine),
            "seconds": Figure.of(f"{record.command}/seconds", record.seconds),
        },
    )


def experiment_passport(target: str, record: ExperimentRecord) -> Note:
    """Return the passport of a cache experiment that was made; `target` is its element id."""
    ran_at, engine = time_html(record.ran_at), engine_text(record.engine)
    return Note("experiment_note.html", {"id": target, "record": record, "ran_at": ran_at, "engine": engine})


def engine_text(engine: EngineIdentity) -> str:
    """Return what measured or ran something, for example "Docker 26.1.5, classic image store, embedded engine"."""
    told = f"{engine.name.capitalize()} {engine.version}, {engine.image_store} image store"
    if not engine.embedded:
        return told
    return f"{told}, embedded engine" if engine.name == "docker" else f"{told}, brought by Tare"


def _base_line(image: Measurement, record: str, index: int, base: str, now: datetime) -> BaseLine:
    pinned = image.bases[index]
    stored = weighed = unpacked = None
    if pinned.transfer_size is not None:
        stored = Figure.of(f"{record}bases[{index}].transfer_size", pinned.transfer_size)
    if pinned.reference == base:
        below = [layer for layer in image.layers if layer.from_base]
        weighed = Figure.of(f"{record}layers[base].transfer_size", sum(layer.transfer_size for layer in below))
        unpacked = Figure.of(f"{record}layers[base].unpacked_size", sum(layer.unpacked_size for layer in below))
    return BaseLine(
        base=pinned,
        short_digest=f"{pinned.digest[:_SHORT]}…" if pinned.digest else "",
        checked_at=time_html(pinned.checked_at) if pinned.checked_at else None,
        unchecked=pinned.checked_at is not None and now - pinned.checked_at > _TRUSTED,
        stored=stored,
        weighed=weighed,
        unpacked=unpacked,
    )
