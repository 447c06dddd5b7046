"""Walks the headers of a tar archive in one pass and stops with a reason where it is not sound."""

from __future__ import annotations

import tarfile
from typing import TYPE_CHECKING, Self

from .errors import BrokenTar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .streams import ForwardReader

HEADER_SIZE = tarfile.BLOCKSIZE

_ABOUT_THE_NEXT = (
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
)
_LONGEST_ABOUT = 1024 * 1024
"""Bytes that a header about the next member may have; Go's archive/tar, which engines use, has the same limit."""
_LONGEST_HEADERS = 4 * _LONGEST_ABOUT
"""Bytes that all headers of one member and the map of a sparse file may have together."""
_LARGEST_FILE = 2**53
"""Bytes; a size beyond it is nonsense, and JSON's readers would round it."""


class _StrictTarInfo(tarfile.TarInfo):
    """A member whose faults are told: left alone, `tarfile` takes a bad header for the archive's end."""

    def _proc_member(self, tarfile_: tarfile.TarFile) -> Self:
        # Made to be overridden, says `tarfile`; of the public methods no one is called for every header.
        if self.size < 0 or (self.type in _ABOUT_THE_NEXT and self.size > _LONGEST_ABOUT):
            raise BrokenTar(f"a header of type {self.type!r} says that it has {self.size} bytes")
        return super()._proc_member(tarfile_)  # type: ignore[misc,no-any-return] # typeshed does not know it

    @classmethod
    def fromtarfile(cls, tarfile_: tarfile.TarFile) -> Self:
        try:
            return super().fromtarfile(tarfile_)
        except (tarfile.EOFHeaderError, tarfile.EmptyHeaderError):  # type: ignore[attr-defined]
            raise
        except tarfile.HeaderError as error:
            raise BrokenTar(str(error)) from error


class _NoGlobals(dict[str, str]):
    """Where `tarfile` would collect global headers. Engines do not heed them, and they could grow without end."""

    def __setitem__(self, key: str, value: str) -> None:
        pass


class _Headers:
    """The stream as `tarfile` reads it: headers alone, and so many that they fit into memory."""

    def __init__(self, stream: ForwardReader) -> None:
        self._stream = stream
        self.left = _LONGEST_HEADERS

    def tell(self) -> int:
        return self._stream.tell()

    def seek(self, position: int) -> int:
        return self._stream.seek(position)

    def read(self, size: int) -> bytes:
        self.left -= size
        if self.left < 0:
            raise BrokenTar(f"the headers of a member have more than {_LONGEST_HEADERS} bytes")
        return self._stream.read(size)


def members(stream: ForwardReader) -> Iterator[tarfile.TarInfo]:
    """Yield each member of an uncompressed tar; the stream then stands at the beginning of its data.

    Names that are not UTF-8 are shown with backslashes, so that they can be written as JSON. Raises BrokenTar.
    """
    tar = None
    headers = _Headers(stream)
    while True:
        headers.left = _LONGEST_HEADERS
        try:
            if tar is None:
                tar = tarfile.TarFile(
                    fileobj=headers,  # type: ignore[arg-type] # it needs no more than read, seek and tell
                    tarinfo=_StrictTarInfo,
                    encoding="utf-8",
                    errors="backslashreplace",
                    pax_headers=_NoGlobals(),
                )
            member = tar.next()
        except (tarfile.TarError, ValueError, OverflowError, RecursionError) as error:
            raise BrokenTar(str(error)) from error
        if member is None:
            return
        if not 0 <= member.size <= _LARGEST_FILE:
            raise BrokenTar(f"a member says that it has {member.size} bytes")
        # It would remember every member.
        tar.members.clear()  # type: ignore[attr-defined] # typeshed does not know it
        yield member


def looks_like_tar(beginning: bytes) -> bool:
    """Tell whether the first HEADER_SIZE bytes are a tar's: a header with a right checksum, or its end."""
    try:
        tarfile.TarInfo.frombuf(beginning[:HEADER_SIZE], "utf-8", "backslashreplace")
    except tarfile.EOFHeaderError:  # type: ignore[attr-defined]
        return True
    except tarfile.HeaderError:
        return False
    return True
