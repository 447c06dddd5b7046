"""Lets one run measure at a time, so that two commands neither build the same twice nor prune each other's cache."""

from __future__ import annotations

import fcntl
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..progress import Progress
    from ..settings import Settings
    from .place import Place


@contextmanager
def one_at_a_time(settings: Settings, place: Place, progress: Progress) -> Iterator[None]:
    """Hold the right to measure under this TARE_HOME on engines of this kind; wait where somebody else has it."""
    folder = settings.home / "records"
    folder.mkdir(exist_ok=True)
    kind = "embedded" if place.embedded else place.engine_name
    with (folder / f"measuring-{kind}-{place.image_store}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress.message("waiting for another run of Tare, which is measuring")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
