"""Carries what ends a build of the site through MkDocs: our errors in as its own, and out again as ours."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mkdocs.exceptions import Abort

from ..errors import SurroundingsError, TareError

if TYPE_CHECKING:
    from collections.abc import Iterator

_FULL = {errno.ENOSPC, errno.EDQUOT}


class Refused(Abort):
    """Sources are wrong, so that no new site is made; MkDocs prints the message and exits with 1."""

    def __init__(self, error: TareError) -> None:
        super().__init__(str(error))
        self.error = error


@contextmanager
def errors_as_refusals() -> Iterator[None]:
    """Turn a TareError raised within into Refused, for MkDocs."""
    try:
        yield
    except TareError as error:
        raise Refused(error) from error


@contextmanager
def refusals_as_errors() -> Iterator[None]:
    """Turn Refused back into its error, and a disk that is full into SurroundingsError, for our own callers."""
    try:
        yield
    except Refused as refused:
        raise refused.error from None
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise SurroundingsError(f"the site cannot be written: {error.strerror}", "make room on its disk") from error
