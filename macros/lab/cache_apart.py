"""Has builds of an experiment leave nothing in the build cache, so that the next one begins with nothing as well."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ..engines.engine import Engine

_MOUNT = "exec.cachemount"
_CONTEXT = "source.local"
"""What BuildKit keeps of a context that was sent, so that only what has changed is sent the next time."""


@contextmanager
def cache_apart(engine: Engine, home: Path) -> Iterator[Callable[[], None]]:
    """Forget at the end what the block's builds put into the cache of an engine of our own; nobody else builds in it.

    What the block gets forgets the steps so far, and no cache mount.
    """
    note = home / "engine" / f"experiment-{engine.identity.image_store}.json"
    if note.exists():
        # What a run left that was killed here.
        _forget_all_but(engine, set(json.loads(note.read_text())))
    before = set(engine.cache_records())
    temporary = note.with_suffix(".new")
    temporary.write_text(json.dumps(sorted(before)))
    temporary.replace(note)
    try:
        yield lambda: _forget_all_but(engine, before | _of_type(engine, _MOUNT))
    finally:
        _forget_all_but(engine, before)
        note.unlink(missing_ok=True)


def forget_contexts(engine: Engine) -> None:
    """Have the next build be sent its whole context, as by a builder that has never seen it."""
    engine.prune_cache_records(_of_type(engine, _CONTEXT))


def _of_type(engine: Engine, kind: str) -> set[str]:
    return {record for record, its in engine.cache_records().items() if its == kind}


def _forget_all_but(engine: Engine, kept: set[str]) -> None:
    engine.prune_cache_records(engine.cache_records().keys() - kept)
