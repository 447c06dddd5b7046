"""Decides which commands have to be run: from catalog, measured images and records to the commands that are due."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..catalog.model import Command, Example
from ..records.commands import CommandRecord
from ..records.measurement import Digest
from .keys import digest_of

if TYPE_CHECKING:
    from ..catalog.model import Catalog
    from ..records.measurement import EngineIdentity
    from ..records.store import Store


@dataclass(frozen=True, slots=True)
class CommandWork:
    """One command whose images are all measured, and its record if it was run with them before."""

    command: Command
    example: Example
    images: Mapping[str, Digest]
    """Image reference → config digest."""
    record: CommandRecord | None


def decide_commands(
    catalog: Catalog, images: Mapping[str, Digest], store: Store, engine: EngineIdentity | None
) -> tuple[CommandWork, ...]:
    """Return the commands that can be run, those that were run on this engine with these images with their records.

    `images` holds the config digest of every measured image by its reference; `engine` is None where the engine's
    version is not known, so that no record can be told to be its own. What a build printed is the build's: it is
    not run again.
    """
    works = []
    for example in catalog.examples:
        for command in example.commands:
            if command.builds is not None or not all(reference in images for reference in command.images):
                continue
            used = {reference: images[reference] for reference in command.images}
            record = store.command(command_key(command, used, engine)) if engine is not None else None
            if record is not None and record.answer is not None and record.answer.failed:
                record = None  # of a version that took any answer
            works.append(CommandWork(command, example, used, record))
    return tuple(works)


def command_key(command: Command, images: Mapping[str, Digest], engine: EngineIdentity) -> Digest:
    """Return the key of a command's record: over its text, what is asked of it, its images and the engine."""
    return digest_of(
        {
            "command": _digest([command.name, command.text, command.ask, command.output]),
            "engine": _digest([engine.name, engine.version, engine.image_store, engine.embedded]),
            **{f"image/{reference}": digest for reference, digest in images.items()},
        }
    )


def _digest(told: list[object]) -> Digest:
    return f"sha256:{hashlib.sha256(json.dumps(told).encode()).hexdigest()}"
