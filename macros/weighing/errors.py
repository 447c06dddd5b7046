"""What can be wrong with an image archive, as one sentence."""

from __future__ import annotations

from ..errors import TareError
from .text import printable

_LONGEST = 4000
"""Characters of a message."""


class WeighingError(TareError):
    """An archive that cannot be weighed: not an image's, cut short, altered, or in a form that is not read."""

    exit_status = 3

    def __init__(self, sentence: str) -> None:
        # Names in it come out of the archive: they may hold newlines and what a terminal obeys, and never end.
        super().__init__(printable(sentence if len(sentence) <= _LONGEST else f"{sentence[:_LONGEST]}…"))


class OtherHash(WeighingError):
    """An image that names its layers by a hash that was not taken of them; the archive must be read once more."""


class BrokenTar(Exception):
    """A tar archive that cannot be walked to its end; its reader knows whose it is and says so."""
