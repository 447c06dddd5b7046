"""Runs Zensical in this process, keeps what it prints to itself, and raises with it where it gives up."""

from __future__ import annotations

import logging
import os
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_INTERRUPTED = "Python error: KeyboardInterrupt"
_STREAMS = (1, 2)
"""Zensical prints past Python, so the streams themselves are turned away."""


def run_zensical(configuration: Path) -> None:
    """Build what a configuration in a workspace describes; a warning of Zensical's is an error.

    Raises RuntimeError with what Zensical said: the project is right when it gets here, so this is a bug.
    """
    import zensical

    # It tells on the page what cannot be rendered, where it is found; nobody has to log that.
    logging.getLogger("zensical").addHandler(logging.NullHandler())
    with _turned_away() as printed:
        try:
            zensical.build(str(configuration), {"clean": True, "strict": True})
        except RuntimeError as error:
            if str(error).startswith(_INTERRUPTED):
                raise KeyboardInterrupt from error
            printed.seek(0)
            said = printed.read().decode(errors="replace")
            message = f"Zensical gave up: {error}\n{said}"
            raise RuntimeError(message) from error


@contextmanager
def _turned_away() -> Iterator[IO[bytes]]:
    """Let what is printed meanwhile, by whatever part of this process, go into a file, and yield that."""
    kept = [os.dup(stream) for stream in _STREAMS]
    with TemporaryFile() as printed:
        try:
            for stream in _STREAMS:
                os.dup2(printed.fileno(), stream)
            yield printed
        finally:
            for stream, copy in zip(_STREAMS, kept, strict=True):
                os.dup2(copy, stream)
                os.close(copy)
