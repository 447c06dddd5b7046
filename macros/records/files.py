"""Writes and reads one record file: whole or not at all, checked against its own checksum."""

from __future__ import annotations

import errno
import hashlib
import itertools
import os
import threading
from typing import TYPE_CHECKING, Final, Literal

import msgspec

from ..errors import SurroundingsError

if TYPE_CHECKING:
    from pathlib import Path

FORMAT: Final = 1
"""Number of the envelope's format. 1: format, key, checksum, body."""

_names = itertools.count()


class _Envelope(msgspec.Struct, frozen=True):
    format: Literal[1]
    key: str
    checksum: str
    body: msgspec.Raw


_decoder = msgspec.json.Decoder(_Envelope)


def seal(key: str, body: bytes) -> bytes:
    """Return the JSON document of a record: its body with the key that it is filed under and a checksum of both."""
    return msgspec.json.encode(_Envelope(FORMAT, key, _checksum(key, body), msgspec.Raw(body)))


def unseal(key: str, document: bytes) -> bytes | None:
    """Return the body of a record, or None where it was truncated, edited, misfiled or is of another format."""
    try:
        envelope = _decoder.decode(document)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    body = bytes(envelope.body)
    if envelope.key != key or envelope.checksum != _checksum(key, body):
        return None
    return body


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that no reader ever sees a part of it; of several writers, the last one wins.

    Raises SurroundingsError where the disk is full or the folder cannot be written to.
    """
    # Unique among the threads and processes that may write the same record at the same time.
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}.{next(_names)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            temporary.write_bytes(content)
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise _sentence("written", path, error) from error


def read_whole(path: Path) -> bytes | None:
    """Return the content of a file, or None where there is no such file. Raises SurroundingsError."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _sentence("read", path, error) from error


def _checksum(key: str, body: bytes) -> str:
    checksum = hashlib.sha256(f"{key} ".encode())
    # Not put together: a body may be the list of a million files.
    checksum.update(body)
    return f"sha256:{checksum.hexdigest()}"


def _sentence(verb: str, path: Path, error: OSError) -> SurroundingsError:
    remedy = f"make {path.parent} a folder that you can read and write, or set TARE_HOME to another"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        remedy = "free some space, or set TARE_HOME to a folder on a larger disk"
    return SurroundingsError(f"{path} could not be {verb}: {error.strerror}", remedy)
